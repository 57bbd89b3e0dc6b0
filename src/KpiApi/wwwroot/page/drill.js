// From a number to its records, and from a record to the ticket with its timeline and every derived fact.

import { json, metrics } from './api.js';
import { element, table } from './dom.js';
import * as format from './format.js';
import { question } from './state.js';

const dialog = document.getElementById('drill');

dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });

function open(title, ...content) {
  dialog.replaceChildren(
    element('header', {}, element('h2', { id: 'drill-title' }, title), element('button', { type: 'button', onclick: () => dialog.close() }, 'Close')), ...content);
  if (!dialog.open) dialog.showModal();
}

/** What a metric counts; `also` is a filter more, such as the bar that was clicked. */
export async function records(metric, also = {}, when = {}) {
  const known = (await metrics()).get(metric.split(':')[0]);
  const { filters, ...asked } = question();
  const parameters = new URLSearchParams({ metric, limit: '100' });
  const period = when.from ? { timeZone: asked.timeZone, hours: asked.hours, ...when } : asked;
  for (const [name, value] of Object.entries(period)) if (value) parameters.set(name, value);
  for (const [name, values] of Object.entries({ ...filters, ...also })) for (const value of values) parameters.append(name, value ?? '');
  open(known.title, element('p', {}, 'Loading…'));
  try {
    const answer = await json(`v1/kpis/records?${parameters}`);
    const columns = ['channel', 'reason', 'priority', 'team', 'agent', 'account'].filter(name => answer.items.some(item => item[name]));
    open(known.title, answer.items.length === 0 ? element('p', {}, 'There is none.') : table(known.title, [
      { title: 'Ticket', value: item => item.ticket ? element('button', { type: 'button', class: 'link', onclick: () => ticket(item.ticket) }, item.ticket) : item.survey ?? item.id ?? '–' },
      { title: 'At', value: item => format.instant(item.at), sortBy: item => item.at },
      ...answer.items.some(item => item.value !== undefined) ? [{ title: 'Value', isNumber: true, value: item => format.value(item.value, known.unit), sortBy: item => item.value }] : [],
      ...columns.map(name => ({ title: name, value: item => format.name(item[name]), sortBy: item => item[name] })),
    ], answer.items), answer.nextCursor && element('p', {}, 'The first 100. All of them: v1/kpis/records.'));
  } catch (failure) {
    open(known.title, element('p', { class: 'error', role: 'alert' }, failure.status === 403 ? 'Your key may not see single tickets: it needs the scope read:agents.' : failure.message));
  }
}

export async function ticket(id) {
  open(`Ticket ${id}`, element('p', {}, 'Loading…'));
  try {
    const known = await json(`v1/tickets/${encodeURIComponent(id)}`);
    const happened = [
      { at: known.ticket.createdAt, what: 'created' },
      ...known.events.map(event => ({ at: event.at, what: [event.type, event.from && `from ${event.from}`, event.to && `to ${event.to}`, event.agent && `by ${event.agent}`, event.type === 'note' ? '' : !event.public && event.actor === 'agent' && event.to === null ? '(internal)' : ''].filter(Boolean).join(' ') })),
      ...known.surveys.filter(survey => survey.respondedAt).map(survey => ({ at: survey.respondedAt, what: `${survey.kind} ${survey.score} of ${survey.scaleMax}${survey.comment ? `: ${survey.comment}` : ''}` })),
    ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    open(`Ticket ${id}`,
      element('ol', { class: 'timeline' }, happened.map(one => element('li', {}, element('time', { datetime: one.at }, format.instant(one.at)), one.what))),
      table('Derived facts', [{ title: 'Fact', value: ([name]) => name }, { title: 'Value', value: ([name, fact]) => shown(name, fact) }], Object.entries(known.facts)));
  } catch (failure) {
    open(`Ticket ${id}`, element('p', { class: 'error', role: 'alert' }, failure.message));
  }
}

function shown(name, fact) {
  if (fact === null || (Array.isArray(fact) && fact.length === 0)) return '–';
  if (typeof fact === 'object') return element('pre', {}, JSON.stringify(fact, null, 1));
  return name.endsWith('Seconds') ? format.duration(fact) : name.endsWith('At') ? format.instant(fact) : String(fact);
}

/** The query of a chart as calls to copy. */
export async function showCall(query) {
  const graphql = `{ kpis(input: ${graphQL({ ...query, metrics: query.metrics.map(metric => ({ metric: { enum: metric.split(':')[0] }, ...metric.includes(':') ? { statistic: { enum: metric.split(':')[1] } } : {} })) })}) { rows { time values { value } } } }`;
  open('As API call', element('h3', {}, 'REST'), element('pre', { tabindex: '0' }, `POST ${new URL('v1/kpis', document.baseURI)}\n${JSON.stringify(query, null, 2)}`),
    element('h3', {}, 'GraphQL'), element('pre', { tabindex: '0' }, graphql),
    element('h3', {}, 'SQL over v1/facts'), element('pre', { tabindex: '0' }, await sql(query)));
}

async function sql(query) {
  const parameters = new URLSearchParams();
  if (query.interval) parameters.set('interval', query.interval);
  if (query.groupBy) parameters.set('groupBy', query.groupBy.join(','));
  parameters.set('timeZone', query.timeZone);
  const texts = await Promise.all(query.metrics.map(metric => json(`v1/metrics/${encodeURIComponent(metric)}/sql?${parameters}`).then(answer => answer.sql, failure => `-- ${metric}: ${failure.message}`)));
  return texts.join('\n\n');
}

const upper = new Set(['interval', 'groupBy', 'period', 'compare', 'hours']);

function graphQL(given, name) {
  if (Array.isArray(given)) return `[${given.map(one => graphQL(one, name)).join(', ')}]`;
  if (given === null) return 'null';
  if (given.enum) return given.enum.toUpperCase();
  if (typeof given === 'object') return `{${Object.entries(given).map(([key, value]) => `${key}: ${graphQL(value, key)}`).join(', ')}}`;
  return upper.has(name) ? String(given).toUpperCase() : JSON.stringify(given);
}
