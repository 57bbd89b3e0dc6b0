// The service's own public API is all that this page knows: it proves that the API is enough.

const base = new URL('.', document.baseURI);
const keyName = 'kpi-key';

let askForKey = async () => {};

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
export async function call(path, { body, signal } = {}) {
  const headers = { Accept: 'application/json' };
  if (key.get()) headers.Authorization = `Bearer ${key.get()}`;
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(url(path), { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), signal });
  if (response.status === 401) {
    await askForKey();
    return call(path, { body, signal });
  }

  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => null));
  return response;
}

export const json = async (path, options) => (await call(path, options)).json();

/** The answers of several queries, of one snapshot of the data. Each is {status, result} or {status, detail, errors}. */
export async function ask(queries, options = {}) {
  if (queries.length === 0) return { answers: [], version: 0 };
  return json('v1/kpis/batch', { ...options, body: { queries } });
}

let known;

/** Metrics by their names, with titles, units and directions. */
export const metrics = () => known ??= json('v1/metrics').then(all => new Map(all.items.map(metric => [metric.name, metric])), failure => { known = undefined; throw failure; });
