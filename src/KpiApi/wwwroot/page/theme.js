// Colours of the style sheet for what is drawn on a canvas, in light, dark and on paper.

import { element } from './dom.js';

const root = document.documentElement;

/** light-dark() is not resolved in a custom property: an element that uses it is asked. */
export function color(name) {
  const probe = element('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** Of several lines, told apart by people who see few colours, too. */
export const palette = () => [1, 2, 3, 4, 5, 6].map(number => color(`--series-${number}`));

/** @param redraw Draws everything again in other colours, at once. */
export function onOtherColors(redraw) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  for (const [event, isPrinting] of [['beforeprint', true], ['afterprint', false]])
    addEventListener(event, () => {
      root.classList.toggle('printing', isPrinting);
      redraw();
    });
}
