// What is open now, and what has to be done first.

import { json, names, seesAgents } from '../api.js';
import { element, link, table } from '../dom.js';
import * as format from '../format.js';
import { go, parameters, question, state } from '../state.js';
import { groupChart, noAgents, q, tableFigure, top } from './common.js';

/** Open tickets are those of now, whatever the period is. */
const now = { period: 'today', from: undefined, to: undefined };

const targets = { first_response: 'First response', next_reply: 'Next reply', resolution: 'Resolution' };

const orders = [['dueAt', 'due first'], ['createdAt', 'oldest first'], ['lastResponseAt', 'longest without an answer'], ['-handleSeconds', 'most effort'], ['-accountValue', 'most valuable account']];

export const cases = {
  title: 'Open cases', isForWalls: true, ages: true,
  queries: () => [q(['open_tickets'], { ...now, ...top('age', 'open_tickets'), orderBy: ['age'] }), q(['open_tickets'], { ...now, ...top('idle', 'open_tickets'), orderBy: ['idle'] }), q(['open_tickets', 'awaiting_reply'], { ...now, ...top('team', 'open_tickets') }), q(['open_tickets'], { ...now, ...top('priority', 'open_tickets') })],
  more: async () => await seesAgents() ? open() : noAgents('Open tickets'),
  async show([age, idle, team, priority], asked, { more }) {
    const list = await more;
    return [
      groupChart('Open by age', age, asked[0], [{ metric: 'open_tickets', title: 'Open' }], { size: 'short', wide: 'quarter' }),
      groupChart('Open by last answer', idle, asked[1], [{ metric: 'open_tickets', title: 'Open' }], { size: 'short', wide: 'quarter' }),
      groupChart('Open by team', team, asked[2], [{ metric: 'open_tickets', title: 'Open' }, { metric: 'awaiting_reply', title: 'Customer waits' }], { size: 'short', wide: 'quarter' }),
      groupChart('Open by priority', priority, asked[3], [{ metric: 'open_tickets', title: 'Open' }], { size: 'short', wide: 'quarter' }),
      list,
    ];
  },
};

async function open() {
  const order = orders.find(([name]) => name === state().order)?.[0] ?? 'dueAt';
  const path = `v1/tickets?${parameters({ state: 'open', orderBy: order, limit: 200, filters: question().filters })}`;
  const [tickets, called] = [await json(path), await names.agent()];
  const choice = element('select', { 'aria-label': 'Order of the open tickets', onchange: event => go({ order: event.target.value }) }, orders.map(([name, title]) => element('option', { value: name, selected: name === order }, title)));
  return ticketTable('Open tickets', path, tickets.items, called, { clocks: true, choice, note: tickets.nextCursor && 'The first 200; filter to see others.' });
}

/** Tickets to work from, each leading to all that is known of it. */
export function ticketTable(title, path, items, called, { clocks, choice, note } = {}) {
  const made = tableFigure(title, { path }, items.length === 0 ? element('p', { class: 'empty' }, 'There is none.') : table(title, [
    { title: 'Ticket', value: item => link(item.id, () => go({ ticket: item.id })), sortBy: item => item.id },
    ...clocks ? [{ title: 'Due', value: due, sortBy: item => item.dueAt && Date.parse(item.dueAt) }] : [],
    { title: 'Created', value: item => format.instant(item.createdAt), sortBy: item => item.createdAt },
    { title: 'Last answer', value: item => format.instant(item.lastResponseAt), sortBy: item => item.lastResponseAt },
    ...['status', 'channel', 'reason', 'priority', 'team'].map(name => ({ title: format.words(name), value: item => format.name(item[name]), sortBy: item => item[name] })),
    { title: 'Agent', value: item => called.get(item.agent) ?? format.name(item.agent), sortBy: item => item.agent },
    { title: 'Account', value: item => format.name(item.account), sortBy: item => item.account },
    { title: 'Effort', isNumber: true, value: item => format.value(item.handleSeconds, 'seconds'), sortBy: item => item.handleSeconds },
    { title: 'Account value', isNumber: true, value: item => format.value(item.accountValue), sortBy: item => item.accountValue },
  ], items), note);
  if (choice) made.querySelector('h2').after(choice);
  return made;
}

/** How long a clock still runs, or has been over. */
function due(item) {
  if (!item.dueAt) return format.none;
  const left = (Date.parse(item.dueAt) - Date.now()) / 1000;
  return element('span', { class: `mark ${left < 0 ? 'bad' : left < 3600 ? 'warn' : 'good'}`, title: format.instant(item.dueAt) },
    `${targets[item.dueTarget]} ${left < 0 ? `late by ${format.duration(-left)}` : `in ${format.duration(left)}`}`);
}
