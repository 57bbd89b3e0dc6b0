// Shows the view that the address names, and keeps it new.

import { ask, key, metrics, onMissingKey } from './api.js';
import * as charts from './charts.js';
import { element } from './dom.js';
import { showCall } from './drill.js';
import { inWords, showFilters } from './filters.js';
import { follow } from './live.js';
import { address, go, onChange, state } from './state.js';
import { views } from './views.js';

const [main, nav, form, live, keyDialog] = ['view', 'views', 'filters', 'live', 'key'].map(id => document.getElementById(id));

/** Of the view that is shown: an answer that comes after it was left is dropped. */
let turn = 0;

async function show({ quietly } = {}) {
  const mine = ++turn;
  const view = views[state().view] ?? views.today;
  nav.replaceChildren(...Object.entries(views).map(([name, one]) => element('a', {
    href: address({ view: name, who: null }), 'aria-current': one === view ? 'page' : null, onclick: event => { event.preventDefault(); go({ view: name, who: null }); },
  }, one.title)));
  document.title = `${view.title} · ${inWords()}`;
  document.body.classList.toggle('wall', state().wall === '1');
  if (!quietly) main.replaceChildren(element('p', { class: 'note', role: 'status' }, 'Loading…'));
  try {
    await metrics();
    const queries = view.queries();
    const { answers } = await ask(queries);
    const failed = answers.find(answer => answer.errors);
    if (failed) throw Object.assign(new Error(failed.detail), { status: failed.status, errors: failed.errors });
    const shown = await view.show(answers.map(answer => answer.result), queries);
    if (mine !== turn) return;
    const opened = [...main.querySelectorAll('figure')].map(figure => figure.querySelector('details')?.open);
    charts.clear();
    main.replaceChildren(...shown);
    charts.draw();
    if (quietly) [...main.querySelectorAll('figure details')].forEach((details, index) => { details.open = opened[index] ?? false; });
    main.dataset.shown = state().view;
  } catch (failure) {
    if (mine !== turn) return;
    charts.clear();
    main.replaceChildren(element('p', { class: 'note error', role: 'alert' }, failure.status === 403 ? `Your key may not see this: ${failure.message}` : failure.message),
      ...(failure.errors ?? []).slice(1).map(error => element('p', { class: 'note error' }, error.message)),
      element('p', { class: 'note' }, element('button', { type: 'button', onclick: () => show() }, 'Try again')));
    main.dataset.shown = state().view;
  }
}

/** One dialog, however many calls wait for a key. */
let asking = null;

onMissingKey(() => asking ??= new Promise(resolve => {
  const input = element('input', { type: 'password', autocomplete: 'off', required: true, 'aria-label': 'Key' });
  keyDialog.replaceChildren(element('form', { method: 'dialog', onsubmit: () => { key.set(input.value.trim()); asking = null; resolve(); } },
    element('h2', { id: 'key-title' }, 'This service asks for a key'), element('p', {}, 'One with the scope read; with read:agents agents and single tickets are shown too. It is kept for this tab only.'), input, ' ', element('button', {}, 'Show')));
  keyDialog.oncancel = event => event.preventDefault();
  keyDialog.showModal();
}));

onChange(() => { showFilters(form); show(); });
addEventListener('redraw', () => show({ quietly: true }));
addEventListener('show-call', event => showCall(event.detail));

let due = null;
follow(
  () => { due ??= setTimeout(() => { due = null; show({ quietly: true }); }, 300); },
  state => { live.textContent = { live: 'Live', lost: 'Connection lost, trying again…', resting: '' }[state]; },
);

if (state().wall === '1') {
  const names = Object.keys(views).filter(name => name !== 'why');
  setInterval(() => go({ view: names[(names.indexOf(state().view) + 1) % names.length] }), 30000);
}

showFilters(form);
show();
