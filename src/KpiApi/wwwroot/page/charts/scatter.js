import * as format from '../format.js';
import { color } from '../theme.js';
import { figure, ticks } from './figure.js';

/** One point an item, by two of its numbers. */
export function scatter(title, items, { x, y, columns, source, onClick, wide, note }) {
  const points = items.filter(item => x.of(item) !== null && y.of(item) !== null);
  return figure(title, {
    wide, note, source, isEmpty: points.length === 0, onClick: event => onClick(points[event.dataIndex]),
    option: () => ({
      legend: null, grid: { left: 12, right: 24, top: 30, bottom: 28, containLabel: true },
      xAxis: { type: 'value', name: x.title, nameLocation: 'middle', nameGap: 28, ...ticks(x.unit, points.map(x.of)), axisLabel: { formatter: number => format.value(number, x.unit) } },
      yAxis: { type: 'value', name: y.title, nameTextStyle: { align: 'left' }, axisLabel: { formatter: number => format.value(number, y.unit) } },
      tooltip: { trigger: 'item', renderMode: 'richText', confine: true, formatter: point => `${points[point.dataIndex].id}: ${format.value(x.of(points[point.dataIndex]), x.unit)}, ${format.value(y.of(points[point.dataIndex]), y.unit)}`, backgroundColor: color('--card'), borderColor: color('--line'), textStyle: { color: color('--text') } },
      series: [{ type: 'scatter', name: title, symbolSize: 9, itemStyle: { color: color('--accent'), opacity: 0.65 }, data: points.map(item => [x.of(item), y.of(item)]) }],
    }),
    rows: { columns, rows: points },
  });
}
