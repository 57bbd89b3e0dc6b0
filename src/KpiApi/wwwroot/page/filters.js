// Period, comparison and filters of all views; what is filtered is always visible.

import { json } from './api.js';
import { element } from './dom.js';
import * as format from './format.js';
import { defaults, go, reset, state } from './state.js';

const periods = ['today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', 'last_7_days', 'last_30_days', 'last_90_days', 'last_12_months', 'this_year', 'all'];
const comparisons = [['previous_period', 'the period before'], ['previous_year', 'a year before']];
const dimensions = ['channel', 'reason', 'priority', 'team', 'agent', 'tag'];
const words = text => text.replaceAll('_', ' ');

export async function showFilters(form) {
  const shown = state();
  const others = await attributes();
  const add = element('select', { 'aria-label': 'Add a filter', onchange: () => add.value && choose(form, add.value) },
    element('option', { value: '' }, 'Add filter…'), [...dimensions, ...others].map(name => element('option', { value: name }, name)));
  form.replaceChildren(
    element('label', {}, 'Period', select(shown.from || shown.to ? '' : shown.period, [...shown.from || shown.to ? [['', 'from … to']] : [], ...periods.map(name => [name, words(name)])], value => value && go({ period: value, from: null, to: null }))),
    element('label', {}, 'From', date(shown.from, value => go({ from: value, to: shown.to }))),
    element('label', {}, 'To, exclusive', date(shown.to, value => go({ from: shown.from, to: value }))),
    element('label', {}, 'Compared with', select(shown.compare, comparisons, value => go({ compare: value }))),
    element('label', {}, 'Hours', select(shown.hours ?? 'calendar', [['calendar', 'round the clock'], ['business', 'business hours']], value => go({ hours: value === 'business' ? value : null }))),
    element('label', {}, 'Time zone', element('input', { value: shown.timeZone, size: '14', onchange: event => go({ timeZone: event.target.value }) })),
    add,
    ...Object.entries(shown.filters).map(([name, values]) => element('button', { type: 'button', class: 'chip', title: 'Take this filter out', onclick: () => go({ filters: { [name]: null } }) },
      `${name}: ${values.map(value => value === '' ? '(none)' : value).join(', ')} ✕`)),
    element('button', { type: 'button', onclick: reset }, 'Reset'));
  form.onsubmit = event => event.preventDefault();
}

const select = (value, options, onchange) => element('select', { onchange: event => onchange(event.target.value) },
  options.map(([name, title]) => element('option', { value: name, selected: name === value }, title)));

const date = (value, onchange) => element('input', { type: 'date', value: value ?? '', onchange: event => onchange(event.target.value || null) });

let declared;

async function attributes() {
  declared ??= json('v1/attributes').then(all => all.items.map(attribute => `${attribute.of}.${attribute.id}`), () => []);
  return declared;
}

/** A menu that is searched as one types. */
function choose(form, dimension) {
  const list = element('datalist', { id: 'values' });
  const input = element('input', { list: 'values', 'aria-label': `Value of ${dimension}`, placeholder: `${dimension}…` });
  const fill = async () => {
    const found = await json(`v1/dimensions/${encodeURIComponent(dimension)}?limit=50&prefix=${encodeURIComponent(input.value)}`).catch(() => ({ items: [] }));
    list.replaceChildren(...found.items.map(item => element('option', { value: item.value ?? '' }, `${format.name(item.value)} (${format.value(item.count)})`)));
  };
  input.addEventListener('input', fill);
  input.addEventListener('change', () => go({ filters: { [dimension]: [...state().filters[dimension] ?? [], input.value] } }));
  form.append(element('label', {}, dimension, input, list));
  input.focus();
  fill();
}

/** In words, for the heading of a print and for screen readers. */
export function inWords() {
  const { period, from, to, timeZone, filters } = state();
  const when = from || to ? `${from ?? '…'} to ${to ?? '…'}` : words(period ?? defaults.period);
  return [when, timeZone, ...Object.entries(filters).map(([name, values]) => `${name} ${values.join(' or ')}`)].join(' · ');
}
