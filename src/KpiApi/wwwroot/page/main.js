// Shows the view that the address names, and keeps it new.

import { ask, key, metrics, onMissingKey, Refused, seesAgents } from './api.js';
import { dispose, draw } from './charts/figure.js';
import { button, element } from './dom.js';
import { isOpen, read, showRecords } from './drill.js';
import { inWords, showFilters } from './filters.js';
import { follow } from './live.js';
import { close } from './overlay.js';
import { address, go, onChange, orders, overlays, state } from './state.js';
import { showTicket } from './ticket.js';
import { views } from './views.js';

const [main, nav, form, live, about, keyDialog] = ['view', 'views', 'filters', 'live', 'about', 'key'].map(id => document.getElementById(id));

/** Of the view that is shown: an answer that comes after it was left is dropped. */
let turn = 0;

async function show({ quietly } = {}) {
  const mine = ++turn;
  again = null;
  const name = views[state().view] ? state().view : 'today';
  const view = views[name];
  const told = [...new Set([view.title, ...inWords()])].join(' · ');
  document.title = told;
  about.textContent = told;
  document.body.classList.toggle('wall', state().wall !== undefined);
  main.setAttribute('aria-busy', 'true');
  if (!quietly) main.replaceChildren(element('p', { class: 'loading', role: 'status' }, 'Loading…'));
  navigate(name, mine);
  try {
    const queries = view.queries();
    // Side by side: the first view is there as soon as the slowest of them is.
    const more = view.more?.();
    more?.catch(() => {});
    const lists = view.lists?.() ?? {};
    const [known, { answers, records, tickets, version }] = await Promise.all([metrics(), ask(queries, lists)]);
    if (answers.length > 0 && answers.every(answer => answer.errors)) throw new Refused(answers[0].status, answers[0]);
    const make = () => view.show(answers.map(result), queries, { known, version, more, lists, records: records.map(result), tickets: tickets.map(result) });
    const shown = await make();
    if (quietly) await released;
    if (mine !== turn) return;
    main.classList.toggle('three', view.columns === 3);
    const drawn = replace(shown.filter(Boolean), quietly);
    again = make;
    main.dataset.shown = name;
    await drawn;
  } catch (failure) {
    if (mine !== turn) return;
    // What was shown stays in sight while the service is away: the line above says that it is not new.
    if (!quietly || failure.status !== 0) main.replaceChildren(...refusal(failure));
  } finally {
    if (mine === turn) {
      main.dataset.shown = name;
      main.removeAttribute('aria-busy');
    }
  }
}

/** A click is a press and a release of one element: what is pressed is not replaced before, for ten seconds at most. */
let [released, release] = [Promise.resolve(), () => {}];
addEventListener('pointerdown', () => { released = new Promise(resolve => { release = resolve; setTimeout(resolve, 10000); }); }, true);
// After the click, which comes next.
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => setTimeout(release), true);

/** Of an answer of a batch: what it says, or what is wrong with the question. */
const result = answer => answer.result ?? answer;

/** Makes the view that is shown once more, of the same answers. */
let again = null;

/** Another order of the table of the view: nothing has to be asked. */
async function sort() {
  const mine = turn;
  const shown = await again();
  if (mine === turn) replace(shown.filter(Boolean), true);
}

const refusal = failure => [
  element('div', { class: 'state', role: 'alert' },
    element('h2', {}, failure.status === 403 ? 'Your key may not see this' : failure.status === 0 ? 'The service is away' : failure.status === 400 ? 'This cannot be asked' : 'That went wrong'),
    element('p', {}, failure.message), ...(failure.errors ?? []).slice(1).map(error => element('p', {}, error.message)),
    button('Try again', () => show(), { class: 'primary' })),
];

/**
 * New data changes numbers, not what the reader opened, scrolled to or stands on.
 * @returns A promise of its charts.
 */
function replace(shown, quietly) {
  const kept = quietly ? { open: states('details', one => one.open), scroll: states('.scroll', one => one.scrollTop), focus: focusable().indexOf(document.activeElement) } : null;
  dispose(main);
  main.replaceChildren(...shown);
  main.dataset.figures = shown.filter(one => one.localName === 'figure').length;
  const drawn = draw(main);
  if (!kept) return drawn;
  [...main.querySelectorAll('details')].forEach((one, index) => { one.open = kept.open[index] ?? false; });
  [...main.querySelectorAll('.scroll')].forEach((one, index) => { one.scrollTop = kept.scroll[index] ?? 0; });
  focusable()[kept.focus]?.focus({ preventScroll: true });
  return drawn;
}

const states = (selector, of) => [...main.querySelectorAll(selector)].map(of);

const focusable = () => [...main.querySelectorAll('button, summary, select, input, [tabindex]')];

async function navigate(current, mine) {
  const withAgents = await seesAgents().catch(() => false);
  if (mine !== turn) return;
  const leave = { who: null, sort: null, ticket: null, drill: null };
  nav.replaceChildren(...Object.entries(views).filter(([, view]) => !view.needsAgents || withAgents).map(([name, view]) => element('a', {
    href: address({ view: name, ...leave }), 'aria-current': name === current ? 'page' : null,
    onclick: event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ view: name, ...leave });
    },
  }, view.title)), ...key.get() ? [button('Forget the key', () => { key.set(null); location.reload(); }, { class: 'link' })] : []);
  // On a phone the line of views is longer than the screen.
  nav.querySelector('[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** A ticket or records on top of the view, as the address says. */
function showOverlay() {
  const drill = state().drill && read(state().drill);
  if (state().ticket) showTicket(state().ticket);
  else if (drill) showRecords(drill);
  else close();
}

/** One dialog, however many calls wait for a key. */
let asking = null;

onMissingKey(wasRefused => asking ??= new Promise(resolve => {
  const input = element('input', { type: 'password', autocomplete: 'off', required: true, 'aria-label': 'Key' });
  keyDialog.replaceChildren(element('form', { method: 'dialog', onsubmit: () => { key.set(input.value.trim()); asking = null; resolve(); } },
    element('h2', { id: 'key-title' }, wasRefused ? 'That key was not accepted' : 'This service asks for a key'),
    element('p', {}, 'One with the scope read; with read:agents agents and single tickets are shown, too. It is kept for this tab only.'), input, element('footer', {}, element('button', { class: 'primary' }, 'Show'))));
  keyDialog.oncancel = event => event.preventDefault();
  keyDialog.showModal();
}));

onChange(before => {
  const changed = Object.keys({ ...before.given, ...state().given }).filter(name => before.given[name] !== state().given[name]);
  const isOnly = names => changed.every(name => names.includes(name)) && JSON.stringify(before.filters) === JSON.stringify(state().filters);
  const isSame = isOnly(overlays);
  if (!isSame) {
    showFilters(form);
    if (isOnly(['sort']) && again && !main.getAttribute('aria-busy')) sort();
    else show({ quietly: isOnly(orders) });
  }

  if (isOpen() || isSame) showOverlay();
});

let due = null;

/** Soon, with what else comes until then; never before the last view is shown, or a busy desk would let none be. */
function refresh() {
  due ??= setTimeout(() => {
    due = null;
    if (main.getAttribute('aria-busy')) refresh();
    else show({ quietly: true });
  }, 300);
}

follow(refresh, connection => {
  live.textContent = { live: 'Live', lost: 'Connection lost, trying again…', resting: '' }[connection];
  live.dataset.state = connection;
});

addEventListener('refresh', refresh);

// Clocks run while no data comes, too.
setInterval(() => { if (!document.hidden && (views[state().view] ?? views.today).ages) refresh(); }, 60000);

if (state().wall !== undefined) {
  const names = Object.keys(views).filter(name => views[name].isForWalls);
  setInterval(() => go({ view: names[(names.indexOf(state().view) + 1) % names.length] }, { quietly: true }), Math.max(5, Number(state().wall) > 1 ? Number(state().wall) : 30) * 1000);
}

showFilters(form);
show().then(() => { if (isOpen()) showOverlay(); });
