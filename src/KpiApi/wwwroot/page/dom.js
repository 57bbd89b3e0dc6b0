// Elements are made here and nowhere else, from texts: what a ticket or an agent is called can never become markup.

const namespaces = { svg: 'http://www.w3.org/2000/svg' };

/** An element with attributes (`on…` are listeners, null and false are left out) and children: elements and texts. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same, of a drawing. */
export function drawing(name, attributes = {}, ...children) {
  return fill(document.createElementNS(namespaces.svg, name), attributes, children);
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }

  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false).map(child => child instanceof Node ? child : String(child)));
  return made;
}

export const button = (text, onclick, attributes = {}) => element('button', { type: 'button', onclick, ...attributes }, text);

export const link = (text, onclick, attributes = {}) => button(text, onclick, { class: 'link', ...attributes });

let fields = 0;

/** An input with its name above it. */
export function field(name, input) {
  input.id ||= `field-${++fields}`;
  return element('div', { class: 'field' }, element('label', { for: input.id }, name), input);
}

/** What tables are sorted by, by their captions, where it is not in the address: new data does not change it. */
const orders = new Map();

/** Of a column, for the address. */
const key = column => column.key ?? column.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/**
 * A table. Columns are {title, value(row) → text or element, isNumber?, sortBy?(row), key?}; with sortBy the head is a button that sorts.
 * @param order What it is sorted by, a minus sign before it where it falls: "-csat".
 * @param onOrder Keeps another order; the table is made anew then. Rows that come sorted have columns with a key and without sortBy.
 */
export function table(caption, columns, rows, { order = orders.get(caption) ?? '', onOrder } = {}) {
  const body = element('tbody');
  let descending = order.startsWith('-');
  let sorting = order.replace(/^-/, '');
  const isSortable = column => Boolean(column.sortBy || onOrder && column.key);
  const show = () => {
    const by = columns.find(column => key(column) === sorting)?.sortBy;
    const sorted = by ? [...rows].sort((a, b) => compare(by(a), by(b), descending)) : rows;
    body.replaceChildren(...sorted.map(row => element('tr', {}, columns.map((column, index) =>
      element(index === 0 ? 'th' : 'td', { class: column.isNumber ? 'number' : null, scope: index === 0 ? 'row' : null }, column.value(row))))));
    heads.forEach((head, index) => isSortable(columns[index]) && head.setAttribute('aria-sort', key(columns[index]) === sorting ? descending ? 'descending' : 'ascending' : 'none'));
  };
  const sort = column => {
    [sorting, descending] = [key(column), sorting === key(column) ? !descending : Boolean(column.isNumber)];
    const next = `${descending ? '-' : ''}${sorting}`;
    if (onOrder) return onOrder(next);
    orders.set(caption, next);
    show();
  };
  const heads = columns.map(column => element('th', { scope: 'col', class: column.isNumber ? 'number' : null }, isSortable(column) ? button(column.title, () => sort(column)) : column.title));
  show();
  // What scrolls has to be reachable by keyboard.
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element('table', {}, element('thead', {}, element('tr', {}, heads)), body));
}

/** Nulls last, whichever way it is sorted. */
function compare(a, b, descending) {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  return (typeof a === 'string' ? a.localeCompare(b, undefined, { numeric: true }) : a - b) * (descending ? -1 : 1);
}
