// The dialog on top of a view: records, a ticket, calls to copy.

import { button, element } from './dom.js';
import { go, state } from './state.js';

const dialog = document.getElementById('overlay');

dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener('close', () => {
  // The event comes after the fact: what was opened meanwhile stays.
  if (dialog.open) return;
  dialog.replaceChildren();
  if (state().ticket || state().drill) go({ ticket: null, drill: null });
});

export function open(title, content, { back } = {}) {
  dialog.replaceChildren(element('header', {}, back && button('← Back', back), element('h2', { id: 'overlay-title' }, title), button('Close', () => dialog.close())),
    ...[content].flat().filter(Boolean));
  dialog.scrollTop = 0;
  if (!dialog.open) dialog.showModal();
}

export function close() {
  if (dialog.open) dialog.close();
}
