// How long customers wait: for a first answer, for the next, and until it is solved.

import { interval } from '../state.js';
import { groupChart, q, timeChart, top } from './common.js';

const waits = [['First response', 'first_response_time'], ['Next reply', 'next_reply_time'], ['Resolution', 'resolution_time']];
const groups = ['channel', 'reason'];
const both = metric => [{ metric: `${metric}:median`, title: 'Median' }, { metric: `${metric}:p90`, title: '90th percentile' }];
const asked = metric => both(metric).map(one => one.metric);
const promises = [{ metric: 'sla_first_response', title: 'First response' }, { metric: 'sla_next_reply', title: 'Next reply' }, { metric: 'sla_resolution', title: 'Resolution' }];

export const speed = {
  title: 'Speed', isForWalls: false, columns: 3,
  queries: () => [
    ...waits.flatMap(([, metric]) => [q(asked(metric), { interval: interval() }), ...groups.map(group => q(asked(metric), top(group, `${metric}:median`, 8)))]),
    q(promises.map(one => one.metric), { interval: interval() }), q(asked('stage_time'), top('stage', 'stage_time:median')),
  ],
  show: (answers, queries) => [
    ...waits.flatMap(([title, metric], index) => [
      timeChart(`${title} time`, answers[index * 3], queries[index * 3], both(metric), { unit: 'seconds' }),
      ...groups.map((group, place) => groupChart(`${title} by ${group}`, answers[index * 3 + 1 + place], queries[index * 3 + 1 + place], both(metric), { unit: 'seconds' })),
    ]),
    timeChart('Within target', answers[9], queries[9], promises, { unit: 'percent', wide: 'two' }),
    groupChart('Time in stage', answers[10], queries[10], both('stage_time'), { unit: 'seconds' }),
  ],
};
