// A ticket explained: its timeline drawn, what happened, and every fact that numbers count.

import { json, namesOf } from './api.js';
import { drawing, element, table } from './dom.js';
import * as format from './format.js';
import { open } from './overlay.js';
import { go, state } from './state.js';

export async function showTicket(id) {
  const [title, back] = [`Ticket ${id}`, state().drill ? () => go({ ticket: null }) : null];
  open(title, element('p', { class: 'loading', role: 'status' }, 'Loading…'), { back });
  try {
    const known = await json(`v1/tickets/${encodeURIComponent(id)}`);
    const called = await namesOf('agent', agentsOf(known));
    const name = agent => called.get(agent) ?? agent;
    open(title, [
      about(known.ticket, name), known.facts && timeline(known, name),
      element('h3', {}, 'What happened'), list(known, name),
      element('h3', {}, 'What is derived from it'), known.facts ? facts(known.facts, name) : element('p', {}, 'Nothing of this ticket counts: it was merged, deleted or is spam.'),
    ], { back });
  } catch (failure) {
    open(title, element('p', { class: 'error', role: 'alert' }, failure.status === 403 ? 'Your key does not show single tickets: that needs the scope read:agents.' : failure.message), { back });
  }
}

/** All that are named anywhere in it. */
function agentsOf({ ticket, events, surveys, facts }) {
  const sides = events.filter(event => event.type === 'assignment').flatMap(event => [event.from, event.to]);
  const parts = facts ? [facts, ...Object.values(facts).filter(Array.isArray).flat()] : [];
  return [ticket.agent, ...sides, ...[...events, ...surveys, ...parts].flatMap(part => [part.agent, part.creditedAgent, part.responder, part.agentBefore])];
}

function about(ticket, name) {
  const told = [['Status', ticket.status && format.words(ticket.status)], ['Agent', name(ticket.agent)], ['Team', ticket.team], ['Channel', ticket.channel], ['Reason', ticket.reason], ['Priority', ticket.priority], ['Account', ticket.account],
    ['Tags', ticket.tags?.join(', ')], ...Object.entries(ticket.attributes ?? {}).map(([attribute, value]) => [format.words(attribute), value])].filter(([, value]) => value);
  return element('dl', { class: 'about' }, told.map(([term, value]) => element('div', {}, element('dt', {}, term), element('dd', {}, value))));
}

const targets = { first_response: 'First response', next_reply: 'Next reply', resolution: 'Resolution' };

const [width, left, lane] = [900, 96, 30];

/** Lanes over one axis of time: statuses, who had it, when the customer waited, promises, events. */
function timeline({ ticket, events, facts }, name) {
  const now = Date.now();
  const end = part => part.to === null ? now : Date.parse(part.to);
  const lanes = [
    ['Stage', facts.stages.map(part => ({ from: Date.parse(part.from), to: end(part), text: format.words(part.stage), kind: 'stage' }))],
    ['Agent', facts.holdings.map(part => ({ from: Date.parse(part.from), to: end(part), text: name(part.agent) ?? format.name(null), kind: 'held' }))],
    ['Customer waits', facts.replyWaits.map(part => ({ from: Date.parse(part.from), to: end(part), text: format.duration((end(part) - Date.parse(part.from)) / 1000), kind: 'wait' }))],
    ['Promises', facts.promises.map(one => ({ at: Date.parse(one.at), text: `${targets[one.target] ?? one.target} ${one.met ? 'met' : 'missed'}`, kind: one.met ? 'met' : 'missed' }))],
    // A help desk closes what is solved some days later by itself, which would leave no room for what happened.
    ['Events', events.filter(event => event.to !== 'closed').map(event => ({ at: Date.parse(event.at), text: format.words(event.type), kind: event.actor === 'customer' ? 'customer' : event.public ? 'answer' : 'event' }))],
  ].filter(([, parts]) => parts.length > 0);
  const instants = lanes.flatMap(([, parts]) => parts.flatMap(part => [part.from, part.to, part.at])).filter(Number.isFinite);
  const [first, last] = [Math.min(Date.parse(ticket.createdAt), ...instants), Math.max(...instants, Date.parse(ticket.createdAt) + 60000)];
  const x = instant => left + (instant - first) / (last - first) * (width - left - 16);
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Timeline' },
    drawing('svg', { class: 'lanes', viewBox: `0 0 ${width} ${lanes.length * lane + 26}`, role: 'img', 'aria-label': 'Timeline of the ticket. The same is listed below.' },
      lanes.map(([title, parts], row) => drawing('g', { transform: `translate(0 ${row * lane})` },
        drawing('text', { x: 0, y: lane / 2 + 4 }, title), drawing('line', { x1: left, x2: width - 16, y1: lane / 2, y2: lane / 2 }), parts.map(part => mark(part, x)))),
      [0, 1, 2, 3].map(step => drawing('text', { class: 'tick', x: x(first + (last - first) * step / 3), y: lanes.length * lane + 18, 'text-anchor': ['start', 'middle', 'middle', 'end'][step] }, format.instant(new Date(first + (last - first) * step / 3).toISOString())))));
}

function mark(part, x) {
  const said = drawing('title', {}, part.text);
  if (part.at !== undefined) {
    const [at, middle] = [x(part.at), lane / 2];
    return drawing('g', { class: part.kind }, drawing('path', { d: part.kind === 'missed' ? `M${at - 5} ${middle - 5}l10 10m0 -10l-10 10` : `M${at} ${middle - 6}l6 6l-6 6l-6 -6z` }), said);
  }

  const room = x(part.to) - x(part.from);
  return drawing('g', { class: part.kind }, drawing('rect', { x: x(part.from), y: 5, width: Math.max(2, room), height: lane - 10, rx: 3 }),
    room > part.text.length * 7 + 8 && drawing('text', { x: x(part.from) + 6, y: lane / 2 + 4 }, part.text), said);
}

function list({ ticket, events, surveys }, name) {
  const happened = [
    { at: ticket.createdAt, what: `Created${ticket.createdBy === 'agent' ? ' by an agent' : ''}` },
    ...events.map(event => ({ at: event.at, what: told(event, name) })),
    ...surveys.filter(survey => survey.respondedAt).map(survey => ({ at: survey.respondedAt, what: `${survey.kind.toUpperCase()} ${format.value(survey.score)} of ${format.value(survey.scaleMax)}${survey.comment ? `: ${survey.comment}` : ''}` })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return element('ol', { class: 'timeline' }, happened.map(one => element('li', {}, element('time', { datetime: one.at }, format.instant(one.at)), one.what)));
}

function told(event, name) {
  const isOfAgents = event.type === 'assignment';
  const side = value => isOfAgents ? name(value) : value;
  return [format.words(event.type), event.from && `from ${side(event.from)}`, event.to && `to ${side(event.to)}`, event.agent ? `by ${name(event.agent)}` : event.actor !== 'agent' && `by ${event.actor}`,
    event.durationSeconds && `(${format.duration(event.durationSeconds)})`].filter(Boolean).join(' ');
}

const facts = (all, name) => table('Derived facts', [
  { title: 'Fact', value: ([fact]) => format.words(fact.replace(/(Seconds|At)$/, '')) },
  { title: 'Value', value: ([fact, value]) => shown(fact, value, name) },
], Object.entries(all));

function shown(fact, value, name) {
  if (value === null || (Array.isArray(value) && value.length === 0)) return format.none;
  if (Array.isArray(value)) return element('ul', { class: 'plain' }, value.map(one => element('li', {}, shown('', one, name))));
  if (typeof value === 'object') return Object.entries(value).filter(([, part]) => part !== null).map(([member, part]) => `${format.words(member).toLowerCase()} ${shown(member, part, name)}`).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (fact.endsWith('Seconds')) return format.duration(value);
  if (/(^at|^from|^to|At)$/.test(fact) && typeof value === 'string') return format.instant(value);
  if (['agent', 'responder', 'agentBefore'].includes(fact)) return name(value);
  return fact === 'target' || fact === 'stage' ? format.words(String(value)) : String(value);
}
