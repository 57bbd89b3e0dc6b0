// What is shown is the query string, so that every view can be shared and the browser's back button works.

export const defaults = { view: 'today', period: 'last_30_days', compare: 'previous_period', metric: 'csat' };

const own = ['view', 'period', 'from', 'to', 'compare', 'timeZone', 'hours', 'metric', 'who', 'wall'];

let current = read();
const listeners = [];

function read() {
  const given = new URLSearchParams(location.search);
  const state = { ...defaults, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', filters: {} };
  for (const name of new Set(given.keys())) {
    if (own.includes(name)) state[name] = given.get(name);
    else state.filters[name] = given.getAll(name);
  }

  return state;
}

export const state = () => current;

export const onChange = listener => listeners.push(listener);

/** The address of the state with changes; a filter that is null is taken out. */
export function address(changes = {}) {
  const next = { ...current, ...changes, filters: { ...current.filters, ...changes.filters } };
  const query = new URLSearchParams();
  for (const name of own) if (next[name] && next[name] !== defaults[name] && !(name === 'timeZone' && next[name] === Intl.DateTimeFormat().resolvedOptions().timeZone)) query.set(name, next[name]);
  for (const [name, values] of Object.entries(next.filters)) for (const value of values ?? []) query.append(name, value);
  return query.size > 0 ? `?${query}` : location.pathname;
}

export function go(changes) {
  history.pushState(null, '', address(changes));
  reload();
}

export function reset() {
  history.pushState(null, '', current.view === defaults.view ? location.pathname : `?view=${current.view}`);
  reload();
}

function reload() {
  current = read();
  listeners.forEach(listener => listener());
}

addEventListener('popstate', reload);

/** Of every query: the period, the zone, the hours and the filters. */
export function question() {
  const { from, to, period, timeZone, hours, filters } = current;
  const asked = { timeZone, ...(from || to ? { from, to } : { period }) };
  if (hours === 'business') asked.hours = hours;
  // An empty text in a URL is "no value".
  if (Object.keys(filters).length > 0) asked.filters = Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, values.map(value => value === '' ? null : value)]));
  return asked;
}
