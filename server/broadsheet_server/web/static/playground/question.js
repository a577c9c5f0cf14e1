// What is asked: the query, its operation, variables and headers, as the editors have them.

import { readHeaders } from "./headers.js";
import { JsonFault, parseJson } from "./json.js";
import { nameOf, operationAt } from "./operations.js";
import { SyntaxFault, parse } from "./parser.js";
import { ENDPOINT } from "./request.js";

export class QuestionFault extends Error {}

// Throws a QuestionFault where variables or headers could not be sent. A query with a fault in its syntax is sent as it
// is: the server says what is wrong.
export function question({ query, variables, headers, key }) {
  checkVariables(variables.text);
  const operation = operationAt(documentOf(query.text), query.area.selectionStart);
  return {
    url: ENDPOINT,
    query: query.text,
    variables: variables.text,
    operationName: nameOf(operation),
    headers: checkedHeaders(headers.text),
    key: key.value.trim(),
    hasKey: key.value.trim() !== "",
    isSubscription: operation?.operation === "subscription",
  };
}

function documentOf(text) {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxFault) return null;
    throw error;
  }
}

function checkVariables(text) {
  if (!text.trim()) return;
  try {
    if (parseJson(text).kind !== "object") {
      throw new QuestionFault('The variables are not an object. Write them like {"first": 5}.');
    }
  } catch (error) {
    if (error instanceof JsonFault) throw new QuestionFault(`The variables are not JSON: ${error.message}`);
    throw error;
  }
}

function checkedHeaders(text) {
  const { headers, faults } = readHeaders(text);
  if (faults.length) throw new QuestionFault(`A header cannot be sent: ${faults[0].message}`);
  return headers;
}
