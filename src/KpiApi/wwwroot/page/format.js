// Numbers and times as the reader's browser writes them.

import { dates, state, zoneOrUtc } from './state.js';

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percentage = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const units = Object.fromEntries(['day', 'hour', 'minute', 'second'].map(unit => [unit, new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'narrow', maximumFractionDigits: 1 })]));

/** An en dash where there is no data. */
export const none = '–';

/** A value of a metric in its unit. */
export function value(number, unit) {
  if (number === null || number === undefined) return none;
  if (unit === 'seconds') return duration(number);
  if (unit === 'percent') return percentage.format(number / 100);
  return Math.abs(number) >= 1000 ? whole.format(number) : fine.format(number);
}

const pairs = [['day', 86400, 'hour', 3600], ['hour', 3600, 'minute', 60], ['minute', 60, 'second', 1]];

/** At most two units, rounded to the smaller: 2d 3h, 1h 4m, 55m. */
export function duration(seconds) {
  const length = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  for (const [big, inBig, small, inSmall] of pairs) {
    const total = Math.round(length / inSmall) * inSmall;
    if (total < inBig) continue;
    const [many, rest] = [Math.floor(total / inBig), total % inBig / inSmall];
    // Seconds beside ten minutes and hours beside ten days say nothing.
    return sign + units[big].format(many) + (rest > 0 && (many < 10 || big === 'hour') ? ` ${units[small].format(rest)}` : '');
  }

  return sign + units.second.format(length < 10 ? Math.round(length * 10) / 10 : Math.round(length));
}

/** How a value changed: of percents and scores in points, of all else in percent. */
export function change(total, unit) {
  if (total.change === null || total.change === undefined) return null;
  const [size, word] = unit === 'percent' || unit === 'points' ? [fine.format(Math.abs(total.change)), ' points'] : [total.changePercent === null || total.changePercent === undefined ? null : percentage.format(Math.abs(total.changePercent) / 100), ''];
  return size === null ? null : total.change === 0 ? 'no change' : `${total.change > 0 ? '▲' : '▼'} ${size}${word}`;
}

export function signed(number, unit) {
  if (number === null || number === undefined) return none;
  const size = unit === 'percent' ? `${fine.format(Math.abs(number))} points` : value(Math.abs(number), unit);
  return size === signed.zero(unit) ? size : (number > 0 ? '+' : '−') + size;
}

signed.zero = unit => unit === 'percent' ? `${fine.format(0)} points` : value(0, unit);

/** A bucket by its row: a date, a time, an hour of the day. */
export function bucket(row, interval) {
  if (row.dayOfWeek !== undefined || row.hourOfDay !== undefined) return [row.dayOfWeek && weekday(row.dayOfWeek), row.hourOfDay !== undefined && hour(row.hourOfDay)].filter(Boolean).join(' ');
  if (interval === 'hour') return dates(undefined, { hour: '2-digit', minute: '2-digit', timeZone: zoneOrUtc(state().timeZone) }).format(new Date(row.time));
  const shown = { month: { year: 'numeric', month: 'short' }, year: { year: 'numeric' } }[interval] ?? { month: 'short', day: 'numeric' };
  return dates(undefined, { ...shown, timeZone: 'UTC' }).format(new Date(`${row.date}T00:00:00Z`));
}

/** 1 is Monday. */
export const weekday = day => dates(undefined, { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));

export const hour = number => dates(undefined, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 1, number)));

export const instant = text => text ? dates(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: zoneOrUtc(state().timeZone) }).format(new Date(text)) : none;

export const name = text => text === null || text === undefined || text === '' ? '(none)' : text;

/** "first_response" and "surveyKind" as words. */
export const words = text => {
  const spaced = text.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, (all, before, after) => `${before} ${after.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** What a metric is called, its statistic included. */
export function metricTitle(known, name) {
  const [metric, statistic] = name.split(':');
  const title = known.get(metric)?.title ?? words(metric);
  return !statistic ? title : `${title}, ${{ p90: '90th percentile', median: 'median' }[statistic] ?? words(statistic).toLowerCase()}`;
}
