// Where alerts are sent: made, tried, and shown when they do not arrive.

import { call, json } from '../api.js';
import { button, element, field, link, table } from '../dom.js';
import * as format from '../format.js';
import { close, open } from '../overlay.js';
import { idOf, select } from './alert-form.js';
import { act, remove } from './alerts.js';

const formats = [['standard', 'JSON, signed'], ['slack', 'Slack'], ['teams', 'Microsoft Teams']];

export const webhookTable = (items, may) => table('Webhooks', [
  { title: 'Webhook', value: webhook => link(webhook.id, () => showDeliveries(webhook)), sortBy: webhook => webhook.id },
  { title: 'State', value: webhook => element('span', { class: 'marks' }, element('span', { class: `mark ${{ active: 'good', paused: 'bad', disabled: 'bad' }[webhook.state] ?? 'warn'}` }, format.words(webhook.state) + (webhook.since ? ` since ${format.instant(webhook.since)}` : '')), webhook.reason ?? '') },
  { title: 'Format', value: webhook => formats.find(([name]) => name === webhook.format)?.[1] ?? webhook.format },
  { title: 'Waiting', isNumber: true, value: webhook => format.value(webhook.pending) },
  { title: 'Last delivery', value: webhook => format.instant(webhook.lastDeliveredAt) },
  ...may ? [{ title: 'Change', value: webhook => element('span', { class: 'marks' },
    button('Change', () => webhookForm(webhook), { 'aria-label': `Change ${webhook.id}` }),
    isStopped(webhook) && act('Resume', `v1/webhooks/${webhook.id}`, { method: 'PUT', body: { url: webhook.url, format: webhook.format }, label: `Resume ${webhook.id}` }),
    act('Test', `v1/webhooks/${webhook.id}/test`, { label: `Test ${webhook.id}`, done: (answer, pressed) => { pressed.textContent = answer.delivered ? 'Arrived' : `Failed: ${answer.error ?? answer.status}`; } }),
    act('New secret', `v1/webhooks/${webhook.id}/rotate`, { label: `New secret for ${webhook.id}`, done: answer => showSecret(webhook.id, answer.secret) }),
    remove(`v1/webhooks/${webhook.id}`, webhook.id)) }] : [],
  { title: 'Address', value: webhook => webhook.url },
], items);

/** Until it is put again nothing is sent to it. */
const isStopped = webhook => webhook.state === 'paused' || webhook.state === 'disabled';

/** Saving one that is paused or disabled makes it active again. */
export function webhookForm(webhook) {
  const name = element('input', { value: webhook?.id ?? '', required: true, maxlength: '60', readonly: webhook !== null, autofocus: webhook === null });
  const address = element('input', { type: 'url', value: webhook?.url ?? '', required: true, placeholder: 'https://…' });
  const body = select(formats, webhook?.format);
  const said = element('div', { role: 'alert' });
  open(webhook ? `Change ${webhook.id}` : 'New webhook', element('form', { onsubmit: async event => {
    event.preventDefault();
    try {
      const id = webhook?.id ?? (/^[A-Za-z0-9_-]+$/.test(name.value) ? name.value : idOf(name.value));
      const answer = await (await call(`v1/webhooks/${encodeURIComponent(id)}`, { method: 'PUT', body: { url: address.value, format: body.value } })).json();
      close();
      dispatchEvent(new Event('refresh'));
      if (answer.secret) showSecret(id, answer.secret);
    } catch (failure) {
      said.replaceChildren(...(failure.errors?.length > 0 ? failure.errors : [failure]).map(error => element('p', { class: 'error' }, error.message)));
    }
  } }, field('Name', name), field('Address', address), field('Format', body), said, element('footer', {}, button('Cancel', close), element('button', { class: 'primary' }, 'Save'))));
}

const showSecret = (id, secret) => open(`The secret of ${id}`, [element('p', {}, 'Messages are signed with it. It is shown this once.'), element('pre', { tabindex: '0', 'aria-label': 'Secret' }, secret)]);

async function showDeliveries(webhook) {
  open(webhook.id, element('p', { class: 'loading', role: 'status' }, 'Loading…'));
  const { items } = await json(`v1/webhooks/${encodeURIComponent(webhook.id)}/deliveries?limit=100`);
  open(`Deliveries to ${webhook.id}`, items.length === 0 ? element('p', {}, 'Nothing was sent so far.') : table('Deliveries', [
    { title: 'Last attempt', value: delivery => format.instant(delivery.lastAttemptAt) },
    { title: 'State', value: delivery => element('span', { class: `mark ${{ delivered: 'good', failed: 'bad' }[delivery.state] ?? 'warn'}` }, format.words(delivery.state)) },
    { title: 'Attempts', isNumber: true, value: delivery => format.value(delivery.attempts) },
    { title: 'Next attempt', value: delivery => format.instant(delivery.nextAttemptAt) },
    { title: 'Answer', value: delivery => delivery.error ?? delivery.status ?? format.none },
  ], items));
}
