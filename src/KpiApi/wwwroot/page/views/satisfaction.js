// What customers say, how sure that is, and whom to call back.

import { json, names, seesAgents } from '../api.js';
import { element, link, table } from '../dom.js';
import * as format from '../format.js';
import { go, interval, parameters, question } from '../state.js';
import { groupChart, noAgents, q, tableFigure, timeChart, top } from './common.js';

const scores = { csat: { title: 'CSAT', unit: 'percent' }, nps: { title: 'NPS', range: { min: -100, max: 100 } }, ces: { title: 'CES', range: { min: 1, max: 7 } } };
const kinds = Object.keys(scores);
const series = metric => [{ metric, title: scores[metric].title }];

/** Answers that are looked through for low ones in one call, and low ones that are shown. */
const [looked, listed] = [1000, 100];

export const satisfaction = {
  title: 'Satisfaction', isForWalls: false,
  queries: () => [
    ...kinds.map(metric => q([metric], { interval: interval(), include: ['confidence'] })), q(['survey_response_rate'], { interval: interval(), include: ['confidence'] }),
    q(['csat'], { ...top('channel', 'csat'), include: ['confidence'] }), q(['csat'], { ...top('reason', 'csat'), include: ['confidence'] }),
  ],
  async show(answers, asked) {
    const followUp = await seesAgents() ? await lowScores(answers).catch(failure => element('p', { class: 'state' }, failure.message)) : noAgents('To follow up');
    return [
      ...kinds.map((metric, index) => timeChart(scores[metric].title, answers[index], asked[index], series(metric), { unit: scores[metric].unit, ...scores[metric].range ? { range: scores[metric].range } : {} })),
      timeChart('Surveys answered', answers[3], asked[3], [{ metric: 'survey_response_rate', title: 'Answered' }], { unit: 'percent' }),
      groupChart('CSAT by channel', answers[4], asked[4], series('csat'), { unit: 'percent' }),
      groupChart('CSAT by reason', answers[5], asked[5], series('csat'), { unit: 'percent' }),
      followUp,
    ];
  },
};

/**
 * Records come in the order of their arrival, and only the last ones are wanted: of the buckets, as many of the last as hold no more answers than
 * are looked through.
 */
function start(answer, metric) {
  let count = 0;
  const first = answer.rows.findLastIndex(row => (count += row.values[metric].count) > looked);
  return first < 0 || first === answer.rows.length - 1 ? answer.query.from : answer.rows[first + 1].time;
}

async function answersOf(answer, metric) {
  if (answer.errors) return [];
  const { period, from, to, ...asked } = question();
  return (await json(`v1/kpis/records?${parameters({ ...asked, metric, from: start(answer, metric), to: answer.query.to, limit: looked })}`)).items;
}

async function lowScores([csat, nps]) {
  const [answers, called] = [await Promise.all([answersOf(csat, 'csat'), answersOf(nps, 'nps')]), await names.agent()];
  const low = [...answers[0].filter(item => !item.counted), ...answers[1].filter(item => item.score <= 6)].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, listed);
  return tableFigure('To follow up', null, low.length === 0 ? element('p', { class: 'empty' }, 'Nobody is unhappy in this period.') : table('Low scores and detractors, the newest first', [
    { title: 'Ticket', value: item => item.ticket ? link(item.ticket, () => go({ ticket: item.ticket })) : item.survey },
    { title: 'At', value: item => format.instant(item.at), sortBy: item => item.at },
    { title: 'Survey', value: item => item.surveyKind.toUpperCase(), sortBy: item => item.surveyKind },
    { title: 'Score', isNumber: true, value: item => `${format.value(item.score)} of ${format.value(item.scaleMax)}`, sortBy: item => item.score / item.scaleMax },
    { title: 'Agent', value: item => called.get(item.agent) ?? format.name(item.agent), sortBy: item => item.agent },
    { title: 'Reason', value: item => format.name(item.reason), sortBy: item => item.reason },
    { title: 'Comment', value: item => item.comment ?? '', sortBy: item => item.comment },
  ], low), `Low scores and detractors, the newest first${low.length === listed ? `: the last ${listed}` : ''}.`);
}
