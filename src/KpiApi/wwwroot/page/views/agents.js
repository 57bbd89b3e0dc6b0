// Who does how much, how fast and how well; and one agent's page.

import { namesOf } from '../api.js';
import { button, element, link, table } from '../dom.js';
import { records } from '../drill.js';
import * as format from '../format.js';
import { go, interval, question, state } from '../state.js';
import { column, compared, groupChart, ofKpis, ofTickets, only, q, sorted, tableFigure, timeChart, top, withheld } from './common.js';
import { ticketTable } from './cases.js';
import { tile } from './tile.js';

const leaders = ['tickets_handled', 'tickets_resolved', 'first_response_time:median', 'resolution_time:median', 'csat', 'time_spent'];
const isOfAgents = name => name.startsWith('agent');

export const agents = {
  title: 'Agents', needsAgents: true, isForWalls: false,
  queries: () => state().who !== undefined ? ofOne() : [
    q(leaders, { groupBy: ['agent'], include: ['confidence'], orderBy: ['-tickets_resolved'], limit: 1000 }),
    q(['activities'], { groupBy: ['agent'], filters: { ...question().filters, activityType: ['reply'] }, allowUnknown: true, limit: 1000 }),
    only(q(['agent_utilization'], { groupBy: ['agent'], limit: 1000 }), isOfAgents),
  ],
  lists: () => state().who === undefined ? {} : { tickets: [{ orderBy: '-createdAt', allowUnknown: true, limit: 200, filters: { ...question().filters, agent: [state().who] } }] },
  show: async (answers, asked, about) => state().who !== undefined ? showOne(answers, asked, about) : showAll(answers, asked),
};

async function showAll([board, replies, utilization], asked) {
  const called = await namesOf('agent', board.rows.map(row => row.agent));
  // Of one agent, from the answers of three queries.
  const beside = (answer, agent, metric) => answer.errors ? null : answer.rows.find(row => row.agent === agent)?.values[metric];
  const rows = board.rows.map(row => ({ ...row, values: { ...row.values, replies: beside(replies, row.agent, 'activities'), agent_utilization: beside(utilization, row.agent, 'agent_utilization') } }));
  return [tableFigure('Leaderboard', ofKpis(asked[0]), table('Leaderboard', [
    { title: 'Agent', sortBy: row => called.get(row.agent) ?? row.agent, value: row => row.agent === null ? '(none)' : link(called.get(row.agent) ?? row.agent, () => go({ who: row.agent, sort: null })) },
    counted('Handled', 'tickets_handled'), counted('Resolved', 'tickets_resolved'), column('Replies', 'replies'),
    column('First response, median', 'first_response_time:median', 'seconds'), column('Resolution, median', 'resolution_time:median', 'seconds'),
    column('CSAT', 'csat', 'percent', row => interval95(row.values.csat)), column('Time spent', 'time_spent', 'seconds'), column('Utilization', 'agent_utilization', 'percent'),
  ], rows, sorted('-resolved')), 'Behind CSAT, in brackets, the range in which it lies with a certainty of 95%.')];
}

const counted = (title, metric) => ({ ...column(title, metric), value: row => link(format.value(row.values[metric].value), () => records(metric, { agent: [row.agent] })) });

const interval95 = ({ confidence }) => confidence?.low === null || confidence?.low === undefined ? '' : ` (${format.value(confidence.low, 'percent')} to ${format.value(confidence.high, 'percent')})`;

const cards = ['tickets_handled', 'tickets_resolved', 'open_tickets', 'first_response_time:median', 'resolution_time:median', 'csat', 'reopen_rate', 'handle_time'];

/** Of one agent, whatever the page is filtered by besides. */
function ofOne() {
  const filters = { ...question().filters, agent: [state().who] };
  return [q(cards, { filters, ...compared(), allowUnknown: true }), q(['tickets_resolved', 'tickets_handled'], { filters, interval: interval(), allowUnknown: true }), q(['csat'], { filters, interval: interval(), include: ['confidence'], allowUnknown: true }),
    q(['first_response_time:median', 'first_response_time:p90'], { filters, interval: interval(), allowUnknown: true }), q(['tickets_resolved'], { filters, ...top('reason', 'tickets_resolved'), allowUnknown: true })];
}

async function showOne([now, flow, csat, speed, reasons], asked, { known, lists, tickets: [tickets] }) {
  const { who } = state();
  const title = 'Tickets, the newest first';
  const called = await namesOf('agent', [who]);
  const also = { agent: [who] };
  return [
    element('div', { class: 'heading' }, button('← All agents', () => go({ who: null, sort: null })), element('h2', {}, called.get(who) ?? who)),
    element('div', { class: 'tiles small' }, cards.map(name => tile(known, name, now, { also }))),
    timeChart('Handled and resolved', flow, asked[1], [{ metric: 'tickets_resolved', title: 'Resolved' }, { metric: 'tickets_handled', title: 'Handled' }], { name: 'Tickets', onClick: null }),
    groupChart('Resolved by reason', reasons, asked[4], [{ metric: 'tickets_resolved', title: 'Resolved' }], { onClick: (metric, row) => row.reason === '(other)' || records(metric, { ...also, reason: [row.reason] }) }),
    timeChart('First response time', speed, asked[3], [{ metric: 'first_response_time:median', title: 'Median' }, { metric: 'first_response_time:p90', title: '90th percentile' }], { unit: 'seconds', onClick: null }),
    timeChart('CSAT', csat, asked[2], [{ metric: 'csat', title: 'CSAT' }], { unit: 'percent', onClick: null }),
    tickets.errors ? withheld(title, tickets) : ticketTable(title, ofTickets(lists.tickets[0]), tickets.items, called, { sorting: sorted('-created') }),
  ];
}
