// Builds the contract with graphql-js, the reference implementation, and prints what it finds wrong.
import { readFileSync } from "node:fs";
import { buildSchema, validateSchema } from "graphql";

const schema = buildSchema(readFileSync(process.argv[2], "utf8"));
for (const error of validateSchema(schema)) console.log(error.message);
console.log(`${Object.keys(schema.getTypeMap()).length} types`);
