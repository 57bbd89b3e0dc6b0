// One number of a headline: against what it was, what it should be, and what such a day is like.

import { spark } from '../charts/spark.js';
import { element } from '../dom.js';
import { records } from '../drill.js';
import * as format from '../format.js';

/**
 * @param now The answer with the number among its totals.
 * @param course Its course over time, drawn small; none unless given.
 * @param also Filters of its records beyond those of the page.
 */
export function tile(known, name, now, { course, also } = {}) {
  const metric = known.get(name.split(':')[0]);
  const total = now.totals[name];
  const isBetter = !total.change || metric.direction === 'none' ? null : (total.change > 0) === (metric.direction === 'higher_is_better');
  const change = format.change(total, metric.unit);
  const before = total.previous === undefined ? '' : `${change === null ? 'before: ' : 'from '}${format.value(total.previous, metric.unit)}`;
  return element('button', { type: 'button', class: 'tile', 'data-metric': name, onclick: () => records(name, also) },
    element('span', { class: 'name' }, format.metricTitle(known, name)),
    element('span', { class: 'value' }, format.value(total.value, metric.unit)),
    element('span', { class: 'against' }, change && element('span', { class: isBetter === null ? null : isBetter ? 'good' : 'bad' }, change), change && ' ', before),
    element('span', { class: 'marks' }, target(total.target, metric), course && mark(course.rows.at(-1)?.values[name], metric)),
    course && spark(course.rows.map(row => row.values[name].value)));
}

const target = (target, metric) => target && element('span', { class: `mark ${{ met: 'good', warn: 'warn', missed: 'bad' }[target.status] ?? ''}` },
  `Target ${format.value(target.value, metric.unit)} ${{ met: 'met', warn: 'close', missed: 'missed' }[target.status] ?? ''}`);

/** Of the last bucket: whether it is what such a day is like. */
const mark = (value, metric) => value?.expected?.unusual && element('span', { class: 'mark warn' },
  `Unusually ${value.expected.unusual}: ${format.value(value.expected.low, metric.unit)} to ${format.value(value.expected.high, metric.unit)} expected`);
