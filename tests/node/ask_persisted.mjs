// Apollo Client with automatic persisted queries: prints what each of three questions brings, and what was sent.
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { createHash } from "node:crypto";

const sent = [];
const noted = (address, options) => {
  const body = options.body ? JSON.parse(options.body) : null;
  const query = body ? "query" in body : new URL(address).searchParams.has("query");
  sent.push(`${options.method} ${query ? "text" : "hash"}`);
  return fetch(address, options);
};
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const ask = async (useGETForHashedQueries) => {
  const link = new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(
    new HttpLink({ uri: process.argv[2], fetch: noted }),
  );
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const { data } = await client.query({ query: gql`query Size { limits { pageMax } }` });
  return data.limits.pageMax;
};
const sizes = [await ask(false), await ask(false), await ask(true)];
console.log(JSON.stringify({ sizes, sent }));
