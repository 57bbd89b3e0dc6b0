import * as format from '../format.js';
import { color, palette } from '../theme.js';
import { figure, ticks } from './figure.js';

/**
 * Bars of groups, the first above.
 * @param series {metric, title}.
 * @param called What each group is called, by its id; ids themselves unless said.
 * @param onClick Gets the metric and the row of the group.
 */
export function byGroup(title, answer, dimension, series, { unit, source, onClick, wide, called, range = unit === 'percent' ? { min: 0, max: 100 } : {}, size } = {}) {
  const rows = answer.rows.filter(row => series.some(one => row.values[one.metric].value !== null));
  const name = row => called?.get(row[dimension]) ?? format.name(row[dimension]);
  const all = rows.flatMap(row => series.map(one => row.values[one.metric].value));
  return figure(title, {
    wide, source, size: size ?? (rows.length > 8 ? 'tall' : ''), isEmpty: rows.length === 0,
    onClick: onClick && (event => onClick(series[event.seriesIndex].metric, rows[rows.length - 1 - event.dataIndex])),
    option: () => ({
      legend: series.length > 1 ? series.map(one => one.title) : null,
      valueFormatter: number => format.value(number, unit),
      // The numbers stand beside their bars, which leaves nothing for the axis to say.
      xAxis: { type: 'value', ...ticks(unit, all), ...range, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { type: 'category', data: rows.map(name).reverse(), axisLabel: { color: color('--text'), width: 110, overflow: 'truncate' } },
      grid: { left: 8, right: 64, top: series.length > 1 ? 34 : 6, bottom: 4, containLabel: true },
      series: series.map((one, index) => ({
        type: 'bar', name: one.title, barMaxWidth: 22, barMinHeight: 2, color: palette()[index % 6], itemStyle: { borderRadius: [0, 3, 3, 0] },
        label: { show: true, position: 'right', color: color('--muted'), formatter: point => format.value(point.value, unit) },
        data: rows.map(row => row.values[one.metric].value).reverse(),
      })),
    }),
    rows: {
      onClick: onClick && (row => onClick(series[0].metric, row)),
      columns: [{ title: format.words(dimension), value: name }, ...series.map(one => ({ title: one.title, isNumber: true, value: row => format.value(row.values[one.metric].value, unit) })),
        ...unit ? [{ title: 'Of how many', isNumber: true, value: row => format.value(row.values[series[0].metric].count) }] : []],
      rows,
    },
  });
}
