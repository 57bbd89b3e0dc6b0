import * as format from '../format.js';
import { color } from '../theme.js';
import { figure } from './figure.js';

const days = [1, 2, 3, 4, 5, 6, 7];

/** Weekdays by hours. */
export function heatMap(title, answer, metric, { source, tools } = {}) {
  const values = answer.rows.map(row => [row.hourOfDay, 7 - row.dayOfWeek, row.values[metric].value ?? 0]);
  const most = Math.max(1, ...values.map(value => value[2]));
  return figure(title, {
    source, wide: true, tools, isEmpty: values.every(value => value[2] === 0),
    option: () => ({
      trigger: 'item', legend: null, valueFormatter: number => format.value(number), grid: { left: 8, right: 64, top: 6, bottom: 8, containLabel: true },
      xAxis: { type: 'category', data: [...Array(24).keys()].map(format.hour), splitArea: { show: false } },
      yAxis: { type: 'category', data: days.map(format.weekday).reverse() },
      visualMap: { min: 0, max: most, orient: 'vertical', right: 0, top: 'middle', itemHeight: 120, itemWidth: 12, text: [format.value(most), '0'], inRange: { color: [color('--heat-low'), color('--accent')] } },
      series: [{ type: 'heatmap', name: title, data: values, itemStyle: { borderColor: color('--card'), borderWidth: 2, borderRadius: 3 } }],
    }),
    rows: {
      columns: [{ title: 'Day and hour', value: row => format.bucket(row) }, { title: 'Tickets', isNumber: true, value: row => format.value(row.values[metric].value) }],
      rows: answer.rows,
    },
  });
}
