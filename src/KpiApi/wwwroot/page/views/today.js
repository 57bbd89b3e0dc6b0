// The headline: where the day stands, against what it was before and what it should be.

import { element, link, table } from '../dom.js';
import { bucketRecords } from '../drill.js';
import * as format from '../format.js';
import { day, interval, state } from '../state.js';
import { openAlerts } from './alerts.js';
import { compared, q, tableFigure, timeChart } from './common.js';
import { tile } from './tile.js';

const headline = [
  'tickets_created', 'tickets_resolved', 'open_tickets', 'awaiting_first_response', 'first_response_time:median', 'resolution_time:median',
  'csat', 'nps', 'ces', 'sla_first_response', 'sla_resolution', 'first_contact_resolution',
];

/** Of a single day the four weeks before it are drawn, too: a day says little alone. */
function trend() {
  const { period, from, to } = state();
  if (from || to || !['today', 'yesterday'].includes(period)) return { interval: interval() };
  const end = period === 'today' ? 1 : 0;
  return { interval: 'day', period: undefined, from: day(end - 28), to: day(end) };
}

export const today = {
  title: 'Today', isForWalls: true, ages: true,
  queries: () => [q(headline, { ...compared(), include: ['target'] }), q(headline, { ...trend(), include: ['expected'] })],
  more: openAlerts,
  async show([now, course], [, asked], { known, version, more }) {
    if (version === 0) return [welcome()];
    return [
      await more,
      element('div', { class: 'tiles' }, headline.map(metric => tile(known, metric, now, { course }))),
      timeChart('Created and resolved', course, asked, [{ metric: 'tickets_created', title: 'Created' }, { metric: 'tickets_resolved', title: 'Resolved' }], { name: 'Tickets' }),
      unusual(known, course),
    ];
  },
};

function unusual(known, course) {
  const found = course.rows.flatMap(row => headline.map(name => ({ row, name, value: row.values[name], metric: known.get(name.split(':')[0]) }))).filter(one => one.value.expected?.unusual).reverse();
  return element('figure', { 'data-title': 'Unusual' }, element('figcaption', {}, element('h2', {}, 'Unusual')), found.length === 0 ? element('p', { class: 'empty' }, 'Nothing: every value is within what was expected.')
    : table('Unusual values', [
      { title: 'When', value: one => format.bucket(one.row, course.query.interval) },
      { title: 'What', value: one => link(format.metricTitle(known, one.name), () => bucketRecords(course)(one.name, one.row)) },
      { title: 'Value', isNumber: true, value: one => format.value(one.value.value, one.metric.unit) },
      { title: 'Expected', isNumber: true, value: one => `${format.value(one.value.expected.low, one.metric.unit)} to ${format.value(one.value.expected.high, one.metric.unit)}` },
    ], found));
}

const welcome = () => tableFigure('Nothing has arrived yet', null, element('div', {},
  element('p', {}, 'Send a ticket, and it is counted here a moment later:'),
  element('pre', { tabindex: '0', 'aria-label': 'A first ticket' }, `curl ${new URL('v1/tickets', document.baseURI)} -H 'Content-Type: application/json' \\\n  -d '{"id": "T-1", "createdAt": "${new Date().toISOString()}", "channel": "email"}'`),
  element('p', {}, 'Help desks send by themselves once they have a hook; exports come in whole. ', element('a', { href: new URL('swagger', document.baseURI).pathname }, 'All calls'), '.')));
