// Charts by Apache ECharts, each with its numbers as a table behind it and its export.

import { call, url } from './api.js';
import { element, table } from './dom.js';
import * as format from './format.js';

const drawn = new Set();

/** The name of the line that a band stands on, which nobody needs to read. */
const lowerEnd = 'Expected from';

/** What is to be drawn once its element is in the page, and has a size. */
let waiting = [];

export function draw() {
  const ready = waiting;
  waiting = [];
  ready.forEach(one => one());
}

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name);

/** light-dark() is not resolved in a custom property: an element that uses it is asked. */
function color(name) {
  const probe = element('i', {});
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

export function clear() {
  for (const chart of drawn) chart.dispose();
  drawn.clear();
}

addEventListener('resize', () => drawn.forEach(chart => chart.resize()));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('redraw')));

/**
 * A figure with a chart, its table and its export.
 * @param title Of the figure.
 * @param option Of ECharts: series and axes; fonts, colors and tooltips are set here.
 * @param rows The same numbers as a table: {columns, rows} of dom.table.
 * @param query The body of a POST to v1/kpis, for the export; null for none.
 */
export function figure(title, { option, rows, query, onClick, wide, height }) {
  const canvas = element('div', { class: 'chart', role: 'img', 'aria-label': `${title}. The same numbers are in the table below.` });
  if (height) canvas.style.height = height;
  const made = element('figure', { class: wide ? 'wide' : null },
    element('figcaption', {}, title, query && exports(title, query, () => chart)),
    canvas, element('details', {}, element('summary', {}, 'As a table'), table(title, rows.columns, rows.rows)));
  let chart = null;
  waiting.push(() => {
    if (!made.isConnected) return;
    chart = echarts.init(canvas, null, { renderer: 'canvas' });
    drawn.add(chart);
    const [text, line] = [color('--text'), color('--line')];
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif', color: text },
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      // As text: tooltips of HTML would need styles in the markup, and names could become markup.
      tooltip: { trigger: option.trigger ?? 'axis', renderMode: 'richText', confine: true, valueFormatter: option.valueFormatter },
      legend: option.legend === false ? undefined : { top: 0, left: 0, textStyle: { color: text }, data: option.series.map(one => one.name).filter(name => name !== lowerEnd) },
      ...themed(option, text, line),
    });
    if (onClick) chart.on('click', onClick);
  });
  return made;
}

function themed(option, text, line) {
  const { trigger, valueFormatter, legend, ...rest } = option;
  for (const axis of [rest.xAxis, rest.yAxis].flat().filter(Boolean)) {
    axis.axisLabel = { color: text, ...axis.axisLabel };
    axis.splitLine = { lineStyle: { color: line }, ...axis.splitLine };
  }

  if (rest.visualMap) rest.visualMap.textStyle = { color: text };
  return rest;
}

/** CSV, xlsx, PNG, and the call to copy. */
function exports(title, query, chart) {
  const save = (blob, extension) => {
    const link = element('a', { href: URL.createObjectURL(blob), download: `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.${extension}` });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const file = async extension => save(await (await call('v1/kpis', { body: { ...query, format: extension } })).blob(), extension);
  const panel = element('div', { hidden: true },
    element('button', { type: 'button', onclick: () => file('csv') }, 'CSV'),
    element('button', { type: 'button', onclick: () => file('xlsx') }, 'Excel'),
    element('button', { type: 'button', onclick: async () => save(await (await fetch(chart().getDataURL({ pixelRatio: 2, backgroundColor: color('--card') }))).blob(), 'png') }, 'Picture'),
    element('button', { type: 'button', onclick: () => dispatchEvent(new CustomEvent('show-call', { detail: query })) }, 'As API call'));
  return element('div', { class: 'export' }, element('button', { type: 'button', 'aria-expanded': 'false', onclick: event => {
    panel.hidden = !panel.hidden;
    event.currentTarget.setAttribute('aria-expanded', String(!panel.hidden));
  } }, 'Export'), panel);
}

/** Lines or bars of several metrics or groups over time. */
export function overTime(title, answer, series, { unit, query, type = 'line', stack, onClick, wide, range = unit === 'percent' ? { max: most => Math.max(100, most.max) } : {} } = {}) {
  const [interval, zone] = [answer.query.interval, answer.query.timeZone];
  const times = [...new Map(answer.rows.map(row => [row.time, row])).values()];
  const labels = times.map(row => format.bucket(row, interval, zone));
  const lines = series.map(one => ({ ...one, values: new Map(answer.rows.filter(one.of ?? (() => true)).map(row => [row.time, row.values[one.metric]])) }));
  const expected = lines.length === 1 && [...lines[0].values.values()].some(value => value.expected);
  return figure(title, {
    wide, query,
    onClick: onClick && (event => onClick(lines[event.seriesIndex] ?? lines[0], times[event.dataIndex])),
    option: {
      valueFormatter: number => format.value(number, unit),
      xAxis: { type: 'category', data: labels },
      yAxis: { type: 'value', ...range, axisLabel: { formatter: number => format.value(number, unit) } },
      series: [
        ...lines.map(line => ({
          name: line.title, type, stack, ...line.isBound ? { lineStyle: { type: 'dashed', width: 1, color: color('--muted') }, itemStyle: { color: color('--muted') }, symbol: 'none' } : {}, showSymbol: times.length < 40, connectNulls: false,
          data: times.map(row => {
            const value = line.values.get(row.time);
            return value?.expected?.unusual ? { value: value.value, symbol: 'triangle', symbolSize: 14, itemStyle: { color: color('--bad') } } : value?.value ?? null;
          }),
        })),
        ...expected ? band(lines[0], times) : [],
      ],
    },
    rows: {
      columns: [{ title: 'Time', value: ({ row }) => format.bucket(row, interval, zone) },
        ...lines.map(line => ({ title: line.title, isNumber: true, value: ({ row }) => format.value(line.values.get(row.time)?.value, unit) }))],
      rows: times.map(row => ({ row })),
    },
  });
}

/** The expected range, between two lines that are not drawn. */
function band(line, times) {
  const range = times.map(row => line.values.get(row.time)?.expected);
  const hidden = { type: 'line', stack: 'expected', symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
  return [
    { ...hidden, name: lowerEnd, data: range.map(one => one?.low ?? null) },
    { ...hidden, name: 'Expected', data: range.map(one => one && one.low !== null ? one.high - one.low : null), areaStyle: { color: color('--accent'), opacity: 0.15 } },
  ];
}

/** One bar a group, the largest above. */
export function byGroup(title, answer, dimension, metric, { unit, query, onClick, wide } = {}) {
  const rows = [...answer.rows];
  return figure(title, {
    wide, query, onClick: onClick && (event => onClick(rows[rows.length - 1 - event.dataIndex])),
    height: `${Math.max(10, rows.length * 1.7 + 3)}rem`,
    option: {
      legend: false, valueFormatter: number => format.value(number, unit),
      xAxis: { type: 'value', axisLabel: { formatter: number => format.value(number, unit) } },
      yAxis: { type: 'category', data: rows.map(row => format.name(row[dimension])).reverse() },
      series: [{ type: 'bar', name: title, data: rows.map(row => row.values[metric].value).reverse() }],
    },
    rows: {
      columns: [{ title: dimension, value: row => format.name(row[dimension]) },
        { title, isNumber: true, value: row => format.value(row.values[metric].value, unit) }, { title: 'Count', isNumber: true, value: row => format.value(row.values[metric].count) }],
      rows,
    },
  });
}

/** Weekdays by hours. */
export function heatMap(title, answer, metric, { unit, query } = {}) {
  const days = [1, 2, 3, 4, 5, 6, 7];
  const values = answer.rows.map(row => [row.hourOfDay, 7 - row.dayOfWeek, row.values[metric].value ?? 0]);
  return figure(title, {
    query, wide: true,
    option: {
      trigger: 'item', legend: false, valueFormatter: number => format.value(number, unit), grid: { left: 8, right: 16, top: 8, bottom: 56, containLabel: true },
      xAxis: { type: 'category', data: [...Array(24).keys()].map(hour => `${hour}:00`) },
      yAxis: { type: 'category', data: days.map(format.weekday).reverse() },
      visualMap: { min: 0, max: Math.max(1, ...values.map(value => value[2])), orient: 'horizontal', left: 'center', bottom: 0, inRange: { color: [style('--heat-low') || '#dfe9f7', '#1558b0'] } },
      series: [{ type: 'heatmap', name: title, data: values }],
    },
    rows: {
      columns: [{ title: 'Day and hour', value: row => `${format.weekday(row.dayOfWeek)} ${row.hourOfDay}:00` }, { title, isNumber: true, value: row => format.value(row.values[metric].value, unit) }],
      rows: answer.rows,
    },
  });
}

/** From the value before to the value now, by what each part contributes. */
export function waterfall(title, before, parts, after, { unit } = {}) {
  let level = before;
  // The bars before and now begin at an end that leaves the steps between them tall enough to be seen.
  const levels = [before, after, ...parts.map(part => level += part.contribution)];
  const floor = Math.max(Math.min(0, ...levels), Math.floor(Math.min(...levels) - 2 * (Math.max(...levels) - Math.min(...levels))));
  level = before;
  const steps = [{ name: 'Before', from: floor, to: before }, ...parts.map(part => ({ name: part.name, from: level, to: level += part.contribution, part })), { name: 'Now', from: floor, to: after }];
  return figure(title, {
    wide: true,
    option: {
      legend: false, trigger: 'item', valueFormatter: number => format.value(number, unit),
      xAxis: { type: 'category', data: steps.map(step => step.name), axisLabel: { interval: 0, rotate: steps.length > 8 ? 30 : 0 } },
      yAxis: { type: 'value', min: floor, axisLabel: { formatter: number => format.value(number, unit) } },
      series: [{
        type: 'custom', name: title, encode: { x: 0, y: [1, 2] }, data: steps.map((step, index) => [index, step.from, step.to]),
        renderItem: (parameters, api) => {
          const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
          const width = api.size([1, 0])[0] * 0.6;
          const step = steps[api.value(0)];
          return { type: 'rect', shape: { x: to[0] - width / 2, y: Math.min(from[1], to[1]), width, height: Math.max(2, Math.abs(from[1] - to[1])) }, style: { fill: color(!step.part ? '--accent' : step.part.isGood ? '--good' : '--bad') } };
        },
      }],
    },
    rows: {
      columns: [{ title: 'Value', value: step => step.name }, { title: 'Contribution', isNumber: true, value: step => step.part ? format.value(step.part.contribution, unit) : format.value(step.to, unit) }],
      rows: steps,
    },
  });
}

/** A line without axes. */
export function spark(values) {
  const canvas = element('div', { class: 'spark', 'aria-hidden': 'true' });
  waiting.push(() => {
    if (!canvas.isConnected) return;
    const chart = echarts.init(canvas, null, { renderer: 'canvas' });
    drawn.add(chart);
    chart.setOption({
      animation: false, grid: { left: 2, right: 2, top: 4, bottom: 2 }, xAxis: { type: 'category', show: false }, yAxis: { type: 'value', show: false, scale: true },
      series: [{ type: 'line', data: values, showSymbol: false, lineStyle: { color: color('--accent') } }],
    });
  });
  return canvas;
}
