// What customers say, how sure that is, and whom to call back.

import { namesOf } from '../api.js';
import { element, link, table } from '../dom.js';
import * as format from '../format.js';
import { go, interval, parameters, question } from '../state.js';
import { groupChart, q, sorted, tableFigure, timeChart, top, withheld } from './common.js';

const scores = { csat: { title: 'CSAT', unit: 'percent' }, nps: { title: 'NPS', range: { min: -100, max: 100 } }, ces: { title: 'CES', range: { min: 1, max: 7 } } };
const kinds = Object.keys(scores);
const series = metric => [{ metric, title: scores[metric].title }];

/** Low scores that are shown. */
const listed = 100;

export const satisfaction = {
  title: 'Satisfaction', isForWalls: false,
  queries: () => [
    ...kinds.map(metric => q([metric], { interval: interval(), include: ['confidence'] })), q(['survey_response_rate'], { interval: interval(), include: ['confidence'] }),
    q(['csat'], { ...top('channel', 'csat'), include: ['confidence'] }), q(['csat'], { ...top('reason', 'csat'), include: ['confidence'] }),
  ],
  lists: () => {
    const asked = question();
    return { records: [{ ...asked, metric: 'survey_responses', outcome: ['negative'], orderBy: '-at', limit: listed, filters: { surveyKind: ['csat', 'nps'], ...asked.filters }, allowUnknown: true }] };
  },
  show: async (answers, asked, { lists, records: [low] }) => [
    ...kinds.map((metric, index) => timeChart(scores[metric].title, answers[index], asked[index], series(metric), { unit: scores[metric].unit, ...scores[metric].range ? { range: scores[metric].range } : {} })),
    timeChart('Surveys answered', answers[3], asked[3], [{ metric: 'survey_response_rate', title: 'Answered' }], { unit: 'percent' }),
    groupChart('CSAT by channel', answers[4], asked[4], series('csat'), { unit: 'percent' }),
    groupChart('CSAT by reason', answers[5], asked[5], series('csat'), { unit: 'percent' }),
    low.errors ? withheld('To follow up', low) : await lowScores(low, lists.records[0]),
  ],
};

async function lowScores({ items, nextCursor }, asked) {
  const called = await namesOf('agent', items.map(item => item.agent));
  return tableFigure('To follow up', { path: `v1/kpis/records?${parameters(asked)}` }, items.length === 0 ? element('p', { class: 'empty' }, 'Nobody is unhappy in this period.') : table('Low scores and detractors, the newest first', [
    { title: 'Ticket', value: item => item.ticket ? link(item.ticket, () => go({ ticket: item.ticket })) : item.survey, sortBy: item => item.ticket ?? item.survey },
    { title: 'At', value: item => format.instant(item.at), sortBy: item => item.at },
    { title: 'Survey', value: item => item.surveyKind.toUpperCase(), sortBy: item => item.surveyKind },
    { title: 'Score', isNumber: true, value: item => `${format.value(item.score)} of ${format.value(item.scaleMax)}`, sortBy: item => item.score / item.scaleMax },
    { title: 'Agent', value: item => called.get(item.agent) ?? format.name(item.agent), sortBy: item => called.get(item.agent) ?? item.agent },
    { title: 'Reason', value: item => format.name(item.reason), sortBy: item => item.reason },
    { title: 'Comment', value: item => item.comment ?? '', sortBy: item => item.comment },
  ], items, sorted('-at')), `Low scores and detractors, the newest first${nextCursor ? `: the last ${listed}` : ''}.`);
}
