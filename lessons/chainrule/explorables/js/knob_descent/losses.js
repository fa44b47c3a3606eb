// The loss after every training step, and the line of the goal.
import { clamp } from '../lib/keys.js';
import { drawLevel, drawLossAxes, pathThrough } from '../lib/loss_curve.js';
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
      drawLossAxes(g, scales, plot.box, { levels: LEVELS, count: 6, label: 'training steps' });
      drawGoal(g, scales, plot.box);
      drawCurve(g, now.losses, scales);
    });
  }
  return { draw };
}

function drawGoal(g, { down }, box) {
  const y = down(Math.log10(GOAL));
  drawLevel(g, y, box);
  svg('text', { class: 'middle halo', x: box.right - 4, y: y - 5, 'text-anchor': 'end' }, g).textContent = 'goal';
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
  svg('path', { class: 'forward line', d: pathThrough(places) }, g);
  const [x, y] = places.at(-1);
  svg('circle', { class: 'nk-dot', cx: x.toFixed(1), cy: y.toFixed(1), r: 5 }, g);
}

export { makeLosses };
