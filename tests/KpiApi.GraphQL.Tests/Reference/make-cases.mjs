// Writes cases.json: every document of documents.mjs with what the reference implementation makes of it.
import { writeFileSync } from 'node:fs';
import { execute, parse, validate } from 'graphql';
import { documents } from './documents.mjs';
import { root, rules, schema } from './zoo.mjs';

const locations = (error) => (error.locations ?? []).map(({ line, column }) => [line, column]);

async function judge({ query, variables, operation }) {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return { verdict: 'syntax', locations: locations(error) };
  }
  const errors = validate(schema, document, rules);
  if (errors.length > 0) return { verdict: 'invalid', locations: locations(errors[0]), why: errors[0].message };
  const result = await execute({ schema, document, rootValue: root, variableValues: variables, operationName: operation });
  const found = result.errors?.map((error) => ({ path: error.path ?? null, locations: locations(error) })) ?? [];
  if (result.data === undefined) return { verdict: 'refused', errors: found };
  return { verdict: 'executed', data: result.data, errors: found };
}

// graphql-js 16.15 already has deprecated directives, which are in no published specification.
function withoutDraft(data) {
  const type = (name) => data.__schema.types.find((candidate) => candidate.name === name);
  type('__Directive').fields = type('__Directive').fields.filter((field) => !/eprecat/.test(field.name));
  type('__DirectiveLocation').enumValues = type('__DirectiveLocation').enumValues.filter((value) => value.name !== 'DIRECTIVE_DEFINITION');
  type('__Schema').fields.find((field) => field.name === 'directives').args = [];
  for (const directive of data.__schema.directives) directive.locations = directive.locations.filter((name) => name !== 'DIRECTIVE_DEFINITION');
}

const cases = [];
for (const [index, document] of documents.entries()) {
  const judged = await judge(document);
  if (document.expect && document.expect !== judged.verdict) console.error(`${document.group}: ${judged.verdict}: ${document.query} ${judged.why ?? ''}`);
  if (document.group === 'introspection whole') withoutDraft(judged.data);
  const { group, query, variables, operation } = document;
  cases.push({ id: `${group} ${index}`, query, variables, operation, ...judged, why: undefined });
}
writeFileSync(new URL('cases.json', import.meta.url), `[\n${cases.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);
const count = (verdict) => cases.filter((entry) => entry.verdict === verdict).length;
console.log(cases.length, 'documents:', ['syntax', 'invalid', 'refused', 'executed'].map((verdict) => `${count(verdict)} ${verdict}`).join(', '));
