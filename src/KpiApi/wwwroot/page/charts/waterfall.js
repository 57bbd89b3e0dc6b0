import * as format from '../format.js';
import { color } from '../theme.js';
import { figure } from './figure.js';

/**
 * From the value before to the value now, by what each part contributes.
 * @param parts {name, contribution, isGood}; isGood is null where neither direction is.
 */
export function waterfall(title, before, parts, after, { unit, source, onClick, wide } = {}) {
  let level = before;
  // The bars before and now begin at an end that leaves the steps between them tall enough to be seen.
  const levels = [before, after, ...parts.map(part => level += part.contribution)];
  const floor = Math.max(Math.min(0, ...levels), Math.floor(Math.min(...levels) - 1.5 * (Math.max(...levels) - Math.min(...levels))));
  level = before;
  const steps = [{ name: 'Before', from: floor, to: before }, ...parts.map(part => ({ name: part.name, from: level, to: level += part.contribution, part })), { name: 'Now', from: floor, to: after }];
  const said = step => step.part ? format.signed(step.part.contribution, unit) : format.value(step.to, unit);
  const filled = step => color(!step.part ? '--accent' : step.part.isGood === null ? '--muted' : step.part.isGood ? '--good' : '--bad');
  return figure(title, {
    source, wide, onClick: onClick && (event => steps[event.dataIndex].part && onClick(steps[event.dataIndex].part)),
    option: () => ({
      legend: null, trigger: 'item', grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      xAxis: { type: 'category', data: steps.map(step => step.name), axisLabel: { interval: 0, hideOverlap: false, rotate: steps.length > 7 ? 30 : 0, width: 90, overflow: 'truncate' } },
      yAxis: { type: 'value', min: floor, axisLabel: { showMinLabel: false, formatter: number => format.value(number, unit) } },
      tooltip: { trigger: 'item', renderMode: 'richText', confine: true, formatter: point => `${steps[point.dataIndex].name}: ${said(steps[point.dataIndex])}`, backgroundColor: color('--card'), borderColor: color('--line'), textStyle: { color: color('--text') } },
      series: [
        { type: 'custom', name: title, encode: { x: 0, y: [1, 2] }, data: steps.map((step, index) => [index, step.from, step.to]), renderItem: (parameters, api) => bar(api, steps[parameters.dataIndex], filled, said) },
      ],
    }),
    rows: {
      onClick: onClick && (step => step.part && onClick(step.part)),
      columns: [{ title: 'Value', value: step => step.name }, { title: 'Contribution', isNumber: true, value: said }],
      rows: steps,
    },
  });
}

function bar(api, step, filled, said) {
  const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
  const room = api.size([1, 0])[0];
  const width = Math.min(64, room * 0.7);
  const top = Math.min(from[1], to[1]);
  return {
    type: 'group', children: [
      { type: 'rect', shape: { x: to[0] - width / 2, y: top, width, height: Math.max(2, Math.abs(from[1] - to[1])), r: 2 }, style: { fill: filled(step) } },
      // Where bars are narrow, numbers would stand on each other; the table has them.
      ...room < 42 ? [] : [{ type: 'text', style: { text: said(step).replace(' points', ''), x: to[0], y: top - 4, align: 'center', verticalAlign: 'bottom', fill: color('--muted'), fontSize: 11 } }],
    ],
  };
}
