// From a number to the tickets or surveys that it is made of.

import { json, metrics, namesOf } from './api.js';
import { button, element, link, table } from './dom.js';
import { exports } from './export.js';
import * as format from './format.js';
import { open } from './overlay.js';
import { go, parameters, question, state } from './state.js';

const pageSize = 100;

/**
 * Shows what a number counts.
 * @param also Filters more, such as the bar that was clicked: {channel: ["email"]}.
 * @param when {from, to} of the bucket that was clicked.
 */
export const records = (metric, also, when) => go({ ticket: null, drill: JSON.stringify({ metric: metric.split(':')[0], ...also ? { also } : {}, ...when ? { when } : {} }) });

/** The records of a bucket of an answer. */
export const bucketRecords = answer => (metric, row) => {
  const next = answer.rows[answer.rows.indexOf(row) + 1]?.time ?? answer.query.to;
  records(metric, null, { from: row.time, to: next });
};

/** The records of a group of an answer; "(other)" is no group. */
export const groupRecords = dimension => (metric, row) => row[dimension] === '(other)' ? undefined : records(metric, { [dimension]: [row[dimension]] });

/** What the address says, read with care: anybody may have written it. */
export function read(text) {
  try {
    const { metric, also, when, order } = JSON.parse(text);
    return typeof metric === 'string' ? { metric, also: Object(also), when: when?.from && when.to ? { from: String(when.from), to: String(when.to) } : null, order: /^-?(at|value|score)$/.test(order) ? order : '-at' } : null;
  } catch {
    return null;
  }
}

export async function showRecords({ metric, also, when, order }) {
  const known = (await metrics()).get(metric);
  const title = known?.title ?? metric;
  open(title, element('p', { class: 'loading', role: 'status' }, 'Loading…'));
  const { filters, period, from, to, ...asked } = question();
  const path = `v1/kpis/records?${parameters({ ...asked, ...when ?? { period, from, to }, metric, orderBy: order, filters: { ...filters, ...also } })}`;
  try {
    const answer = await json(`${path}&limit=${pageSize}`);
    await show({ title, unit: known?.unit, path, also, when, sorting: { order, onOrder: next => go({ drill: JSON.stringify({ metric, also, ...when ? { when } : {}, order: next }) }) } }, answer.items, answer.nextCursor);
  } catch (failure) {
    open(title, element('p', { class: 'error', role: 'alert' }, failure.status === 403 ? 'Your key does not show single tickets: that needs the scope read:agents.' : failure.message));
  }
}

async function show(list, items, next) {
  const { title, unit, path, also, when, sorting } = list;
  const called = await namesOf('agent', items.map(item => item.agent));
  const about = [...Object.entries(also).map(([name, values]) => `${format.words(name)}: ${values.map(value => (name === 'agent' && called.get(value)) || format.name(value)).join(', ')}`), when && `${format.instant(when.from)} to ${format.instant(when.to)}`].filter(Boolean).join(' · ');
  const more = next && button('Show more', async event => {
    event.currentTarget.disabled = true;
    const answer = await json(`${path}&limit=${pageSize}&cursor=${encodeURIComponent(next)}`);
    await show(list, [...items, ...answer.items], answer.nextCursor);
  });
  open(title, [
    element('div', { class: 'about' }, element('p', {}, [about, items.length === 0 ? 'There is none.' : next ? `The first ${format.value(items.length)}` : items.length === 1 ? '1 record' : `${format.value(items.length)} records`].filter(Boolean).join(' · ')), exports(title, { path: `${path}&limit=1000` })),
    items.length > 0 && table(`${title}: records`, columns(items, unit, called), items, sorting),
    more && element('p', {}, more),
  ]);
}

/** Those with a key are what the service sorts by: all records, and not only those that are shown. */
function columns(items, unit, called) {
  const has = name => items.some(item => item[name] !== null && item[name] !== undefined);
  return [
    { title: has('ticket') ? 'Ticket' : 'Account', value: item => item.ticket ? link(item.ticket, () => go({ ticket: item.ticket })) : item.account ?? item.survey ?? format.none },
    { title: 'At', key: 'at', value: item => format.instant(item.at) },
    ...has('value') ? [{ title: 'Value', key: unit === 'count' ? undefined : 'value', isNumber: true, value: item => format.value(item.value, unit) }] : [],
    ...has('score') ? [{ title: 'Score', key: 'score', isNumber: true, value: item => `${format.value(item.score)} of ${format.value(item.scaleMax)}` }] : [],
    ...has('comment') ? [{ title: 'Comment', value: item => item.comment ?? '' }] : [],
    ...has('counted') ? [{ title: 'Counts', value: item => item.counted ? 'yes' : 'no' }] : [],
    ...['channel', 'reason', 'priority', 'team', 'agent', ...has('ticket') ? ['account'] : []].filter(has).map(name => ({ title: format.words(name), value: item => (name === 'agent' && called.get(item.agent)) || format.name(item[name]) })),
  ];
}

/** What the address says lies on the view. */
export const isOpen = () => Boolean(state().ticket || state().drill);
