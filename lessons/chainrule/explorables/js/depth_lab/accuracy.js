// How many test digits are read right, epoch after epoch; networks trained before stay as thin lines.
import { neat } from '../lib/digits.js';
import { ticks } from '../lib/scale.js';
import { svg, write } from '../lib/svg.js';
import { ACCURACY, accuracyScales, apart } from './layout.js';
import { accuracyHeading, runLetter } from './words.js';

const DASHES = ['', '7 4', '2 4', '9 3 2 3'];

function makeAccuracy(figure) {
  const shape = ACCURACY(() => figure.now?.rows.length ?? 5);
  const view = figure.frame.plot({ name: 'Test digits read right', ...shape });
  const all = view.layer();

  function draw(now, stage) {
    const shown = now.can('train');
    view.host.hidden = !shown;
    if (!shown) return;
    view.measure(stage);
    write(view.title, accuracyHeading());
    all.fill(JSON.stringify([view.width, view.height, now.accuracies, now.runs]), (g) => drawAll(g, now, view.box));
  }
  return { draw };
}

function drawAll(g, { accuracies, runs }, box) {
  const lines = runs.map((run) => run.accuracies);
  const scales = accuracyScales(Math.max(0, ...[...lines, accuracies].map((line) => line.length - 1)), box);
  drawAxes(g, scales, box);
  drawRuns(g, lines, scales);
  if (accuracies.length === 0) return;
  const dots = placesOf(accuracies, scales);
  if (dots.length > 1) svg('path', { d: pathOf(dots), class: 'forward line' }, g);
  const [cx, cy] = dots.at(-1);
  svg('circle', { cx, cy, r: 4, class: 'dp-now' }, g);
}

const placesOf = (line, { across, down }) => line.map((share, k) => [across(k).toFixed(1), down(share).toFixed(1)]);
const pathOf = (dots) => `M${dots.map((dot) => dot.join(',')).join('L')}`;

function drawAxes(g, { across, down }, box) {
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const y = down(share);
    svg('line', { x1: box.left, x2: box.right, y1: y, y2: y, class: 'grid' }, g);
    svg('text', { x: box.left - 5, y: y + 4, 'text-anchor': 'end', class: 'tick' }, g).textContent = `${100 * share} %`;
  }
  for (const epoch of ticks(...across.values, 4)) {
    svg('text', { x: across(epoch), y: box.bottom + 15, 'text-anchor': 'middle', class: 'tick' }, g).textContent =
      neat(epoch);
  }
  const middle = (box.left + box.right) / 2;
  svg('text', { x: middle, y: box.bottom + 30, 'text-anchor': 'middle', class: 'muted' }, g).textContent = 'epochs';
  svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
}

function drawRuns(g, lines, scales) {
  const heights = apart(lines.map((line) => scales.down(line.at(-1))));
  lines.forEach((line, i) => {
    const dots = placesOf(line, scales);
    svg('path', { d: pathOf(dots), class: 'dp-run', 'stroke-dasharray': DASHES[i] || null }, g);
    const x = Number(dots.at(-1)[0]) + 4;
    svg('text', { x, y: heights[i] + 4, class: 'muted halo' }, g).textContent = runLetter(i);
  });
}

export { makeAccuracy };
