// What views share.

import { byGroup } from '../charts/bars.js';
import { overTime } from '../charts/time.js';
import { element } from '../dom.js';
import { exports } from '../export.js';
import { bucketRecords, groupRecords } from '../drill.js';
import * as format from '../format.js';
import { go, parameters, question, state } from '../state.js';

/** A query: the period, the zone, the hours and the filters of the page, and what the view adds. */
export const q = (metrics, more = {}) => ({ ...question(), metrics, ...more });

/** What numbers are compared with, unless with nothing. */
export const compared = () => state().compare === 'none' ? {} : { compare: state().compare };

/** The largest groups by the first metric; the others as one. */
export const top = (dimension, metric, limit = 10) => ({ groupBy: [dimension], limit, others: true, orderBy: [`-${metric}`] });

export const ofKpis = body => ({ path: 'v1/kpis', body });

/** Filters of some dimensions only, for metrics that know no others. */
export function only(query, isKept) {
  const kept = Object.entries(query.filters ?? {}).filter(([name]) => isKept(name));
  const { filters, ...others } = query;
  return kept.length > 0 ? { ...others, filters: Object.fromEntries(kept) } : others;
}

/** What is said where one of several answers was refused, such as by a filter that its metric does not know. */
export const refused = (title, answer, wide) => element('figure', { class: wide ? 'wide' : null, 'data-title': title },
  element('figcaption', {}, element('h2', {}, title)), element('p', { class: 'empty' }, answer.detail));

/** Over time, each bucket leading to its records. */
export const timeChart = (title, answer, query, series, options = {}) => answer.errors ? refused(title, answer, options.wide)
  : overTime(title, answer, series, { source: ofKpis(query), onClick: bucketRecords(answer), ...options });

/** By the values of a dimension, each leading to its records. */
export const groupChart = (title, answer, query, series, options = {}) => answer.errors ? refused(title, answer, options.wide)
  : byGroup(title, answer, query.groupBy[0], series, { source: ofKpis(query), onClick: groupRecords(query.groupBy[0]), ...options });

/** The order of a view's table, in the address. */
export const sorted = (usual = '') => ({ order: state().sort ?? usual, onOrder: sort => go({ sort }) });

/** In place of a list that was refused. */
export const withheld = (title, answer) => answer.status === 403 ? noAgents(title) : refused(title, answer, true);

/** A list as it is asked alone, for its export. */
export const ofTickets = body => ({ path: `v1/tickets?${parameters(body)}` });

/** A figure around a table. */
export const tableFigure = (title, source, content, note) => element('figure', { class: 'wide', 'data-title': title },
  element('figcaption', {}, element('h2', {}, title), source && exports(title, source)), note && element('p', { class: 'aside' }, note), content);

/** A note in place of what a key may not see. */
export const noAgents = title => element('figure', { class: 'wide', 'data-title': title }, element('figcaption', {}, element('h2', {}, title)),
  element('p', { class: 'empty' }, 'Single tickets are shown to keys with the scope read:agents.'));

/** A column of a metric. */
export const column = (title, metric, unit, more) => ({
  title, isNumber: true, sortBy: row => row.values[metric]?.value, value: row => format.value(row.values[metric]?.value, unit) + (more?.(row) ?? ''),
});
