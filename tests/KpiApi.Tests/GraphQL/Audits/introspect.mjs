// Asks a server for its schema as tools do, and holds it to a file: node introspect.mjs http://127.0.0.1:5000/graphql schema.graphql
import { readFileSync } from 'node:fs';
import { buildClientSchema, buildSchema, findBreakingChanges, findDangerousChanges, getIntrospectionQuery, validateSchema } from 'graphql';

const [, , url, file] = process.argv;
// Without specifiedByURL and the deprecation of arguments, which GraphQL.NET does not have for all.
const everything = { descriptions: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true };
for (const options of [{}, everything]) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: getIntrospectionQuery(options) }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  const [served, committed] = [buildClientSchema(data), buildSchema(readFileSync(file, 'utf8'))];
  const wrong = [...validateSchema(served), ...validateSchema(committed)].map((error) => error.message);
  for (const [from, to] of [[served, committed], [committed, served]]) {
    // Those of directives are left out: graphql-js adds its own to what it reads from a file.
    const changes = [...findBreakingChanges(from, to), ...findDangerousChanges(from, to)].filter((change) => !change.type.startsWith('DIRECTIVE'));
    wrong.push(...changes.map((change) => change.description));
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}
console.log('the schemas are equal');
