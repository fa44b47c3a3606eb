// The loss after every step, on a ruler of powers of ten; the dashed line is the lowest possible.
import { clamp } from '../lib/keys.js';
import { ticks } from '../lib/scale.js';
import { neat } from '../lib/digits.js';
import { power } from '../lib/format.js';
import { svg, write } from '../lib/svg.js';
import { SMALL, lossScales } from './layout.js';
import { headings } from './words.js';

function makeLosses(figure) {
  const view = figure.frame.plot({ name: 'The loss after every step', ...SMALL });
  const all = view.layer();

  function draw(now) {
    const shown = now.controls.includes('steps');
    view.host.hidden = !shown;
    if (!shown) return;
    write(view.title, headings(now).losses);
    all.fill(JSON.stringify([now.losses, view.width]), (g) => {
      const scales = lossScales(now, view.box);
      drawAxes(g, scales, view.box);
      drawCurve(g, now, scales, view.box);
    });
  }
  return { draw };
}

function drawAxes(g, { across, down }, box) {
  for (const step of ticks(...across.values, 4)) {
    // The last one stays inside the picture.
    const anchor = across(step) > box.right - 12 ? 'end' : 'middle';
    svg('text', { x: across(step), y: box.bottom + 15, 'text-anchor': anchor, class: 'tick' }, g).textContent =
      neat(step);
  }
  const [low, high] = down.values;
  for (let exponent = low; exponent <= high; exponent += high - low > 3 ? 1 : 0.5) {
    const y = down(exponent);
    svg('line', { x1: box.left, x2: box.right, y1: y, y2: y, class: 'grid' }, g);
    const words = Number.isInteger(exponent) ? power(10 ** exponent) : neat(10 ** exponent, 2);
    svg('text', { x: box.left - 5, y: y + 4, 'text-anchor': 'end', class: 'tick' }, g).textContent = words;
  }
  svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
  svg(
    'text',
    { x: (box.left + box.right) / 2, y: box.bottom + 30, 'text-anchor': 'middle', class: 'muted' },
    g,
  ).textContent = 'steps';
}

function drawCurve(g, { losses, floor }, { across, down }, box) {
  const height = (loss) => clamp(down(Math.log10(Math.max(loss, 1e-300))), box.top, box.bottom);
  const level = height(floor);
  svg('line', { x1: box.left, x2: box.right, y1: level, y2: level, class: 'middle thin dashed' }, g);
  const dots = losses.map((loss, k) => [across(k).toFixed(1), height(loss).toFixed(1)]);
  if (dots.length > 1) svg('path', { d: `M${dots.map((dot) => dot.join(',')).join('L')}`, class: 'forward thin' }, g);
  for (const [cx, cy] of dots) svg('circle', { cx, cy, r: 2.6, class: 'dl-dot forward' }, g);
}

export { makeLosses };
