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

/** The answers of several queries, of one snapshot of the data. Each is {status, result} or {status, detail, errors}. */
export async function ask(queries) {
  return queries.length === 0 ? { answers: [], version: null } : json('v1/kpis/batch', { body: { queries } });
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

const most = 1000;

/** What agents and accounts are called, by their ids; those beyond the first thousand by their ids. */
export const names = {
  agent: once(() => called('v1/agents')),
  account: once(() => called('v1/accounts')),
};

async function called(path) {
  if (!await seesAgents()) return new Map();
  return new Map((await json(`${path}?limit=${most}`)).items.filter(one => one.name).map(one => [one.id, one.name]));
}
