// The rules that the contract is held to: all that graphql-eslint recommends for schemas, and those of Relay.
import { fileURLToPath } from "node:url";
import graphqlPlugin from "@graphql-eslint/eslint-plugin";

const contract = fileURLToPath(new URL("../../shared/broadsheet_shared/schema.graphql", import.meta.url));

export default [
  {
    files: ["**/*.graphql"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { parser: graphqlPlugin.parser, parserOptions: { graphQLConfig: { schema: contract } } },
    plugins: { "@graphql-eslint": graphqlPlugin },
    rules: {
      ...graphqlPlugin.configs["flat/schema-recommended"].rules,
      ...graphqlPlugin.configs["flat/schema-relay"].rules,

      // Off: it wants an `id` in every object type. Edges, payloads, errors and values such as a highlight have no
      // identity to cache them by; whatever has one is a Node, and there GraphQL itself asks for the `id`.
      "@graphql-eslint/strict-id-in-types": "off",

      "@graphql-eslint/relay-edge-types": [
        "error",
        {
          withEdgeSuffix: true,
          // Off: short lists that nobody pages through (tags, reasons, user errors) are plain lists, and `nodes`
          // stands beside `edges` for those who need no cursor.
          listTypeCanWrapOnlyEdgeType: false,
          // Off: a change, a revision and an import are read in their order only, and not by an id.
          shouldImplementNode: false,
        },
      ],

      // `includeBoth` off: the feed of changes, searches, revisions and imports are read forwards only. A connection
      // with one argument of a direction still needs the other.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
    },
  },
];
