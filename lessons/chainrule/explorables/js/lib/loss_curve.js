// A loss after every step, on a ruler of powers of ten: what such pictures share.
import { neat } from './digits.js';
import { ticks } from './scale.js';
import { svg } from './svg.js';

// levels: [[exponent, words]] up the side; `count` ticks along the foot, and below them `label`.
function drawLossAxes(g, { across, down }, box, { levels, count, label }) {
  for (const [exponent, words] of levels) {
    const y = down(exponent);
    svg('line', { x1: box.left, x2: box.right, y1: y, y2: y, class: 'grid' }, g);
    svg('text', { x: box.left - 6, y: y + 4, 'text-anchor': 'end', class: 'tick' }, g).textContent = words;
  }
  for (const step of ticks(...across.values, count)) {
    const anchor = across(step) > box.right - 12 ? 'end' : 'middle'; // the last one stays inside the picture
    const place = { x: across(step), y: box.bottom + 15, 'text-anchor': anchor, class: 'tick' };
    svg('text', place, g).textContent = neat(step);
  }
  svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
  const below = { x: (box.left + box.right) / 2, y: box.bottom + 31, 'text-anchor': 'middle', class: 'muted' };
  svg('text', below, g).textContent = label;
}

// A dashed line across, for a loss that is wanted or cannot be passed.
function drawLevel(g, y, box) {
  svg('line', { x1: box.left, x2: box.right, y1: y, y2: y, class: 'middle thin dashed' }, g);
}

// The path through places [[x, y]].
const pathThrough = (places) => `M${places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}`;

export { drawLevel, drawLossAxes, pathThrough };
