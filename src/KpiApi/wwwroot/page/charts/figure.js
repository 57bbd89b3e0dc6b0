// A chart by Apache ECharts, with its numbers as a table behind it and its export.

import { button, element, table } from '../dom.js';
import { exports } from '../export.js';
import { color, onOtherColors, palette } from '../theme.js';

/** Done when ECharts is there; null until it is asked for. Without it there are the tables. */
let ready = null;

/** Until what is in the page is on the screen; a tab that nobody sees, or a machine with no time to draw, has no such moment. */
const painted = () => Promise.race([new Promise(requestAnimationFrame), new Promise(resolve => setTimeout(resolve, 1000))]);

/** It takes longer to start than all else together: numbers are shown, and on the screen, before it. */
const start = () => new Promise(resolve => painted().then(() => setTimeout(() => document.head.append(
  Object.assign(document.createElement('script'), { src: new URL('../../_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js', import.meta.url).href, onload: resolve, onerror: resolve })))));

/** How each is drawn: only in the page it has a size. */
const makers = new WeakMap();

const drawnIn = root => [...root.querySelectorAll('.chart')];

/** At once; only while ECharts starts, after it and one by one, so that the page answers between them. */
export async function draw(root) {
  const isLate = !globalThis.echarts && drawnIn(root).length > 0;
  if (isLate) await (ready ??= start());
  for (const one of globalThis.echarts ? drawnIn(root) : []) {
    if (one.isConnected && !chartOf(one)) makers.get(one)();
    if (isLate) await new Promise(resolve => setTimeout(resolve));
  }
}

export const dispose = root => drawnIn(root).forEach(one => chartOf(one)?.dispose());

const chartOf = one => globalThis.echarts?.getInstanceByDom(one);

addEventListener('resize', () => drawnIn(document).forEach(one => chartOf(one)?.resize()));
onOtherColors(() => {
  dispose(document);
  draw(document);
});

/** @param option Of ECharts, made when it is drawn: colours may have changed by then. */
function canvas(attributes, option, onClick) {
  const made = element('div', attributes);
  makers.set(made, () => {
    const chart = echarts.init(made, null, { renderer: 'canvas' });
    chart.setOption({ animation: false, textStyle: { fontFamily: 'system-ui, sans-serif', color: color('--text') }, ...option() });
    if (onClick) chart.on('click', onClick);
  });
  return made;
}

/**
 * A figure with a chart, its table and its export.
 * @param title Of the figure.
 * @param option Makes ECharts' series and axes; fonts, colours and tooltips are set here.
 * @param rows The same numbers as a table: {columns, rows} of dom.table; with onClick(row) its numbers lead on, too.
 * @param source What its numbers were asked by: {path, body?, query?}, for the export.
 * @param onClick Gets ECharts' event.
 */
export function figure(title, { option, rows, source, onClick, wide, note, isEmpty, tools, size }) {
  const drawn = isEmpty ? null : canvas({ class: `chart ${size ?? ''}`, role: 'img', 'aria-label': `${title}: a chart. The same numbers are in the table below it.` }, () => themed(option()), onClick);
  return element('figure', { class: wide === true ? 'wide' : wide || null, 'data-title': title },
    element('figcaption', {}, element('h2', {}, title), tools, source && exports(title, source, drawn && (() => chartOf(drawn)))),
    note && element('p', { class: 'aside' }, note),
    drawn ?? element('p', { class: 'empty' }, 'No data in this period.'),
    drawn && element('details', {}, element('summary', {}, 'As a table'), table(title, led(rows), rows.rows)));
}

/** Numbers that lead to their records when the chart does. */
const led = ({ columns, onClick }) => !onClick ? columns
  : columns.map(column => column.isNumber ? { ...column, value: row => button(column.value(row), () => onClick(row), { class: 'link' }) } : column);

function themed({ trigger, valueFormatter, legend, visualMap, ...rest }) {
  const [text, muted, line, card] = ['--text', '--muted', '--line', '--card'].map(color);
  for (const axis of [rest.xAxis, rest.yAxis].flat()) {
    axis.axisLabel = { color: muted, hideOverlap: true, ...axis.axisLabel };
    axis.axisLine = { lineStyle: { color: line }, ...axis.axisLine };
    axis.axisTick = { show: false };
    axis.nameGap ??= 10;
    axis.nameTextStyle = { color: muted, ...axis.nameTextStyle };
    axis.splitLine = { lineStyle: { color: line }, ...axis.splitLine };
  }

  return {
    color: palette(),
    grid: { left: 8, right: 20, top: (legend ? 34 : 10) + (rest.yAxis.name ? 18 : 0), bottom: rest.xAxis.name ? 26 : 8, containLabel: true },
    // As text: tooltips of HTML would need styles in the markup, and names could become markup.
    tooltip: { trigger: trigger ?? 'axis', renderMode: 'richText', confine: true, valueFormatter, backgroundColor: card, borderColor: line, textStyle: { color: text } },
    legend: legend ? { top: 0, left: 0, textStyle: { color: text }, data: legend, icon: 'roundRect', itemHeight: 8, itemWidth: 14, inactiveColor: muted } : undefined,
    ...visualMap ? { visualMap: { textStyle: { color: text }, ...visualMap } } : {},
    ...rest,
  };
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000, 4320000, 8640000];

/** Ticks where people expect them: durations at whole hours or days, not at 8.3 hours. */
export function ticks(unit, values) {
  if (unit !== 'seconds') return {};
  const most = Math.max(1, ...values.filter(Number.isFinite));
  const interval = steps.find(step => most / step <= 5) ?? steps.at(-1);
  return { interval, max: Math.ceil(most / interval) * interval };
}
