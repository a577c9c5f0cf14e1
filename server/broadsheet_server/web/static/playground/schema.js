// What the server says of its own schema, by introspection.

import { ask } from "./request.js";

const TYPE = `kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }`;
const QUERY = `query Schema {
  __schema {
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    types {
      kind name description isOneOf
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args { ...Input }
        type { ...Kind }
      }
      inputFields { ...Input }
      interfaces { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
  }
}
fragment Input on __InputValue { name description defaultValue type { ...Kind } }
fragment Kind on __Type { ${TYPE} }`;

// Resolves to a Schema, or to null where the server keeps its schema to itself.
export async function fetchSchema(key) {
  const answer = await ask({ query: QUERY, key });
  const found = answer.data?.data?.__schema;
  return found ? new Schema(found) : null;
}

export class Schema {
  constructor(found) {
    this.roots = {
      query: found.queryType?.name,
      mutation: found.mutationType?.name,
      subscription: found.subscriptionType?.name,
    };
    this.types = new Map(found.types.map((type) => [type.name, type]));
  }

  type(name) {
    return this.types.get(name);
  }

  // The types that people meet: not the ones by which a schema describes itself.
  get ownTypes() {
    return [...this.types.values()]
      .filter((type) => !type.name.startsWith("__"))
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  // Types and fields whose name has the words, names that begin with it first.
  search(words) {
    const wanted = words.trim().toLowerCase();
    const hits = this.ownTypes.flatMap((type) => [
      { type },
      ...members(type).map((member) => ({ type, member })),
    ]);
    return hits
      .map((hit) => ({ ...hit, place: (hit.member ?? hit.type).name.toLowerCase().indexOf(wanted) }))
      .filter((hit) => hit.place >= 0)
      .sort((one, other) => Math.sign(one.place) - Math.sign(other.place));
  }
}

export function members(type) {
  return [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])];
}

// [Article!]! as it is written.
export function written(type) {
  if (type.kind === "NON_NULL") return `${written(type.ofType)}!`;
  if (type.kind === "LIST") return `[${written(type.ofType)}]`;
  return type.name;
}

// Article, whatever it is wrapped in.
export function bare(type) {
  return type.ofType ? bare(type.ofType) : type.name;
}
