// The loss after every training step, and the line of the goal.
import { neat } from '../lib/digits.js';
import { clamp } from '../lib/keys.js';
import { ticks } from '../lib/scale.js';
import { svg, write } from '../lib/svg.js';
import { LOSSES, lossScales } from './layout.js';
import { GOAL } from './present.js';
import { lossHeading } from './words.js';

const MOST_POINTS = 400; // of a long curve only so many are drawn
const LEVELS = [
  [-3, '0.001'],
  [-2, '0.01'],
  [-1, '0.1'],
  [0, '1'],
];

function makeLosses({ frame }, parent) {
  const plot = frame.plot({ parent, name: 'The loss after every training step', ...LOSSES });
  const layer = plot.layer();

  function draw(now) {
    write(plot.title, lossHeading(now));
    layer.fill(JSON.stringify([plot.width, now.losses.length, now.losses.at(-1), now.losses[0]]), (g) => {
      const scales = lossScales(now.losses, plot.box);
      drawAxes(g, scales, plot.box);
      drawCurve(g, now.losses, scales);
    });
  }
  return { draw };
}

function drawAxes(g, { across, down }, box) {
  for (const [exponent, words] of LEVELS) {
    const y = down(exponent);
    svg('line', { class: 'grid', x1: box.left, x2: box.right, y1: y, y2: y }, g);
    svg('text', { class: 'tick', x: box.left - 6, y: y + 4, 'text-anchor': 'end' }, g).textContent = words;
  }
  for (const step of ticks(...across.values, 6)) {
    svg('text', { class: 'tick', x: across(step), y: box.bottom + 15, 'text-anchor': 'middle' }, g).textContent =
      neat(step);
  }
  const goal = down(Math.log10(GOAL));
  svg('path', { class: 'axis', d: `M${box.left},${box.top}V${box.bottom}H${box.right}` }, g);
  svg('line', { class: 'middle thin dashed', x1: box.left, x2: box.right, y1: goal, y2: goal }, g);
  svg('text', { class: 'middle halo', x: box.right - 4, y: goal - 5, 'text-anchor': 'end' }, g).textContent = 'goal';
  svg(
    'text',
    { class: 'muted', x: (box.left + box.right) / 2, y: box.bottom + 31, 'text-anchor': 'middle' },
    g,
  ).textContent = 'training steps';
}

function drawCurve(g, losses, { across, down }) {
  const every = Math.ceil(losses.length / MOST_POINTS);
  const shown = losses
    .map((loss, step) => [step, loss])
    .filter(([step], _, all) => step % every === 0 || step === all.length - 1);
  const places = shown.map(([step, loss]) => [
    across(step),
    clamp(down(Math.log10(Math.max(loss, 1e-9))), down(0), down(-3)),
  ]);
  const d = places.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join('');
  svg('path', { class: 'forward line', d }, g);
  const [x, y] = places.at(-1);
  svg('circle', { class: 'nk-dot', cx: x.toFixed(1), cy: y.toFixed(1), r: 5 }, g);
}

export { makeLosses };
