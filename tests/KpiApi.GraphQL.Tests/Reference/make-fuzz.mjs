// Writes fuzz.jsonl.gz: random documents, about half of them damaged, each with the verdict of the reference implementation,
// the place of its first error, and for a part of the valid ones the answer. The seed is fixed: the file can be made again.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { execute, getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, parse, validate } from 'graphql';
import { root, rules, schema } from './zoo.mjs';

const COUNT = 20000;
const ANSWERS = 3000;
let state = 20261122;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (items) => items[below(items.length)];
const chance = (p) => random() < p;
const times = (n, make) => Array.from({ length: n }, make);

const queryType = schema.getQueryType();
const inputTypes = ['Int', 'Int!', 'Float', 'String', 'Boolean!', 'Boolean', 'ID', 'ID!', 'Kind', 'Kind!', 'Color', '[Int]', '[Int!]!', '[[Int]]', 'FilterInput', 'FilterInput!', 'ByInput', 'RangeInput', 'Date', 'Any'];
const words = ['hello', 'id', 'name', 'a', 'kind', 'unknown', 'F0', 'F1', 'on', 'query', 'fragment', 'null', 'true', 'CAT', 'Animal', 'Query', 'Int', 'include', 'skip', 'if', 'value', '__typename', '$v0', '"s"', '1', '1.5', '{', '}', '(', ')', '[', ']', ':', '!', '=', '@', '...', '$'];

class Maker {
  constructor(mistakes) { this.mistakes = mistakes; this.fragments = []; this.variables = new Map(); }
  wrong(p = 0.03) { return this.mistakes && chance(p); }

  document() {
    const parts = [];
    const count = chance(0.85) ? 1 : 2;
    for (let i = 0; i < count; i++) {
      this.variables = new Map();
      const body = this.selection(queryType, 0);
      const pending = this.flushFragments(parts);
      const definitions = [...this.variables].map(([name, { type, initial }]) => `$${name}: ${type}${initial}${this.wrong(0.01) ? ' @skip(if: true)' : ''}`);
      if (this.wrong()) definitions.push('$unused: Int');
      if (this.wrong(0.01)) definitions.push(definitions[0] ?? '$x: Unknown');
      const name = count > 1 || chance(0.3) ? `Q${this.wrong() ? 0 : i}` : '';
      const kind = this.wrong(0.01) ? 'mutation' : 'query';
      parts.push(name === '' && definitions.length === 0 && chance(0.7) ? body : `${kind} ${name}${definitions.length ? `(${definitions.join(', ')})` : ''}${this.wrong(0.01) ? ' @include(if: true)' : ''} ${body}`, ...pending);
    }
    if (this.wrong()) parts.push('fragment Unused on Query { hello }');
    return parts.sort(() => (chance(0.5) ? 1 : -1)).join(chance(0.5) ? '\n' : ' ');
  }

  flushFragments() {
    const made = [];
    for (let i = 0; i < this.fragments.length; i++) {
      const fragment = this.fragments[i];
      if (fragment.text) continue;
      fragment.text = 'x';
      fragment.text = `fragment ${fragment.name} on ${this.wrong(0.02) ? pick(['Query', 'Kind', 'Nothing']) : fragment.type.name} ${this.selection(fragment.type, 3)}`;
      made.push(fragment.text);
    }
    return made;
  }

  selection(type, depth) {
    const items = times(1 + below(depth > 3 ? 2 : 4), () => this.item(type, depth));
    return `{ ${items.join(chance(0.2) ? ', ' : ' ')} }`;
  }

  item(type, depth) {
    if (depth < 5 && chance(0.08)) return `...${chance(0.6) ? ` on ${this.wrong(0.05) ? pick(['Animal', 'Query', 'Int', 'Nope']) : type.name}` : ''}${this.directives()} ${this.selection(type, depth + 1)}`;
    if (chance(0.1)) return `...${this.fragment(type)}${this.directives()}`;
    return this.field(type, depth);
  }

  fragment(type) {
    if (this.wrong(0.02)) return 'Missing';
    const known = this.fragments.filter((fragment) => (fragment.type === type && (!fragment.text || this.wrong(0.3))) || this.wrong(0.02));
    if (known.length && chance(0.6)) return pick(known).name;
    if (this.fragments.length > 4) return known.length ? known[0].name : this.add(type);
    return this.add(type);
  }
  add(type) {
    const name = `F${this.fragments.length}`;
    this.fragments.push({ name, type });
    return name;
  }

  field(type, depth) {
    const fields = Object.values(type.getFields()).filter((field) => depth < 5 || !isObjectType(getNamedType(field.type)));
    if (chance(0.05)) return `${this.alias()}__typename${this.directives()}`;
    const field = pick(fields.length ? fields : Object.values(type.getFields()));
    const inner = getNamedType(field.type);
    const name = this.wrong(0.02) ? pick(['unknown', 'hello', 'id', 'fields']) : field.name;
    const needsSelection = isObjectType(inner) !== this.wrong(0.02);
    return `${this.alias()}${name}${this.arguments(field)}${this.directives()}${needsSelection ? ` ${this.selection(isObjectType(inner) ? inner : type, depth + 1)}` : ''}`;
  }

  // Aliases are many and few apart, so that some collide and some of those merge.
  alias() { return chance(0.45) ? `${this.mistakes && chance(0.2) ? pick(['a', 'id', 'name']) : `x${below(100000)}`}: ` : this.mistakes ? '' : `y${below(1000000)}: `; }

  arguments(field) {
    const given = field.args.filter((argument) => (isNonNullType(argument.type) && argument.defaultValue === undefined ? !this.wrong() : chance(0.5)));
    const parts = given.map((argument) => `${argument.name}: ${this.value(argument.type, 0, true)}`);
    if (this.wrong(0.02)) parts.push(`extra: ${this.value(queryType.getFields().int.args[0].type, 0, true)}`);
    if (parts.length && this.wrong(0.02)) parts.push(parts[0]);
    return parts.length ? `(${parts.join(', ')})` : '';
  }

  directives() {
    const make = () => `@${this.wrong(0.05) ? pick(['unknown', 'deprecated']) : pick(['include', 'skip'])}${this.wrong(0.05) ? '' : `(${this.wrong(0.03) ? 'iff' : 'if'}: ${this.value(schema.getDirective('skip').args[0].type, 0, true)})`}`;
    return chance(0.08) ? ` ${make()}` : this.wrong(0.02) ? ` ${make()} ${make()}` : '';
  }

  value(type, depth, mayVary) {
    if (this.wrong(0.03)) return pick(['1', '"x"', 'true', 'null', 'CAT', '[]', '{}', '1.5', '$undefined', '[null]', '{id: 1}', '{a: 1, a: 2}', '99999999999']);
    if (mayVary && chance(0.12)) return this.variable(type);
    if (!isNonNullType(type) && chance(0.07)) return 'null';
    const nullable = getNullableType(type);
    if (isListType(nullable)) return chance(0.15) && !isListType(nullable.ofType) ? this.value(nullable.ofType, depth + 1, false) : `[${times(below(3), () => this.value(nullable.ofType, depth + 1, mayVary)).join(', ')}]`;
    if (isInputObjectType(nullable)) return this.object(nullable, depth, mayVary);
    if (isEnumType(nullable)) return pick(nullable.getValues()).name;
    switch (nullable.name) {
      case 'Int': return String(below(4) - 1);
      case 'Float': return pick(['0', '1', '2.5', '-1.25']);
      case 'String': return pick(['"a"', '""', '"\\u0041\\n"', '"""block\n  text"""', '"caf\u00e9"']);
      case 'Boolean': return pick(['true', 'false']);
      case 'ID': return pick(['1', '"a2"', '3', '"zz"']);
      case 'Date': return pick(['"2026-01-31"', '"2024-02-29"']);
      default: return depth > 2 ? '1' : pick(['1', '"s"', '[1, {a: 2}]', '{a: {b: [null]}}', 'NAME', 'true']);
    }
  }

  object(type, depth, mayVary) {
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      const field = pick(fields);
      const value = this.wrong(0.1) ? 'null' : this.value(field.type, depth + 1, false);
      return `{${field.name}: ${value === 'null' && !this.mistakes ? '"x"' : value}${this.wrong(0.1) ? ', name: "b"' : ''}}`;
    }
    const given = fields.filter((field) => (isNonNullType(field.type) && field.defaultValue === undefined ? !this.wrong() : chance(depth > 1 ? 0.15 : 0.4)));
    const parts = given.map((field) => `${field.name}: ${this.value(field.type, depth + 1, mayVary)}`);
    if (this.wrong(0.02)) parts.push('unknown: 1');
    if (parts.length && this.wrong(0.02)) parts.push(parts[0]);
    return `{${parts.join(', ')}}`;
  }

  variable(type) {
    const wanted = this.wrong(0.1) ? pick(inputTypes) : String(type);
    const known = [...this.variables].filter(([, variable]) => variable.type === wanted);
    if (known.length && chance(0.6)) return `$${known[0][0]}`;
    const name = `v${this.variables.size}`;
    const needsValue = isNonNullType(type);
    const initial = needsValue || chance(0.4) ? ` = ${this.constant(type)}` : '';
    this.variables.set(name, { type: wanted, initial });
    return `$${name}`;
  }
  constant(type) {
    const value = this.value(type, 1, false);
    return value.includes('$') ? 'null' : value;
  }
}

function damage(text) {
  const tokens = text.match(/"""[\s\S]*?"""|"(?:\\.|[^"\\])*"|\.\.\.|[A-Za-z_]\w*|-?[\d.]+|\s+|./gu) ?? [];
  for (let n = 1 + below(2); n > 0; n--) {
    const at = below(tokens.length);
    const kind = below(8);
    if (kind === 0) tokens.splice(at, 1);
    else if (kind === 1) tokens.splice(at, 0, tokens[at]);
    else if (kind === 2) tokens[at] = pick(words);
    else if (kind === 3) tokens.splice(at, 0, pick(words));
    else if (kind === 4) { const other = below(tokens.length); [tokens[at], tokens[other]] = [tokens[other], tokens[at]]; }
    else if (kind === 5) tokens.splice(at, below(5));
    else if (kind === 6) tokens[at] = tokens[at].slice(0, below(tokens[at].length + 1)) + String.fromCharCode(below(128)) + tokens[at].slice(1);
    else tokens.splice(at, 0, ` ${pick(words)} `);
  }
  return tokens.join('');
}

const place = (error) => (error.locations?.[0] ? [error.locations[0].line, error.locations[0].column] : []);
async function judge(query, wantsAnswer) {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return { v: 'syntax', at: place(error) };
  }
  const errors = validate(schema, document, rules);
  if (errors.length) return { v: 'invalid', at: place(errors[0]), type: document.definitions.some((d) => !/Operation|Fragment/.test(d.kind)) ? 1 : undefined };
  const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition').name?.value;
  if (!wantsAnswer) return { v: 'valid' };
  const result = await execute({ schema, document, rootValue: root, operationName: operation });
  return { v: 'valid', o: operation, r: { data: result.data, paths: result.errors?.map((error) => error.path ?? null) } };
}

const seen = new Set();
const lines = [];
const counts = {};
while (lines.length < COUNT) {
  const kind = below(10);
  let query = new Maker(kind >= 3).document();
  if (kind >= 7) query = damage(query);
  if (query.length > 1200 || seen.has(query)) continue;
  seen.add(query);
  const judged = await judge(query, (counts.valid ?? 0) < ANSWERS);
  if (judged.r && JSON.stringify(judged.r).length > 2000) delete judged.r;
  counts[judged.v] = (counts[judged.v] ?? 0) + 1;
  lines.push(JSON.stringify({ q: query, ...judged }));
}
writeFileSync(new URL('fuzz.jsonl.gz', import.meta.url), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
console.log(lines.length, counts);
