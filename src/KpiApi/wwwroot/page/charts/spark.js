import { color } from '../theme.js';
import { canvas } from './figure.js';

/** A line without axes; the last value is marked. */
export function spark(values) {
  const last = values.findLastIndex(value => value !== null);
  return canvas({ class: 'spark', 'aria-hidden': 'true' }, () => ({
    grid: { left: 4, right: 6, top: 5, bottom: 4 }, xAxis: { type: 'category', show: false, boundaryGap: false }, yAxis: { type: 'value', show: false, scale: true },
    series: [{
      type: 'line', data: values, symbol: 'circle', symbolSize: (value, point) => point.dataIndex === last ? 6 : 0, connectNulls: true, silent: true,
      lineStyle: { color: color('--accent'), width: 1.5 }, itemStyle: { color: color('--accent') }, areaStyle: { color: color('--accent'), opacity: 0.08 },
    }],
  }));
}
