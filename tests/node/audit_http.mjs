// The audits of graphql-http (GraphQL over HTTP): prints each that fails, then how many there are and pass.
import { auditServer } from "graphql-http";

const audits = await auditServer({ url: process.argv[2], fetchFn: fetch });
const failed = audits.filter((audit) => audit.status !== "ok");
for (const { id, name, status, reason } of failed) console.log(`${status} ${id} ${name}: ${reason}`);
console.log(`${audits.length - failed.length} of ${audits.length} audits pass`);
