import { graphql } from "../generated/graphql/index.js";
import type { TypedDocumentString } from "../generated/graphql/graphql.js";

const byChannel = graphql(`
  query ByChannel($input: KpisInput!) {
    kpis(input: $input) { rows { keys { dimension value } values { metric value count } } }
  }
`);

async function ask<TResult, TVariables>(document: TypedDocumentString<TResult, TVariables>, variables: TVariables): Promise<TResult> {
  const response = await fetch(`${process.argv[2]}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const { kpis } = await ask(byChannel, { input: { metrics: [{ metric: "TICKETS_CREATED" }], groupBy: ["CHANNEL"], period: "ALL" } });
for (const row of kpis!.rows) console.log(row.keys[0].value, row.values[0].value);
