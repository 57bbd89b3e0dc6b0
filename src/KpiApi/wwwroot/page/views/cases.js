// What is open now, and what has to be done first.

import { namesOf } from '../api.js';
import { element, link, table } from '../dom.js';
import * as format from '../format.js';
import { go, question, state } from '../state.js';
import { groupChart, ofTickets, q, tableFigure, top, withheld } from './common.js';

/** Open tickets are those of now, whatever the period is. */
const now = { period: 'today', from: undefined, to: undefined };

const targets = { first_response: 'First response', next_reply: 'Next reply', resolution: 'Resolution' };

/** Columns of `v1/tickets` that it sorts by. */
const sortable = ['dueAt', 'createdAt', 'lastResponseAt', 'handleSeconds', 'accountValue'];

/** Open tickets that are shown. */
const listed = 200;

const orders = [['dueAt', 'due first'], ['createdAt', 'oldest first'], ['lastResponseAt', 'longest without an answer'], ['-handleSeconds', 'most effort'], ['-accountValue', 'most valuable account']];

export const cases = {
  title: 'Open cases', isForWalls: true, ages: true,
  queries: () => [q(['open_tickets'], { ...now, ...top('age', 'open_tickets'), orderBy: ['age'] }), q(['open_tickets'], { ...now, ...top('idle', 'open_tickets'), orderBy: ['idle'] }), q(['open_tickets', 'awaiting_reply'], { ...now, ...top('team', 'open_tickets') }), q(['open_tickets'], { ...now, ...top('priority', 'open_tickets') })],
  lists: () => ({ tickets: [{ state: 'open', orderBy: order(), limit: listed, filters: question().filters }] }),
  async show([age, idle, team, priority], asked, { lists, tickets: [tickets] }) {
    return [
      groupChart('Open by age', age, asked[0], [{ metric: 'open_tickets', title: 'Open' }], { size: 'short', wide: 'quarter' }),
      groupChart('Open by last answer', idle, asked[1], [{ metric: 'open_tickets', title: 'Open' }], { size: 'short', wide: 'quarter' }),
      groupChart('Open by team', team, asked[2], [{ metric: 'open_tickets', title: 'Open' }, { metric: 'awaiting_reply', title: 'Customer waits' }], { size: 'short', wide: 'quarter' }),
      groupChart('Open by priority', priority, asked[3], [{ metric: 'open_tickets', title: 'Open' }], { size: 'short', wide: 'quarter' }),
      tickets.errors ? withheld('Open tickets', tickets) : await open(tickets, ofTickets(lists.tickets[0])),
    ];
  },
};

/** By what the service sorts: of all open tickets, and not only of those that are shown. */
function order() {
  const asked = state().order ?? '';
  return sortable.includes(asked.replace(/^-/, '')) ? asked : 'dueAt';
}

async function open({ items, nextCursor }, source) {
  const called = await namesOf('agent', items.map(item => item.agent));
  const options = orders.some(([name]) => name === order()) ? orders : [...orders, [order(), 'as in the table']];
  const choice = element('select', { 'aria-label': 'Order of the open tickets', onchange: event => go({ order: event.target.value }) }, options.map(([name, title]) => element('option', { value: name, selected: name === order() }, title)));
  return ticketTable('Open tickets', source, items, called, { clocks: true, choice, sorting: { order: order(), onOrder: next => go({ order: next }) }, note: nextCursor && `The first ${listed}; filter to see others.` });
}

/**
 * Tickets to work from, each leading to all that is known of it.
 * @param sorting As a table takes it. Where the service sorts, only by what it knows.
 */
export function ticketTable(title, source, items, called, { clocks, choice, sorting, note } = {}) {
  const isHere = !clocks;
  const by = (key, of) => isHere ? { sortBy: of } : sortable.includes(key) ? { key } : {};
  const made = tableFigure(title, source, items.length === 0 ? element('p', { class: 'empty' }, 'There is none.') : table(title, [
    { title: 'Ticket', value: item => link(item.id, () => go({ ticket: item.id })), ...by('id', item => item.id) },
    ...clocks ? [{ title: 'Due', value: due, key: 'dueAt' }] : [],
    { title: 'Created', value: item => format.instant(item.createdAt), ...by('createdAt', item => item.createdAt) },
    { title: 'Last answer', value: item => format.instant(item.lastResponseAt), ...by('lastResponseAt', item => item.lastResponseAt) },
    ...['status', 'channel', 'reason', 'priority', 'team'].map(name => ({ title: format.words(name), value: item => format.name(item[name]), ...by(name, item => item[name]) })),
    { title: 'Agent', value: item => called.get(item.agent) ?? format.name(item.agent), ...by('agent', item => called.get(item.agent) ?? item.agent) },
    { title: 'Account', value: item => format.name(item.account), ...by('account', item => item.account) },
    { title: 'Effort', isNumber: true, value: item => format.value(item.handleSeconds, 'seconds'), ...by('handleSeconds', item => item.handleSeconds) },
    { title: 'Value', isNumber: true, value: item => format.value(item.accountValue), ...by('accountValue', item => item.accountValue) },
  ], items, sorting), note);
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
