// Period, comparison and filters of all views; what is filtered is always visible.

import { attributes, namesOf, seesAgents } from './api.js';
import { button, element, field } from './dom.js';
import * as format from './format.js';
import { choose } from './choose.js';
import { address, day, go, reset, state } from './state.js';

const periods = ['today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year', 'last_year', 'last_7_days', 'last_30_days', 'last_90_days', 'last_12_months', 'all'];
const comparisons = [['previous_period', 'the period before'], ['previous_year', 'a year before'], ['none', 'nothing'], ['', 'from … to']];
const dimensions = ['channel', 'reason', 'priority', 'team', 'account', 'tag'];

export const dimensionTitle = (name, declared) => declared.get(name) ?? format.words(name);

let turn = 0;

export async function showFilters(form) {
  const mine = ++turn;
  const shown = state();
  const [declared, withAgents, called] = await Promise.all([attributes().catch(() => new Map()), seesAgents().catch(() => false), namesOfFilters(shown.filters)]);
  if (mine !== turn) return;
  const add = element('select', { 'aria-label': 'Add a filter', onchange: () => { const name = add.value; add.value = ''; if (name) choose(name, dimensionTitle(name, declared)); } },
    element('option', { value: '' }, 'Add filter…'), [...dimensions, ...withAgents ? ['agent'] : [], ...declared.keys()].map(name => element('option', { value: name }, dimensionTitle(name, declared))));
  const focused = form.contains(document.activeElement) ? document.activeElement.name : '';
  form.replaceChildren(...period(shown), ...comparison(shown),
    field('Hours', select('hours', shown.hours, [['calendar', 'round the clock'], ['business', 'business hours']], value => go({ hours: value === 'business' ? value : null }))),
    field('Time zone', zones(shown.timeZone)), add, ...chips(shown.filters, declared, called),
    address({}) === address(Object.fromEntries(Object.keys(shown.given).filter(name => name !== 'view').map(name => [name, null]))) && Object.keys(shown.filters).length === 0 ? '' : button('Reset', reset));
  form.onsubmit = event => event.preventDefault();
  if (focused) form.elements[focused]?.focus();
}

const select = (name, value, options, onchange) => element('select', { name, onchange: event => onchange(event.target.value) },
  options.map(([option, title]) => element('option', { value: option, selected: option === value }, title)));

const date = (name, value, onchange) => element('input', { name, type: 'date', value: value ?? '', required: true, onchange: event => event.target.value && onchange(event.target.value) });

const shift = (date, days) => new Date(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);

/** The API's end is exclusive; people say the last day. */
function period({ from, to, period: named }) {
  const isFree = Boolean(from || to);
  const free = () => go({ period: null, from: day(-29), to: day(1) });
  return [
    field('Period', select('period', isFree ? '' : named, [...periods.map(name => [name, format.words(name)]), ['', 'From … to']], value => value ? go({ period: value, from: null, to: null }) : free())),
    ...isFree ? [field('From', date('from', from?.slice(0, 10), value => go({ from: value }))), field('To', date('to', to && shift(to, -1), value => go({ to: shift(value, 1) })))] : [],
  ];
}

function comparison({ compare }) {
  const range = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/.exec(compare);
  const free = (from, to) => go({ compare: `${from}/${to}` });
  return [
    field('Compared with', select('compare', range ? '' : compare, comparisons, value => value ? go({ compare: value === 'previous_period' ? null : value }) : free(day(-59), day(-29)))),
    ...range ? [field('From', date('compare-from', range[1], value => free(value, range[2]))), field('To', date('compare-to', shift(range[2], -1), value => free(range[1], shift(value, 1))))] : [],
  ];
}

function zones(value) {
  const input = element('input', { name: 'timeZone', value, list: 'zones', size: '16', autocomplete: 'off', onchange: event => go({ timeZone: event.target.value.trim() || null }) });
  if (!document.getElementById('zones')) document.body.append(element('datalist', { id: 'zones' }, ['UTC', ...Intl.supportedValuesOf?.('timeZone') ?? []].map(zone => element('option', { value: zone }))));
  return input;
}

/** Of the agents and accounts that are filtered by; empty where they cannot be had. */
async function namesOfFilters(filters) {
  const named = Object.entries(filters).map(([name, values]) => [name.replace(/\.not$/, ''), values]).filter(([dimension]) => ['agent', 'account'].includes(dimension));
  const maps = await Promise.all(named.map(async ([dimension, values]) => [dimension, await namesOf(dimension, values).catch(() => new Map())]));
  return Object.fromEntries(maps);
}

function chips(filters, declared, called) {
  return Object.entries(filters).map(([name, values]) => {
    const dimension = name.replace(/\.not$/, '');
    const text = `${dimensionTitle(dimension, declared)}${name === dimension ? '' : ' not'}: ${values.map(value => called[dimension]?.get(value) ?? format.name(value)).join(', ')}`;
    return element('span', { class: 'chip' }, button(text, () => choose(dimension, dimensionTitle(dimension, declared)), { title: 'Change this filter' }), button('✕', () => go({ filters: { [name]: null } }), { 'aria-label': `Take out ${text}` }));
  });
}

/** In words, for the title, for paper and for a wall: the period, the zone and what else is chosen. */
export function inWords() {
  const { period: named, from, to, timeZone, hours, filters } = state();
  return [from || to ? `${from ?? '…'} to ${to ? shift(to, -1) : '…'}` : format.words(named), timeZone, ...hours === 'business' ? ['business hours'] : [], ...Object.entries(filters).map(([name, values]) => `${format.words(name)} ${values.map(format.name).join(' or ')}`)];
}
