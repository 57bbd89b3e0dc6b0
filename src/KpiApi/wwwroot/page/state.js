// What is shown is the query string, so that every view can be shared and the browser's back button works.

/** Parameters of the page itself; every other one is a filter. */
const own = ['view', 'period', 'from', 'to', 'compare', 'timeZone', 'hours', 'metric', 'who', 'heat', 'order', 'sort', 'alert', 'ticket', 'drill', 'wall'];

/** What lies on top of a view: these do not change the view itself. */
export const overlays = ['ticket', 'drill'];

/** The order of a view's table: what is shown stays while it changes. */
export const orders = ['order', 'sort'];

const zoneHere = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Today is about this day, the other views about a month. */
const usual = view => (view ?? 'today') === 'today' ? 'today' : 'last_30_days';

let current = read();
const listeners = [];

function read() {
  const given = new URLSearchParams(location.search);
  const state = { given: {}, filters: {} };
  for (const name of new Set(given.keys())) {
    if (own.includes(name)) state.given[name] = given.get(name);
    else state.filters[name] = given.getAll(name);
  }

  return { view: 'today', compare: 'previous_period', metric: 'csat', timeZone: zoneHere, hours: 'calendar', ...state.given, ...state, period: state.given.period ?? usual(state.given.view) };
}

export const state = () => current;

export const onChange = listener => listeners.push(listener);

/** The address of the state with changes; what is null is taken out. */
export function address(changes = {}) {
  const { filters, ...others } = changes;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...current.given, ...others })) if (value && !(name === 'view' && value === 'today')) query.set(name, value);
  for (const [name, values] of Object.entries({ ...current.filters, ...filters })) for (const value of values ?? []) query.append(name, value);
  return query.size > 0 ? `?${query}` : location.pathname;
}

/** @param quietly Without a step for the browser's back button. */
export function go(changes, { quietly } = {}) {
  const next = address(changes);
  if (quietly) history.replaceState(null, '', next);
  else history.pushState(null, '', next);
  reload();
}

export function reset() {
  history.pushState(null, '', current.view === 'today' ? location.pathname : `?view=${encodeURIComponent(current.view)}`);
  reload();
}

function reload() {
  const before = current;
  current = read();
  listeners.forEach(listener => listener(before));
}

addEventListener('popstate', reload);

/** Of every query: the period, the zone, the hours and the filters. */
export function question() {
  const { from, to, period, timeZone, hours, filters } = current;
  const asked = { timeZone, ...from || to ? { from, to } : { period } };
  if (hours === 'business') asked.hours = hours;
  // An empty text in a URL is "no value".
  if (Object.keys(filters).length > 0) asked.filters = Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, values.map(value => value === '' ? null : value)]));
  return asked;
}

/** A question as parameters of a query string, for what is asked by GET. */
export function parameters(asked) {
  const { filters, ...others } = asked;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) if (value !== undefined && value !== null) query.set(name, value);
  for (const [name, values] of Object.entries(filters ?? {})) for (const value of values) query.append(name, value ?? '');
  return query;
}

/** The local date some days from today, as 2026-01-31. */
export function day(offset = 0) {
  const local = dates('en-CA', { timeZone: zoneOrUtc(current.timeZone), year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());
  return new Date(Date.parse(`${local}T00:00:00Z`) + offset * 86400000).toISOString().slice(0, 10);
}

const made = new Map();

/** How dates are written; made once each, which takes the browser longer than writing a hundred. */
export function dates(locale, options) {
  const name = JSON.stringify([locale, options]);
  if (!made.has(name)) made.set(name, new Intl.DateTimeFormat(locale, options));
  return made.get(name);
}

/** A zone that the browser knows: the service says what is wrong with another. */
export function zoneOrUtc(zone) {
  try {
    dates(undefined, { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

const lengths = { today: 1, yesterday: 1, this_week: 7, last_week: 7, last_7_days: 7, this_month: 31, last_month: 31, last_30_days: 30, this_quarter: 92, last_quarter: 92, last_90_days: 90, this_year: 366, last_year: 366, last_12_months: 366, all: 3660 };

/** About how many days the period has. */
export function days() {
  const { from, to, period } = current;
  if (!from && !to) return lengths[period] ?? 30;
  const length = (to ? Date.parse(to) : Date.now()) - (from ? Date.parse(from) : 0);
  return Number.isFinite(length) ? Math.max(1, length / 86400000) : 30;
}

/** Buckets that are few enough to be looked at. */
export const interval = () => days() <= 2 ? 'hour' : days() <= 62 ? 'day' : days() <= 200 ? 'week' : 'month';
