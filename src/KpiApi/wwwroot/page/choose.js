// The values of a dimension to filter by: searched as one types, told with how many there are.

import { json } from './api.js';
import { button, element } from './dom.js';
import * as format from './format.js';
import { go, state } from './state.js';

const dialog = document.getElementById('choose');

dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });

/** An empty text stands for "no value", as in the address. */
export async function choose(dimension, title) {
  const other = `${dimension}.not`;
  const chosen = new Set(state().filters[dimension] ?? state().filters[other] ?? []);
  const list = element('div', { class: 'choices', role: 'group', 'aria-label': `Values of ${title}`, tabindex: '0' });
  const search = element('input', { type: 'search', 'aria-label': `Search ${title}`, placeholder: 'Search…', autocomplete: 'off' });
  const not = element('input', { type: 'checkbox', checked: other in state().filters });
  let turn = 0;
  const fill = async () => {
    const mine = ++turn;
    const found = await json(`v1/dimensions/${encodeURIComponent(dimension)}?limit=100${search.value ? `&search=${encodeURIComponent(search.value)}` : ''}`).then(all => all.items, failure => failure);
    if (mine !== turn) return;
    if (found instanceof Error) return list.replaceChildren(element('p', { class: 'error', role: 'alert' }, found.message));
    // What is chosen stays in sight, also when it is not what is searched for.
    const values = [...new Set([...chosen, ...found.map(item => item.value ?? '')])];
    const known = new Map(found.map(item => [item.value ?? '', item]));
    list.replaceChildren(...values.length === 0 ? [element('p', { class: 'empty' }, 'Nothing is called so.')] : values.map(value => element('label', {},
      element('input', { type: 'checkbox', value, checked: chosen.has(value), onchange: event => event.target.checked ? chosen.add(value) : chosen.delete(value) }),
      element('span', {}, known.get(value)?.name ? `${known.get(value).name} (${value})` : format.name(value)), known.has(value) && element('span', { class: 'count' }, format.value(known.get(value).count)))));
  };
  search.addEventListener('input', fill);
  dialog.replaceChildren(element('form', { method: 'dialog', onsubmit: () => apply(dimension, other, chosen, not.checked) },
    element('h2', { id: 'choose-title' }, `Filter by ${title.toLowerCase()}`), search, list,
    element('label', { class: 'not' }, not, element('span', {}, 'All but these')),
    element('footer', {}, button('Cancel', () => dialog.close()), element('button', { class: 'primary' }, 'Show'))));
  dialog.showModal();
  search.focus();
  await fill();
}

function apply(dimension, other, chosen, isNot) {
  const values = chosen.size > 0 ? [...chosen] : null;
  go({ filters: { [dimension]: isNot ? null : values, [other]: isNot ? values : null } });
}
