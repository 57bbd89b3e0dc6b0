import * as format from '../format.js';
import { color, palette } from '../theme.js';
import { figure, ticks } from './figure.js';

/**
 * Lines or bars of several metrics over time.
 * @param series {metric, title, type?}; of a single one the expected range or the confidence is drawn as a band.
 * @param onClick Gets the metric and the row of the bucket.
 */
export function overTime(title, answer, series, { unit, source, onClick, wide, range = unit === 'percent' ? { min: 0, max: 100 } : {}, name, note } = {}) {
  const interval = answer.query.interval;
  const times = answer.rows;
  const value = (row, metric) => row.values[metric];
  const rangeOf = row => value(row, series[0].metric).expected ?? value(row, series[0].metric).confidence;
  const hasBand = series.length === 1 && times.some(row => rangeOf(row)?.low !== null && rangeOf(row)?.low !== undefined);
  const bandTitle = hasBand && (times.some(row => value(row, series[0].metric).expected) ? 'Expected' : '95% confidence');
  const all = times.flatMap(row => series.map(one => value(row, one.metric).value));
  return figure(title, {
    wide, source, note,
    isEmpty: all.every(one => one === null),
    onClick: onClick && (event => series[event.seriesIndex] && onClick(series[event.seriesIndex].metric, times[event.dataIndex])),
    option: () => ({
      legend: series.length > 1 || hasBand ? [...series.map(one => one.title), ...hasBand ? [bandTitle] : []] : null,
      valueFormatter: number => format.value(number, unit),
      xAxis: { type: 'category', data: times.map(row => format.bucket(row, interval)), boundaryGap: series.some(one => one.type === 'bar') },
      yAxis: { type: 'value', ...ticks(unit, [...all, ...hasBand ? times.map(row => rangeOf(row)?.high) : []]), ...range, name, nameTextStyle: { align: 'left', padding: [0, 0, 0, -24] }, axisLabel: { formatter: number => format.value(number, unit) } },
      series: [...series.map((one, index) => line(one, index, times)), ...hasBand ? band(bandTitle, times.map(rangeOf), range) : []],
    }),
    rows: {
      onClick: onClick && (row => onClick(series[0].metric, row)),
      columns: [{ title: 'Time', value: row => format.bucket(row, interval) },
        ...series.map(one => ({ title: one.title, isNumber: true, value: row => format.value(value(row, one.metric).value, unit) })),
        ...hasBand ? ['low', 'high'].map(end => ({ title: `${bandTitle} ${end === 'low' ? 'from' : 'to'}`, value: row => format.value(rangeOf(row)?.[end], unit) })) : []],
      rows: times,
    },
  });
}

function line(one, index, times) {
  const values = times.map(row => row.values[one.metric]);
  return {
    name: one.title, type: one.type ?? 'line', barMaxWidth: 24, showSymbol: times.length < 65, showAllSymbol: true, symbol: 'circle', symbolSize: 6, lineStyle: { width: 2 },
    color: palette()[index % 6],
    data: values.map(value => value.expected?.unusual ? { value: value.value, symbol: 'triangle', symbolRotate: value.expected.unusual === 'high' ? 0 : 180, symbolSize: 12, itemStyle: { color: color('--bad') } } : value.value),
  };
}

/** Between two lines that are not drawn: the upper one stands on the lower. Ends beyond the axis are drawn at its end. */
function band(title, ranges, { min = -Infinity, max = Infinity }) {
  const cut = number => Math.min(max, Math.max(min, number));
  const hidden = { type: 'line', stack: 'band', stackStrategy: 'all', symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, color: color('--band') };
  const isKnown = range => range?.low !== null && range?.low !== undefined;
  return [
    { ...hidden, name: 'From', data: ranges.map(range => isKnown(range) ? cut(range.low) : null) },
    { ...hidden, name: title, data: ranges.map(range => isKnown(range) ? cut(range.high) - cut(range.low) : null), areaStyle: { color: color('--band'), opacity: 0.18 } },
  ];
}
