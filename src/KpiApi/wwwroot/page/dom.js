// Elements are made here and nowhere else, from texts: what a ticket or an agent is called can never become markup.

/** An element with attributes (`on…` are listeners, null and false are left out) and children: elements and texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'class') made.className = value;
    else made.setAttribute(key, value === true ? '' : value);
  }

  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false).map(child => child instanceof Node ? child : String(child)));
  return made;
}

/** A table. Columns are {title, value(row) → text or element, isNumber?, sortBy?(row)}; with sortBy the head is a button that sorts. */
export function table(caption, columns, rows) {
  const body = element('tbody');
  let [sorted, descending] = [null, true];
  const fill = () => {
    const order = sorted === null ? rows : [...rows].sort((a, b) => compare(columns[sorted].sortBy(a), columns[sorted].sortBy(b)) * (descending ? -1 : 1));
    body.replaceChildren(...order.map(row => element('tr', {}, columns.map((column, index) =>
      element(index === 0 ? 'th' : 'td', { class: column.isNumber ? 'number' : null, scope: index === 0 ? 'row' : null }, column.value(row))))));
    heads.forEach((head, index) => head.setAttribute('aria-sort', index === sorted ? (descending ? 'descending' : 'ascending') : 'none'));
  };
  const heads = columns.map((column, index) => element('th', { scope: 'col', class: column.isNumber ? 'number' : null },
    column.sortBy ? element('button', { type: 'button', onclick: () => { descending = sorted === index ? !descending : true; sorted = index; fill(); } }, column.title) : column.title));
  fill();
  if (!columns.some(column => column.sortBy)) heads.forEach(head => head.removeAttribute('aria-sort'));
  // What scrolls has to be reachable by keyboard.
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element('table', {}, element('caption', { hidden: true }, caption), element('thead', {}, element('tr', {}, heads)), body));
}

/** Nulls last, whichever way it is sorted by. */
function compare(a, b) {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return typeof a === 'string' ? a.localeCompare(b) : a - b;
}
