// Alerts, how they stand and what they have reported, and the webhooks that their events are sent to.

import { call, isAdmin, json } from '../api.js';
import { button, element, link, table } from '../dom.js';
import * as format from '../format.js';
import { open } from '../overlay.js';
import { go } from '../state.js';
import { alertForm } from './alert-form.js';
import { tableFigure } from './common.js';
import { webhookForm, webhookTable } from './webhooks.js';

export const alerts = {
  title: 'Alerts', isForWalls: false,
  queries: () => [],
  async show() {
    const [listed, webhooks, may] = await Promise.all([json('v1/alerts'), json('v1/webhooks'), isAdmin()]);
    const made = tableFigure('Alerts', null, listed.items.length === 0 ? element('p', { class: 'empty' }, 'There is none.') : alertTable(listed.items, webhooks.items, may), may ? null : 'Changing them needs a key with the scope admin.');
    const hooks = tableFigure('Webhooks', null, webhooks.items.length === 0 ? element('p', { class: 'empty' }, 'There is none: alerts are reported on this page only.') : webhookTable(webhooks.items, may));
    if (may) {
      made.querySelector('h2').after(button('New alert', () => alertForm(null, webhooks.items)));
      hooks.querySelector('h2').after(button('New webhook', () => webhookForm(null)));
    }

    return [made, hooks];
  },
};

/** How an alert stands: open, closed, or how many tickets or answers it has reported. */
export function standing(alert) {
  const mark = (kind, text) => element('span', { class: `mark ${kind}` }, text);
  return [
    alert.state === 'open' ? mark('bad', `Open since ${format.instant(alert.openSince)}`) : alert.state === 'closed' ? mark('good', 'Closed') : mark(alert.reportedLastDay > 0 ? 'warn' : 'good', `${alert.reportedLastDay} reported in the last 24 hours`),
    alert.silencedUntil && mark('warn', `Silent until ${format.instant(alert.silencedUntil)}`),
  ];
}

function alertTable(items, webhooks, may) {
  return table('Alerts', [
    { title: 'Alert', value: alert => link(alert.title, () => showHistory(alert)), sortBy: alert => alert.title },
    { title: 'State', value: alert => element('span', { class: 'marks' }, standing(alert), alert.openGroups.map(group => element('span', { class: 'mark bad' }, format.name(group.group)))), sortBy: alert => alert.state === 'open' ? 0 : 1 },
    { title: 'Sent to', value: alert => alert.webhooks.join(', ') || 'this page only' },
    ...may ? [{ title: 'Change', value: alert => element('span', { class: 'marks' },
      button('Change', () => alertForm(alert, webhooks), { 'aria-label': `Change ${alert.title}` }),
      act('Test', `v1/alerts/${alert.id}/test`, { label: `Test ${alert.title}` }),
      alert.silencedUntil ? act('Speak again', `v1/alerts/${alert.id}/silence`, { body: { until: null }, label: `Speak again: ${alert.title}` })
        : act('Silence a day', `v1/alerts/${alert.id}/silence`, { body: () => ({ until: new Date(Date.now() + 86400000).toISOString() }), label: `Silence a day: ${alert.title}` }),
      remove(`v1/alerts/${alert.id}`, alert.title)) }] : [],
  ], items);
}

/** A button that does one thing and says what became of it; what is shown follows. */
export function act(text, path, { method = 'POST', body, label, done } = {}) {
  return button(text, async event => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    try {
      const answer = await call(path, { method, body: typeof body === 'function' ? body() : body });
      if (done) done(await answer.json(), pressed);
      else pressed.textContent = 'Done';
      if (text !== 'Test') dispatchEvent(new Event('refresh'));
    } catch (failure) {
      open('That was refused', element('p', { class: 'error', role: 'alert' }, failure.message));
    } finally {
      pressed.disabled = false;
    }
  }, label ? { 'aria-label': label } : {});
}

/** Asks before it deletes. */
export const remove = (path, title) => button('Delete', () => open(`Delete ${title}?`, element('footer', {}, act('Delete', path, { method: 'DELETE', label: `Delete ${title} for good`, done: () => document.getElementById('overlay').close() }))), { 'aria-label': `Delete ${title}` });

const kinds = { 'alert.opened': 'Opened', 'alert.closed': 'Closed', 'survey.received': 'Survey', 'ticket.waiting': 'Waits', 'sla.due_soon': 'Due soon', 'sla.breached': 'Late' };

async function showHistory(alert) {
  open(alert.title, element('p', { class: 'loading', role: 'status' }, 'Loading…'));
  const { items } = await json(`v1/alerts/${encodeURIComponent(alert.id)}/history?limit=100`);
  open(alert.title, items.length === 0 ? element('p', {}, 'Nothing was reported so far.') : table('Events', [
    { title: 'At', value: event => format.instant(event.timestamp) },
    { title: 'What', value: event => (kinds[event.type] ?? event.type) + (event.data.test ? ' (test)' : '') },
    { title: 'Ticket', value: event => event.data.ticket && !event.data.test ? link(event.data.ticket, () => go({ ticket: event.data.ticket })) : event.data.ticket ?? format.none },
    { title: 'Value', isNumber: true, value: event => shown(event.data.value, event) }, { title: 'Threshold', isNumber: true, value: event => shown(event.data.threshold, event) },
  ], items));
}

/** Waits are seconds; metrics have units of their own, which the alert's title names. */
const shown = (value, { type, data }) => format.value(value, type === 'ticket.waiting' || /_time(:|$)/.test(data.metric ?? '') ? 'seconds' : undefined);

/** Of those that are open, or have reported something in the last day: a line on Today. */
export async function openAlerts() {
  const answer = await json('v1/alerts').catch(failure => failure);
  // The numbers are shown all the same.
  if (answer instanceof Error) return element('p', { class: 'alerts error' }, `Alerts: ${answer.message}`);
  const shown = answer.items.filter(alert => alert.state === 'open' || alert.reportedLastDay > 0);
  return shown.length === 0 ? null : element('section', { class: 'alerts', 'aria-label': 'Alerts' },
    shown.map(alert => element('p', {}, link(alert.title, () => go({ view: 'alerts', period: null })), ' ', standing(alert))));
}
