// What a chart or a table shows, to take away: CSV, xlsx, a picture, and the call behind it.

import { call } from './api.js';
import * as calls from './calls.js';
import { button, element } from './dom.js';
import { open } from './overlay.js';
import { color } from './theme.js';

/** @param chart Gives what is drawn; nothing for a table. */
export function exports(title, source, chart) {
  const menu = element('details', { class: 'export' });
  const said = element('p', { class: 'error', role: 'alert', hidden: true });
  const choose = (text, run) => button(text, async () => {
    said.hidden = true;
    try {
      await run();
      menu.open = false;
    } catch (failure) {
      said.hidden = false;
      said.textContent = failure.message;
    }
  });
  menu.append(element('summary', { 'aria-label': `Export ${title}` }, 'Export'), element('div', {},
    choose('CSV', () => file(title, source, 'csv')),
    choose('Excel', () => file(title, source, 'xlsx')),
    chart && choose('Picture', () => picture(title, chart())),
    choose('As API call', () => showCalls(title, source)), said));
  menu.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  return menu;
}

function save(title, blob, extension) {
  const link = element('a', { href: URL.createObjectURL(blob), download: `${title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.${extension}` });
  link.click();
  URL.revokeObjectURL(link.href);
}

async function file(title, { path, body }, format) {
  const response = body ? await call(path, { body: { ...body, format } }) : await call(`${path}${path.includes('?') ? '&' : '?'}format=${format}`);
  save(title, await response.blob(), format);
}

async function picture(title, chart) {
  save(title, await (await fetch(chart.getDataURL({ pixelRatio: 2, backgroundColor: color('--card') }))).blob(), 'png');
}

async function showCalls(title, source) {
  const texts = [['REST', calls.rest(source)], ['GraphQL', calls.graphQL(source)], ['SQL over the tables of v1/facts', await calls.sql(source)]];
  open(`${title}: as API call`, texts.filter(([, text]) => text).map(([heading, text]) => {
    const shown = element('pre', { tabindex: '0', 'aria-label': heading }, text);
    return element('section', {}, element('h3', {}, heading, button('Copy', event => copy(event.currentTarget, shown))), shown);
  }));
}

/** Browsers give the clipboard to pages over HTTPS only; elsewhere the text is selected, ready to be copied. */
async function copy(pressed, shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent);
    pressed.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(shown);
  }
}
