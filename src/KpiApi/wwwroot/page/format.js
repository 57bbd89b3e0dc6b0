// Numbers and times as the reader's browser writes them.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

/** A value of a metric in its unit; an en dash where there is no data. */
export function value(number, unit) {
  if (number === null || number === undefined) return '–';
  if (unit === 'seconds') return duration(number);
  if (unit === 'percent') return `${fine.format(number)} %`;
  return Number.isInteger(number) ? whole.format(number) : fine.format(number);
}

export function duration(seconds) {
  if (seconds < 60) return `${fine.format(seconds)} s`;
  if (seconds < 3600) return `${fine.format(seconds / 60)} min`;
  if (seconds < 172800) return `${fine.format(seconds / 3600)} h`;
  return `${fine.format(seconds / 86400)} d`;
}

export const change = percent => percent === null || percent === undefined ? null : `${signed.format(percent)} %`;

/** A bucket by its row: a date, a time, an hour of the day. */
export function bucket(row, interval, zone) {
  if (row.dayOfWeek !== undefined || row.hourOfDay !== undefined) return [row.dayOfWeek && weekday(row.dayOfWeek), row.hourOfDay !== undefined && `${row.hourOfDay}:00`].filter(Boolean).join(' ');
  if (interval === 'hour') return new Date(row.time).toLocaleString(undefined, { month: 'short', day: 'numeric', hour: '2-digit', timeZone: zone });
  return new Date(`${row.date}T00:00:00Z`).toLocaleDateString(undefined, interval === 'month' ? { year: 'numeric', month: 'short', timeZone: 'UTC' } : { month: 'short', day: 'numeric', timeZone: 'UTC' });
}

/** 1 is Monday. */
export const weekday = day => new Date(Date.UTC(2024, 0, day)).toLocaleDateString(undefined, { weekday: 'short', timeZone: 'UTC' });

export const instant = text => text ? new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }) : '–';

export const name = text => text === null || text === undefined ? '(none)' : text;
