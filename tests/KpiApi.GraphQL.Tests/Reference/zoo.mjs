// The schema of the tests as the reference implementation sees it: the printed schema with the same resolvers as Zoo/*.cs.
import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, printSchema, specifiedRules } from 'graphql';

const sdl = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');
export const schema = buildSchema(sdl);
if (printSchema(schema) !== sdl.trimEnd()) throw new Error('schema.graphql is not printed as printSchema prints it');

const kinds = ['CAT', 'DOG', 'DODO_BIRD'];
const colors = ['RED', 'GREEN', 'BLUE'];

const isDay = (text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
const date = schema.getType('Date');
date.parseValue = (value) => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || !isDay(value)) throw new GraphQLError('no day');
  return value;
};
date.parseLiteral = (node) => {
  if (node.kind !== 'StringValue') throw new GraphQLError('no day', { nodes: node });
  try {
    return date.parseValue(node.value);
  } catch {
    throw new GraphQLError('no day', { nodes: node });
  }
};

class Animal {
  constructor(number) {
    this.number = number;
    this.id = `a${number}`;
    this.name = ['Ada', 'Bo', 'Cy', 'Di'][number % 4];
    this.kind = kinds[number % 3];
    this.age = number % 2 === 0 ? null : number * 3;
    this.weight = number * 1.25;
    this.height = number / 8;
    this.born = new Date(Date.UTC(2020, 0, 1 + number)).toISOString().slice(0, 10);
    this.color = colors[number % 3];
    this.tags = [`t${number}`, 'all'];
    this.matrix = [[number, null], []];
    this.extra = { number, list: [1, 2] };
    this.oldName = this.name;
    this.missing = null;
    this.missingTags = ['a', null];
    this.maybeTags = ['a', null];
  }
  parent() { return this.number === 0 ? null : new Animal(this.number - 1); }
  children() { return [new Animal(this.number + 1), new Animal(this.number + 2)]; }
  friends() { return [new Animal(this.number + 1), null]; }
  herd() { return [new Animal(1), null, new Animal(2)]; }
  failing() { throw new Error('The cage is open.'); }
  failingHard() { throw new Error('The cage is open.'); }
  greeting({ word, loud }) { return `${word}, ${this.name}${loud ? '!' : '.'}`; }
  partner({ fails }) {
    if (fails) throw new Error('Shy.');
    return this.age === null ? null : new Animal(this.age);
  }
}

const range = (value) => value && { from: value.from, to: value.to };
const filter = (value) => value && {
  kind: value.kind, limit: value.limit, name: value.name ?? null, tags: value.tags ?? null, weights: value.weights ?? null,
  age: range(value.age) ?? null, not: filter(value.not) ?? null, color: value.color ?? null,
};
const by = (value) => value && { id: value.id ?? null, name: value.name ?? null, number: value.number ?? null, age: range(value.age) ?? null };
const echo = ({ value }) => value;

export const root = {
  hello: 'world',
  animal: ({ id }) => (/^a*-?\d+$/.test(id) ? new Animal(Number(id.replace(/^a+/, ''))) : null),
  animals: ({ first, kind }) => Array.from({ length: first }, (_, number) => new Animal(number)).filter((a) => kind == null || a.kind === kind),
  int: echo, intRequired: echo, intDefault: echo, float: echo, text: echo, flag: echo, key: echo, day: echo, kind: echo, color: echo, any: echo,
  ints: ({ values }) => values, intsRequired: ({ values }) => values, matrix: ({ values }) => values,
  search: (args) => filter(args.filter),
  searchMany: (args) => args.filters.map(filter),
  find: (args) => by(args.by), findRequired: (args) => by(args.by),
  old: ({ value }) => `old${value ?? ''}`,
  failing: () => { throw new Error('The zoo is closed.'); },
  failingHard: () => { throw new Error('The cage is open.'); },
  missing: null,
  late: ({ number }) => { if (number < 0) throw new Error('There is no such animal.'); return new Animal(number); },
};

// Of September 2025, and not in graphql-js 16: an operation whose root type the schema lacks is invalid.
const operationTypeExistence = (context) => ({
  OperationDefinition(node) {
    if (!schema.getRootType(node.operation)) context.reportError(new GraphQLError('no such root type', { nodes: node }));
  },
});
export const rules = [operationTypeExistence, ...specifiedRules];
