// A small line without axes, whose last value is marked. Drawn as SVG: a chart for every tile took longer than asking for all of them.

const [width, height, margin] = [100, 24, 3];

export function spark(values) {
  const svg = make('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const known = values.flatMap((value, index) => value === null ? [] : [{ index, value }]);
  if (known.length === 0) return svg;
  const [least, most] = [Math.min(...known.map(one => one.value)), Math.max(...known.map(one => one.value))];
  const points = known.map(({ index, value }) => {
    const share = most > least ? (value - least) / (most - least) : 0.5;
    return `${(margin + index / Math.max(1, values.length - 1) * (width - 2 * margin)).toFixed(2)} ${(height - margin - share * (height - 2 * margin)).toFixed(2)}`;
  });
  const [first, last] = [points[0], points.at(-1)].map(point => point.split(' ')[0]);
  svg.append(
    make('path', { class: 'area', d: `M${first} ${height}L${points.join('L')}L${last} ${height}Z` }),
    make('path', { class: 'line', d: `M${points.join('L')}` }),
    // A line of no length with a round end stays a circle however wide the tile is.
    make('path', { class: 'last', d: `M${points.at(-1)}h0` }));
  return svg;
}

function make(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
