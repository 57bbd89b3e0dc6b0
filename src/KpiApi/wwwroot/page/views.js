// The views: what each asks in one call, and how it shows the answers.

import { json, metrics } from './api.js';
import * as charts from './charts.js';
import { element, table } from './dom.js';
import { records, ticket } from './drill.js';
import * as format from './format.js';
import { go, question, state } from './state.js';

const q = (metricNames, more = {}) => ({ ...question(), metrics: metricNames, ...more });

/** Whole days while they are few, then months. */
const interval = () => ({ today: 'hour', yesterday: 'hour', last_90_days: 'week', last_12_months: 'month', this_year: 'month', all: 'month' })[!state().from && !state().to ? state().period : ''] ?? 'day';

const top = dimension => ({ groupBy: [dimension], limit: 12, others: true });

/** A filter that is a group of a row; "(other)" is none. */
const of = (dimension, row) => row[dimension] === '(other)' ? {} : { [dimension]: [row[dimension]] };

const headline = [
  'tickets_created', 'tickets_resolved', 'open_tickets', 'awaiting_first_response', 'first_response_time:median', 'resolution_time:median',
  'csat', 'nps', 'ces', 'sla_first_response', 'first_contact_resolution',
];

const today = {
  title: 'Today',
  queries: () => [q(headline, { compare: state().compare, include: ['target'] }), q(headline, { interval: interval() })],
  async show([now, daily]) {
    const known = await metrics();
    return [element('div', { class: 'tiles' }, headline.map(metric => tile(known, metric, now, daily)))];
  },
};

function tile(known, name, now, daily) {
  const metric = known.get(name.split(':')[0]);
  const total = now.totals[name];
  const isBetter = total.change === null || metric.direction === 'none' ? null : (total.change > 0) === (metric.direction === 'higher_is_better');
  const percent = format.change(total.changePercent);
  return element('button', { type: 'button', class: 'tile', 'data-metric': name, onclick: () => records(name) },
    element('span', { class: 'name' }, metric.title + (name.endsWith(':median') ? ', median' : '')),
    element('span', { class: 'value' }, format.value(total.value, metric.unit)),
    element('span', { class: `against ${isBetter === null ? '' : isBetter ? 'good' : 'bad'}` }, percent ? `${percent} against ${format.value(total.previous, metric.unit)}` : total.previous === undefined ? '' : `before: ${format.value(total.previous, metric.unit)}`),
    total.target && element('span', { class: `against ${{ met: 'good', warn: 'warn', missed: 'bad' }[total.target.status] ?? ''}` }, `Target ${format.value(total.target.value, metric.unit)}: ${total.target.status}`),
    charts.spark(daily.rows.map(row => row.values[name].value)));
}

const volume = {
  title: 'Volume',
  queries: () => {
    const cut = interval();
    return [q(['tickets_created'], { interval: cut, include: ['expected'] }), q(['tickets_created', 'tickets_resolved'], { interval: cut }), q(['open_tickets'], { interval: cut }),
      q(['tickets_created'], { interval: 'day_of_week_hour' }), q(['tickets_created'], { ...top('channel'), orderBy: '-tickets_created' }), q(['tickets_created'], { ...top('reason'), orderBy: '-tickets_created' })];
  },
  show: ([created, flow, open, week, channels, reasons], [asked, askedFlow, askedOpen, askedWeek, askedChannels, askedReasons]) => [
    charts.overTime('Tickets created, and what was to be expected', created, [{ metric: 'tickets_created', title: 'Created' }], { query: asked, wide: true, onClick: drillTime('tickets_created', created) }),
    charts.overTime('Created and resolved', flow, [{ metric: 'tickets_created', title: 'Created' }, { metric: 'tickets_resolved', title: 'Resolved' }], { query: askedFlow }),
    charts.overTime('Open tickets', open, [{ metric: 'open_tickets', title: 'Open' }], { query: askedOpen }),
    charts.heatMap('Tickets created, by weekday and hour', week, 'tickets_created', { query: askedWeek }),
    charts.byGroup('Tickets created by channel', channels, 'channel', 'tickets_created', { query: askedChannels, onClick: row => records('tickets_created', of('channel', row)) }),
    charts.byGroup('Tickets created by reason', reasons, 'reason', 'tickets_created', { query: askedReasons, onClick: row => records('tickets_created', of('reason', row)) }),
  ],
};

/** The records of the bucket that was clicked. */
const drillTime = (metric, answer) => (line, row) => {
  const times = [...new Set(answer.rows.map(one => one.time))];
  records(metric, {}, { from: row.time, to: times[times.indexOf(row.time) + 1] ?? answer.query.to });
};

const stages = ['first_response_time', 'next_reply_time', 'resolution_time'];

const speed = {
  title: 'Speed',
  queries: () => {
    const cut = interval();
    return [...stages.map(name => q([`${name}:median`, `${name}:p90`], { interval: cut })), q(['first_response_time:median'], { ...top('channel'), orderBy: '-first_response_time:median' }),
      q(['first_response_time:median'], { ...top('reason'), orderBy: '-first_response_time:median' }), q(['sla_first_response', 'sla_next_reply', 'sla_resolution'], { interval: cut }), q(['stage_time:median'], { ...top('stage'), orderBy: '-stage_time:median' })];
  },
  show: ([first, next, resolution, channels, reasons, sla, time], asked) => [
    ...[first, next, resolution].map((answer, index) => charts.overTime(['First response time', 'Next reply time', 'Resolution time'][index], answer,
      [{ metric: `${stages[index]}:median`, title: 'Median' }, { metric: `${stages[index]}:p90`, title: '90 of 100 within' }], { unit: 'seconds', query: asked[index], onClick: drillTime(stages[index], answer) })),
    charts.overTime('Within target', sla, [{ metric: 'sla_first_response', title: 'First response' }, { metric: 'sla_next_reply', title: 'Next reply' }, { metric: 'sla_resolution', title: 'Resolution' }], { unit: 'percent', query: asked[5] }),
    charts.byGroup('First response by channel, median', channels, 'channel', 'first_response_time:median', { unit: 'seconds', query: asked[3], onClick: row => records('first_response_time', of('channel', row)) }),
    charts.byGroup('First response by reason, median', reasons, 'reason', 'first_response_time:median', { unit: 'seconds', query: asked[4], onClick: row => records('first_response_time', of('reason', row)) }),
    charts.byGroup('Time in stage, median', time, 'stage', 'stage_time:median', { unit: 'seconds', query: asked[6], wide: true }),
  ],
};

const satisfaction = {
  title: 'Satisfaction',
  queries: () => {
    const cut = interval();
    return [q(['csat'], { interval: cut, include: ['confidence'] }), q(['nps'], { interval: cut, include: ['confidence'] }), q(['ces'], { interval: cut, include: ['confidence'] }), q(['survey_response_rate'], { interval: cut }),
      q(['csat'], { ...top('channel'), orderBy: 'csat' }), q(['csat'], { ...top('reason'), orderBy: 'csat' })];
  },
  async show([csat, nps, ces, rate, channels, reasons], asked) {
    const low = await lowScores();
    return [
      charts.overTime('CSAT', csat, bounds('csat', csat), { unit: 'percent', query: asked[0], onClick: drillTime('csat', csat) }),
      charts.overTime('NPS', nps, bounds('nps', nps), { query: asked[1], range: { min: -100, max: 100 }, onClick: drillTime('nps', nps) }),
      charts.overTime('CES', ces, bounds('ces', ces), { query: asked[2], range: { min: 1, max: 7 }, onClick: drillTime('ces', ces) }),
      charts.overTime('Surveys answered', rate, [{ metric: 'survey_response_rate', title: 'Response rate' }], { unit: 'percent', query: asked[3] }),
      charts.byGroup('CSAT by channel', channels, 'channel', 'csat', { unit: 'percent', query: asked[4], onClick: row => records('csat', of('channel', row)) }),
      charts.byGroup('CSAT by reason', reasons, 'reason', 'csat', { unit: 'percent', query: asked[5], onClick: row => records('csat', of('reason', row)) }),
      low,
    ];
  },
};

/** A metric and the ends of its 95 % interval, which become values of rows of their own. */
function bounds(metric, answer) {
  for (const row of answer.rows)
    for (const end of ['low', 'high']) row.values[`${metric}:${end}`] = { value: row.values[metric].confidence?.[end] ?? null };
  return [{ metric, title: metric.toUpperCase() }, { metric: `${metric}:low`, title: '95 % from', isBound: true }, { metric: `${metric}:high`, title: 'to', isBound: true }];
}

/** Answers that should be followed up, the newest first. */
async function lowScores() {
  const { filters, ...asked } = question();
  const of = async metric => {
    const parameters = new URLSearchParams({ metric, limit: '1000' });
    for (const [name, value] of Object.entries(asked)) if (value) parameters.set(name, value);
    for (const [name, values] of Object.entries(filters ?? {})) for (const value of values) parameters.append(name, value ?? '');
    return (await json(`v1/kpis/records?${parameters}`)).items;
  };
  try {
    const [csat, nps] = await Promise.all([of('csat'), of('nps')]);
    const low = [...csat.filter(item => !item.counted), ...nps.filter(item => item.score <= 6)].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 100);
    return element('figure', { class: 'wide' }, element('figcaption', {}, 'To follow up: low scores and detractors, the newest first'), low.length === 0 ? element('p', {}, 'There is none.') : table('Low scores', [
      { title: 'Ticket', value: item => element('button', { type: 'button', class: 'link', onclick: () => ticket(item.ticket) }, item.ticket ?? '–') },
      { title: 'At', value: item => format.instant(item.at) }, { title: 'Survey', value: item => item.surveyKind },
      { title: 'Score', isNumber: true, value: item => `${item.score} of ${item.scaleMax}` }, { title: 'Agent', value: item => format.name(item.agent) }, { title: 'Comment', value: item => item.comment ?? '' },
    ], low));
  } catch (failure) {
    return element('p', { class: 'note' }, failure.status === 403 ? 'Single answers are shown to keys with the scope read:agents.' : failure.message);
  }
}

const leaders = ['tickets_handled', 'tickets_resolved', 'replies_per_resolution', 'first_response_time:median', 'resolution_time:median', 'csat', 'agent_utilization'];

const agents = {
  title: 'Agents',
  queries: () => state().who
    ? [q(['tickets_resolved', 'activities'], { interval: interval(), filters: { ...question().filters, agent: [state().who] } }), q(['csat', 'first_response_time:median'], { interval: interval(), filters: { ...question().filters, agent: [state().who] } })]
    : [q(leaders, { groupBy: ['agent'], include: ['confidence'], orderBy: '-tickets_resolved' })],
  async show(answers, asked) {
    const known = await metrics();
    if (state().who) {
      return [element('p', { class: 'note' }, element('button', { type: 'button', onclick: () => go({ who: null }) }, 'All agents'), ` ${state().who}`),
        charts.overTime('Resolved', answers[0], [{ metric: 'tickets_resolved', title: 'Resolved' }], { query: asked[0] }),
        charts.overTime('Activities', answers[0], [{ metric: 'activities', title: 'Activities' }], { query: asked[0] }),
        charts.overTime('CSAT', answers[1], [{ metric: 'csat', title: 'CSAT' }], { unit: 'percent', query: asked[1] }),
        charts.overTime('First response, median', answers[1], [{ metric: 'first_response_time:median', title: 'Median' }], { unit: 'seconds', query: asked[1] })];
    }

    return [element('figure', { class: 'wide' }, element('figcaption', {}, 'Agents'), table('Agents', [
      { title: 'Agent', sortBy: row => row.agent, value: row => row.agent === null ? '(none)' : element('button', { type: 'button', class: 'link', onclick: () => go({ who: row.agent }) }, row.agent) },
      ...leaders.map(name => {
        const metric = known.get(name.split(':')[0]);
        return {
          title: metric.title + (name.endsWith(':median') ? ', median' : ''), isNumber: true, sortBy: row => row.values[name].value,
          value: row => format.value(row.values[name].value, metric.unit) + (name === 'csat' && row.values.csat.confidence?.low !== undefined && row.values.csat.confidence.low !== null ? ` (${format.value(row.values.csat.confidence.low)}–${format.value(row.values.csat.confidence.high)})` : ''),
        };
      }),
    ], answers[0].rows))];
  },
};

const accounts = {
  title: 'Accounts',
  queries: () => [q(['tickets_created', 'account_value', 'csat'], { groupBy: ['account'], limit: 50, orderBy: '-tickets_created' }), q(['active_accounts'], { interval: 'month', period: 'last_12_months', from: undefined, to: undefined }),
    q(['customer_retention_rate', 'churn_rate'], { interval: 'month', period: 'last_12_months', from: undefined, to: undefined })],
  show: ([list, active, churn], asked) => [
    charts.overTime('Active accounts', active, [{ metric: 'active_accounts', title: 'Active' }], { query: asked[1] }),
    charts.overTime('Retention and churn', churn, [{ metric: 'customer_retention_rate', title: 'Retention' }, { metric: 'churn_rate', title: 'Churn' }], { unit: 'percent', query: asked[2] }),
    element('figure', { class: 'wide' }, element('figcaption', {}, 'Accounts with the most tickets'), table('Accounts', [
      { title: 'Account', value: row => row.account === null ? '(none)' : element('button', { type: 'button', class: 'link', onclick: () => records('tickets_created', { account: [row.account] }) }, row.account), sortBy: row => row.account },
      { title: 'Tickets', isNumber: true, value: row => format.value(row.values.tickets_created.value), sortBy: row => row.values.tickets_created.value },
      { title: 'Value a year', isNumber: true, value: row => format.value(row.values.account_value.value), sortBy: row => row.values.account_value.value },
      { title: 'CSAT', isNumber: true, value: row => format.value(row.values.csat.value, 'percent'), sortBy: row => row.values.csat.value },
    ], list.rows)),
  ],
};

const cases = {
  title: 'Open cases',
  queries: () => [q(['open_tickets'], { ...top('age'), period: 'today', from: undefined, to: undefined }), q(['open_tickets'], { ...top('idle'), period: 'today', from: undefined, to: undefined })],
  async show([age, idle], asked) {
    const open = await json(`v1/tickets?${new URLSearchParams([['state', 'open'], ['limit', '200'], ...Object.entries(question().filters ?? {}).flatMap(([name, values]) => values.map(value => [name, value ?? '']))])}`)
      .catch(failure => failure);
    return [
      charts.byGroup('Open tickets by age', age, 'age', 'open_tickets', { query: asked[0] }),
      charts.byGroup('Open tickets by time since the last answer', idle, 'idle', 'open_tickets', { query: asked[1] }),
      open instanceof Error ? element('p', { class: 'note error' }, open.status === 403 ? 'Single tickets are shown to keys with the scope read:agents.' : open.message)
        : element('figure', { class: 'wide' }, element('figcaption', {}, 'Open tickets, the oldest first'), table('Open tickets', [
          { title: 'Ticket', value: item => element('button', { type: 'button', class: 'link', onclick: () => ticket(item.id) }, item.id), sortBy: item => item.id },
          { title: 'Created', value: item => format.instant(item.createdAt), sortBy: item => item.createdAt },
          { title: 'Last answer', value: item => format.instant(item.lastResponseAt), sortBy: item => item.lastResponseAt },
          ...['status', 'channel', 'reason', 'priority', 'team', 'agent', 'account'].map(name => ({ title: name, value: item => format.name(item[name]), sortBy: item => item[name] })),
          { title: 'Effort', isNumber: true, value: item => format.value(item.handleSeconds, 'seconds'), sortBy: item => item.handleSeconds },
          { title: 'Account value', isNumber: true, value: item => format.value(item.accountValue), sortBy: item => item.accountValue },
        ], open.items)),
    ];
  },
};

const why = {
  title: 'Why',
  queries: () => [],
  async show() {
    const known = await metrics();
    const metric = known.get(state().metric) ?? known.get('csat');
    const { filters, ...asked } = question();
    const choice = element('p', { class: 'note' }, element('label', {}, 'Metric', element('select', { onchange: event => go({ metric: event.target.value }) },
      [...known.values()].map(one => element('option', { value: one.name, selected: one === metric }, one.title)))));
    try {
      const answer = await json('v1/kpis/drivers', { body: { ...asked, ...filters ? { filters } : {}, metric: metric.name, compare: state().compare } });
      const sentence = `${metric.title}: ${format.value(answer.previous, metric.unit)} before, ${format.value(answer.value, metric.unit)} now.`;
      return [choice, element('p', { class: 'note' }, sentence), ...answer.drivers.filter(driver => driver.values.length > 0).map(driver => charts.waterfall(`By ${driver.dimension}`, answer.previous ?? 0,
        driver.values.slice(0, 12).map(one => ({ name: format.name(one.value), contribution: one.contribution ?? 0, isGood: metric.direction === 'none' || (one.contribution > 0) === (metric.direction === 'higher_is_better') })), answer.value ?? 0, { unit: metric.unit }))];
    } catch (failure) {
      return [choice, element('p', { class: 'note error', role: 'alert' }, failure.message)];
    }
  },
};

export const views = { today, volume, speed, satisfaction, agents, accounts, cases, why };
