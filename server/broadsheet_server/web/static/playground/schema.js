// What the server says of its own schema, by introspection.

import { ask } from "./request.js";

const TYPE = `kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }`;
const QUERY = `query Schema {
  __schema {
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    directives { name description locations args { ...Input } }
    types {
      kind name description isOneOf specifiedByURL
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args(includeDeprecated: true) { ...Input }
        type { ...Kind }
      }
      inputFields(includeDeprecated: true) { ...Input }
      interfaces { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
  }
}
fragment Input on __InputValue { name description defaultValue isDeprecated deprecationReason type { ...Kind } }
fragment Kind on __Type { ${TYPE} }`;
const TYPENAME = {
  name: "__typename",
  description: "The name of the object's type.",
  args: [],
  type: { kind: "NON_NULL", ofType: { kind: "SCALAR", name: "String" } },
};
const WHOLE = 2; // a hit in a name that begins with the words ranks above one inside, and that above a description

// Resolves to a Schema, or to null where the server keeps its schema to itself.
export async function fetchSchema(key, headers) {
  const answer = await ask({ query: QUERY, key, headers });
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
    this.directives = found.directives ?? [];
  }

  type(name) {
    return this.types.get(name);
  }

  directive(name) {
    return this.directives.find((each) => each.name === name);
  }

  // A field of a type, `__typename` too.
  field(typeName, name) {
    const type = this.type(typeName);
    if (name === "__typename" && type) return TYPENAME;
    return (type?.fields ?? []).find((field) => field.name === name);
  }

  fields(typeName) {
    const type = this.type(typeName);
    return type ? [...(type.fields ?? []), TYPENAME] : [];
  }

  // The types that people meet: not the ones by which a schema describes itself.
  get ownTypes() {
    return [...this.types.values()]
      .filter((type) => !type.name.startsWith("__"))
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  get inputTypes() {
    return this.ownTypes.filter(({ kind }) => ["SCALAR", "ENUM", "INPUT_OBJECT"].includes(kind));
  }

  get compositeTypes() {
    return this.ownTypes.filter(({ kind }) => ["OBJECT", "INTERFACE", "UNION"].includes(kind));
  }

  // Whether an object can be of both types, so that a fragment on the one may stand in the other.
  overlap(one, other) {
    const [first, second] = [one, other].map((name) => this.objects(name));
    return !one || !other || first.some((name) => second.includes(name));
  }

  objects(name) {
    const type = this.type(name);
    return type?.possibleTypes?.length ? type.possibleTypes.map((each) => each.name) : [name];
  }

  // A type of a parsed document, as introspection gives types.
  typeOf(node) {
    if (node.kind === "NonNullType") return { kind: "NON_NULL", ofType: this.typeOf(node.type) };
    if (node.kind === "ListType") return { kind: "LIST", ofType: this.typeOf(node.type) };
    return { kind: this.type(node.name.value)?.kind, name: node.name.value };
  }

  // Types, directives and their members which have the words in their names or their descriptions, best first.
  search(words) {
    const wanted = words.trim().toLowerCase();
    const hits = this.ownTypes.flatMap((type) => [{ type }, ...members(type).flatMap((each) => hitsOf(type, each))]);
    return hits
      .map((hit) => ({ ...hit, rank: rank(hit.argument ?? hit.member ?? hit.type, wanted) }))
      .filter((hit) => hit.rank >= 0)
      .sort((one, other) => one.rank - other.rank);
  }
}

const hitsOf = (type, member) => [
  { type, member },
  ...(member.args ?? []).map((argument) => ({ type, member, argument })),
];

function rank({ name, description }, wanted) {
  const place = name.toLowerCase().indexOf(wanted);
  if (place >= 0) return Math.sign(place);
  return description?.toLowerCase().includes(wanted) ? WHOLE : -1;
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
