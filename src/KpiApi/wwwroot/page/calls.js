// A question of the page as calls of the API, to be copied.

import { json, url } from './api.js';
import { parameters } from './state.js';

/** The address that answers it by GET. */
export function address({ path, body }) {
  if (!body) return url(path).href;
  const { metrics, groupBy, include, orderBy, filters, ...others } = body;
  const joined = Object.fromEntries(Object.entries({ metrics, groupBy, include, orderBy }).filter(([, list]) => list?.length > 0).map(([name, list]) => [name, [list].flat().join(',')]));
  return url(`${path}?${parameters({ ...joined, ...others, filters })}`).href;
}

export const rest = source => `curl '${address(source).replaceAll("'", '%27')}' -H "Authorization: Bearer $KEY"`;

const constant = text => String(text).replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

const isAttribute = name => name.includes('.');

/** Of one of the metrics of a query: first_response_time:p90. */
function choice(name) {
  const [metric, statistic] = name.split(':');
  if (!statistic) return `{metric: ${constant(metric)}}`;
  if (/^p\d+$/.test(statistic)) return `{metric: ${constant(metric)}, percentile: ${statistic.slice(1)}}`;
  return statistic.startsWith('within_') ? `{metric: ${constant(metric)}, within: ${JSON.stringify(statistic.slice(7))}}` : `{metric: ${constant(metric)}, statistic: ${constant(statistic)}}`;
}

function filter([name, values]) {
  const isNot = name.endsWith('.not');
  const dimension = isNot ? name.slice(0, -4) : name;
  return `{${isAttribute(dimension) ? `attribute: ${JSON.stringify(dimension)}` : `dimension: ${constant(dimension)}`}, values: ${JSON.stringify(values)}${isNot ? ', not: true' : ''}}`;
}

const enumerations = ['period', 'interval', 'hours'];

function input({ metrics, metric, groupBy, include, orderBy, filters, ...others }) {
  const groups = [groupBy ?? []].flat();
  const members = [
    metrics && `metrics: [${metrics.map(choice).join(', ')}]`,
    metric && `metric: ${choice(metric)}`,
    ...Object.entries(others).filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => `${name}: ${enumerations.includes(name) ? constant(value) : JSON.stringify(value)}`),
    groups.some(name => !isAttribute(name)) && `groupBy: [${groups.filter(name => !isAttribute(name)).map(constant).join(', ')}]`,
    groups.some(isAttribute) && `groupByAttributes: ${JSON.stringify(groups.filter(isAttribute))}`,
    include && `include: [${include.map(constant).join(', ')}]`,
    orderBy && `orderBy: ${JSON.stringify([orderBy].flat())}`,
    Object.keys(filters ?? {}).length > 0 && `filters: [${Object.entries(filters).map(filter).join(', ')}]`,
  ];
  return `{${members.filter(Boolean).join(', ')}}`;
}

/** Of drivers: the dimensions to look into, beside the input. */
const by = (names = []) => [[names.filter(name => !isAttribute(name)).map(constant), 'by'], [names.filter(isAttribute).map(name => JSON.stringify(name)), 'byAttributes']]
  .filter(([list]) => list.length > 0).map(([list, name]) => `, ${name}: [${list.join(', ')}]`).join('');

/** The same in GraphQL; null where it is no question of numbers. */
export function graphQL({ path, body }) {
  if (path === 'v1/kpis') return `{\n  kpis(input: ${input(body)}) {\n    rows { ${body.interval ? 'time hourOfDay dayOfWeek ' : ''}${body.groupBy ? 'keys { value } ' : ''}values { metric value count } }\n  }\n}`;
  if (path === 'v1/kpis/drivers') return `{\n  drivers(input: ${input({ ...body, by: undefined })}${by(body.by)}) {\n    value previous\n    drivers { dimension explained values { value contribution } }\n  }\n}`;
  return null;
}

/** The SQL of each metric, over the tables of v1/facts; null where it is no question of numbers. */
export async function sql({ path, body }) {
  if (path !== 'v1/kpis') return null;
  const { metrics, interval, groupBy, timeZone, hours, filters } = body;
  const asked = parameters({ interval, groupBy: groupBy?.join(','), timeZone, hours, filters });
  const texts = await Promise.all(metrics.map(metric => json(`v1/metrics/${encodeURIComponent(metric)}/sql?${asked}`).then(answer => answer.sql, failure => failure.message)));
  return texts.map((text, index) => `-- ${metrics[index]}\n${text}`).join('\n\n');
}
