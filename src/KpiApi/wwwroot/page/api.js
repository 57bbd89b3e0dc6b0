// The service's own public API is all that this page knows: it proves that the API is enough.

const base = new URL('.', document.baseURI);
const keyName = 'kpi-key';

let askForKey = async () => {};

/** @param ask Is told whether a key was refused, and resolves when there is another. */
export const onMissingKey = ask => { askForKey = ask; };

/** For this tab, until it is closed; never in a URL. */
export const key = {
  get: () => sessionStorage.getItem(keyName),
  set: text => text ? sessionStorage.setItem(keyName, text) : sessionStorage.removeItem(keyName),
};

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The service answered ${status}.`);
    this.status = status;
    this.errors = problem?.errors ?? [];
  }
}

export const url = path => new URL(path, base);

/** The response itself. Without a good key the reader is asked for one. */
export async function call(path, { method, body, signal } = {}) {
  const headers = { Accept: 'application/json' };
  const used = key.get();
  if (used) headers.Authorization = `Bearer ${used}`;
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(url(path), { method: method ?? (body ? 'POST' : 'GET'), headers, body: body && JSON.stringify(body), signal })
    .catch(failure => { throw failure.name === 'AbortError' ? failure : new Refused(0, { detail: 'The service cannot be reached.' }); });
  if (response.status === 401) {
    if (used === key.get()) await askForKey(used !== null);
    return call(path, { method, body, signal });
  }

  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => null));
  return response;
}

export const json = async (path, options) => (await call(path, options)).json();

/** The answers of several queries and lists, of one snapshot of the data. Each is {status, result} or {status, detail, errors}. */
export async function ask(queries, { records = [], tickets = [] } = {}) {
  const isNothing = queries.length + records.length + tickets.length === 0;
  return isNothing ? { answers: [], records: [], tickets: [], version: null } : json('v1/kpis/batch', { body: { queries, records, tickets } });
}

/** A promise that is kept, unless it fails: then the next caller tries again. */
const once = make => {
  let kept;
  return () => kept ??= make().catch(failure => { kept = undefined; throw failure; });
};

/** Metrics by their names, with titles, units and directions. */
export const metrics = once(async () => new Map((await json('v1/metrics')).items.map(metric => [metric.name, metric])));

/** Declared attributes by the dimension that each is: {"ticket.product": "Product"}. */
export const attributes = once(async () => new Map((await json('v1/attributes')).items.map(one => [`${one.of}.${one.id}`, one.of === 'account' ? `${one.title} of the account` : one.title])));

/** What the key may see beyond numbers: agents and single tickets. */
export const seesAgents = once(async () => {
  try {
    await call('v1/dimensions/agent?limit=1');
    return true;
  } catch (failure) {
    if (failure.status === 403) return false;
    throw failure;
  }
});

/** Whether the key may change settings. */
export const isAdmin = once(async () => {
  try {
    await call('v1/keys');
    return true;
  } catch (failure) {
    if (failure.status === 403) return false;
    throw failure;
  }
});

const paths = { agent: 'v1/agents', account: 'v1/accounts' };
const called = { agent: new Map(), account: new Map() };

/** As many ids as fit in an address. */
const most = 100;

/** What agents or accounts are called: names by their ids, of at least those that are asked for, without names where there are none. */
export async function namesOf(kind, ids) {
  const wanted = [...new Set(ids)].filter(id => id && !called[kind].has(id));
  if (wanted.length === 0 || !await seesAgents()) return called[kind];
  const pages = Array.from({ length: Math.ceil(wanted.length / most) }, (_, page) => wanted.slice(page * most, (page + 1) * most));
  const items = (await Promise.all(pages.map(page => json(`${paths[kind]}?${new URLSearchParams(page.map(id => ['id', id]))}`)))).flatMap(answer => answer.items);
  wanted.forEach(id => called[kind].set(id, null));
  items.forEach(item => called[kind].set(item.id, item.name));
  return called[kind];
}
