// Makes or changes an alert of one of five kinds.

import { call, metrics } from '../api.js';
import { button, element, field } from '../dom.js';
import * as format from '../format.js';
import { close, open } from '../overlay.js';
import { question } from '../state.js';

const kinds = { metric: 'A number crosses a threshold', unusual: 'An hour or day is unusual', ticket: 'A customer waits too long', sla: 'A promise is about to be missed', survey: 'A customer is unhappy' };
const windows = ['60m', '4h', '24h', 'today', 'this_week', 'this_month', 'last_7_days', 'last_30_days'];
const groups = ['', 'channel', 'reason', 'team', 'priority'];
const clocks = { first_response: 'First response', next_reply: 'Next reply', resolution: 'Resolution' };

/** @param alert The one to be changed; null for a new one. */
export async function alertForm(alert, webhooks) {
  const known = await metrics();
  const when = alert?.when ?? { ticket: 'awaiting_first_response', forSeconds: 14400 };
  const kind = select(Object.entries(kinds), Object.keys(kinds).find(name => when[name]));
  const fields = element('div', { class: 'fields' });
  let read;
  const show = () => {
    const part = parts[kind.value](when[kind.value] ? when : {}, known);
    read = part.read;
    fields.replaceChildren(...part.fields);
  };
  kind.addEventListener('change', show);
  show();
  const title = element('input', { value: alert?.title ?? '', required: true, maxlength: '200', autofocus: true });
  const boxes = webhooks.map(webhook => element('input', { type: 'checkbox', value: webhook.id, checked: alert?.webhooks.includes(webhook.id) ?? false }));
  const said = element('div', { role: 'alert' });
  const form = element('form', { onsubmit: event => { event.preventDefault(); save(); } },
    field('Title', title), field('Report when', kind), fields,
    webhooks.length > 0 && element('fieldset', {}, element('legend', {}, 'Send to these webhooks, too'), boxes.map((box, index) => element('label', { class: 'not' }, box, element('span', {}, webhooks[index].id)))),
    said, element('footer', {}, button('Cancel', close), element('button', { class: 'primary' }, 'Save')));
  open(alert ? `Change ${alert.title}` : 'New alert', form);

  async function save() {
    try {
      await call(`v1/alerts/${encodeURIComponent(alert?.id ?? idOf(title.value))}`, { method: 'PUT', body: { when: read(), webhooks: boxes.filter(box => box.checked).map(box => box.value), title: title.value } });
      close();
      dispatchEvent(new Event('refresh'));
    } catch (failure) {
      said.replaceChildren(...(failure.errors?.length > 0 ? failure.errors : [failure]).map(error => element('p', { class: 'error' }, error.message)));
    }
  }
}

/** Readable, and hardly ever the id of another one. */
export const idOf = title => `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 60)}-${Date.now().toString(36)}`.replace(/^-/, '');

export const select = (options, value) => element('select', {}, options.map(([name, title]) => element('option', { value: name, selected: name === value }, title)));

const number = (value, more = {}) => element('input', { type: 'number', step: 'any', required: true, value: value ?? '', ...more });

/** Of each kind: the inputs, and what they say. */
const parts = {
  metric(when, known) {
    const names = [...known.values()].flatMap(metric => metric.kind === 'mean' ? [metric.name, `${metric.name}:median`, `${metric.name}:p90`] : [metric.name]);
    const metric = select(names.map(name => [name, format.metricTitle(known, name)]), when.metric ?? 'first_response_time:median');
    const scale = () => known.get(metric.value.split(':')[0]).unit === 'seconds' ? 60 : 1;
    const side = select([['above', 'above'], ['below', 'below']], when.below === undefined || when.below === null ? 'above' : 'below');
    const threshold = when.above ?? when.below;
    const value = number(typeof threshold === 'number' ? threshold / scale() : '', { required: false });
    const window = select([...new Set([...windows, ...when.window ? [when.window] : []])].map(name => [name, format.words(name)]), when.window ?? '60m');
    const filters = when.filters && Object.keys(when.filters).length > 0 ? when.filters : null;
    const limited = element('input', { type: 'checkbox', checked: filters !== null });
    const filtered = filters ?? question().filters;
    const unit = element('label', {}, '');
    const name = () => { unit.textContent = scale() === 60 ? 'Threshold in minutes; empty: the target' : 'Threshold; empty: the target'; };
    metric.addEventListener('change', name);
    name();
    value.id = 'threshold';
    unit.setAttribute('for', value.id);
    return {
      fields: [field('Number', metric), field('Window', window), field('Side', side), element('div', { class: 'field' }, unit, value),
        ...filtered ? [element('label', { class: 'not' }, limited, element('span', {}, `Only ${Object.entries(filtered).map(([dimension, values]) => `${format.words(dimension).toLowerCase()} ${values.map(format.name).join(', ')}`).join(' and ')}`))] : []],
      read: () => ({ metric: metric.value, window: window.value, [side.value]: value.value === '' ? 'target' : Number(value.value) * scale(), ...filtered && limited.checked ? { filters: filtered } : {}, ...when.hours ? { hours: when.hours } : {}, ...when.minCount !== undefined && when.minCount !== null && when.metric === metric.value ? { minCount: when.minCount } : {} }),
    };
  },
  unusual(when, known) {
    const metric = select([...known.values()].map(one => [one.name, one.title]), when.unusual ?? 'tickets_created');
    const interval = select([['hour', 'hour'], ['day', 'day']], when.interval ?? 'day');
    const group = select([...new Set([...groups, when.groupBy ?? ''])].map(name => [name, name ? format.words(name) : 'all together']), when.groupBy ?? '');
    return { fields: [field('Number', metric), field('Of each', interval), field('By', group)], read: () => ({ unusual: metric.value, interval: interval.value, ...group.value ? { groupBy: group.value } : {} }) };
  },
  ticket(when) {
    const waits = select([['awaiting_first_response', 'for a first response'], ['awaiting_reply', 'for any reply']], when.ticket);
    const minutes = number((when.forSeconds ?? 14400) / 60, { min: '1' });
    return { fields: [field('Waits', waits), field('Longer than, in minutes', minutes)], read: () => ({ ticket: waits.value, forSeconds: Math.round(minutes.value * 60), ...when.filters && Object.keys(when.filters).length > 0 ? { filters: when.filters } : {} }) };
  },
  sla(when) {
    const clock = select(Object.entries(clocks), when.sla);
    const minutes = number((when.beforeDueSeconds ?? 900) / 60, { min: '0' });
    return { fields: [field('Promise', clock), field('So many minutes before it is due', minutes)], read: () => ({ sla: clock.value, beforeDueSeconds: Math.round(minutes.value * 60) }) };
  },
  survey(when) {
    const kind = select([['csat', 'CSAT'], ['nps', 'NPS'], ['ces', 'CES']], when.survey);
    return { fields: [field('Answers to', kind)], read: () => ({ survey: kind.value, outcome: 'negative' }) };
  },
};
