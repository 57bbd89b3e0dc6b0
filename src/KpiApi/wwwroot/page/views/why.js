// What made a metric change, by each dimension.

import { attributes, json, metrics } from '../api.js';
import { waterfall } from '../charts/waterfall.js';
import { element, field } from '../dom.js';
import { records } from '../drill.js';
import { dimensionTitle } from '../filters.js';
import * as format from '../format.js';
import { go, question, state } from '../state.js';

/** Parts of a waterfall that can be read; the smaller ones are one. */
const most = 9;

export const why = {
  title: 'Why', isForWalls: false,
  queries: () => [],
  async show() {
    const [known, declared] = [await metrics(), await attributes()];
    const metric = known.get(state().metric) ?? known.get('csat');
    const compare = state().compare === 'none' ? 'previous_period' : state().compare;
    const body = { ...question(), metric: metric.name, compare };
    const choice = element('div', { class: 'heading' }, field('What changed', element('select', { onchange: event => go({ metric: event.target.value }) },
      [...known.values()].map(one => element('option', { value: one.name, selected: one === metric }, one.title)))));
    try {
      const answer = await json('v1/kpis/drivers', { body });
      choice.append(sentence(metric, answer));
      // A dimension of one value says only that the metric changed.
      const drivers = answer.drivers.filter(driver => driver.values.length > 1);
      return [choice, ...drivers.map((driver, index) => waterfall(`By ${dimensionTitle(driver.dimension, declared).toLowerCase()}`, answer.previous ?? 0, parts(driver, metric), answer.value ?? 0,
        { unit: metric.unit, wide: index === 0 && drivers.length % 2 === 1, source: { path: 'v1/kpis/drivers', body: { ...body, by: [driver.dimension] } }, onClick: part => part.id === undefined || records(metric.name, { [driver.dimension]: [part.id] }) })),
      drivers.length === 0 && element('p', { class: 'state' }, 'Nothing to explain: there is no data in one of the two periods, or none that can be told apart.')];
    } catch (failure) {
      return [choice, element('p', { class: 'state', role: 'alert' }, failure.message)];
    }
  },
};

function sentence(metric, { value, previous, change }) {
  const told = [`${metric.title} was`, element('strong', {}, format.value(previous, metric.unit)), 'before and is', element('strong', {}, format.value(value, metric.unit)), 'now'];
  return element('p', {}, told.flatMap(part => [part, ' ']).slice(0, -1), change === null ? '.' : `: ${format.signed(change, metric.unit)}.`);
}

function parts(driver, metric) {
  const isGood = contribution => metric.direction === 'none' || contribution === 0 ? null : (contribution > 0) === (metric.direction === 'higher_is_better');
  const part = (name, contribution, id) => ({ name, contribution, id, isGood: isGood(contribution) });
  const [large, small] = [driver.values.slice(0, most), driver.values.slice(most)];
  return [...large.map(one => part(format.name(one.value), one.contribution ?? 0, ['(other)', '(overlap)'].includes(one.value) ? undefined : one.value)),
    ...small.length > 0 ? [part('(other)', small.reduce((sum, one) => sum + (one.contribution ?? 0), 0), undefined)] : []];
}
