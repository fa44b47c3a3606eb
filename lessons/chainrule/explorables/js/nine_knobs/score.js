// The game: four points with their outputs, and one loss for all of them.
import { fixed, neat } from '../lib/digits.js';
import { clamp } from '../lib/keys.js';
import { FOUR_POINTS } from '../lib/network.js';
import { linear } from '../lib/scale.js';
import { svg } from '../lib/svg.js';
import { SCORE, meterScale } from './layout.js';
import { GOAL } from './present.js';
import { fourPoint } from './words.js';

const METER_Y = 40;
const METER_TICKS = [[-3, '0.001'], [-2, '0.01'], [-1, '0.1'], [0, '1']];

function makeScore({ frame }, parent) {
  const plot = frame.plot({ parent, name: 'Four points and the loss', ...SCORE });
  const layer = plot.layer();

  function draw({ best, chosen, game, loss, through }) {
    if (!game) return;
    const outputs = FOUR_POINTS.map(({ x }) => through(x).a2);
    layer.fill(JSON.stringify([plot.width, outputs, best, chosen]), (g) => {
      drawMeter(g, meterScale(plot.width));
      drawLoss(g, meterScale(plot.width), plot.width, loss, best);
      const across = linear([0, 1], [plot.box.left, plot.box.right]);
      outputs.forEach((output, i) => drawPoint(g, plot, across, i, output, i === chosen));
    });
  }
  return { plot, draw };
}

function drawMeter(g, { meter, place }) {
  const [start, goal, y] = [meter(-3), place(GOAL), METER_Y];
  const words = (x, text) => {
    svg('text', { class: 'tick', x, y: y + 23, 'text-anchor': 'middle' }, g).textContent = text;
  };
  svg('rect', { class: 'nk-goal', x: start - 6, y: y - 9, width: goal - start + 6, height: 18, rx: 4 }, g);
  svg('line', { class: 'nk-meter', x1: start, x2: meter(0), y1: y, y2: y }, g);
  for (const [exponent, text] of METER_TICKS) {
    const x = meter(exponent);
    svg('line', { class: 'axis', x1: x, x2: x, y1: y - 5, y2: y + 5 }, g);
    words(x, text);
  }
  svg('path', { class: 'nk-mark', d: `M${goal},${y - 12}v24` }, g);
  words((start + goal) / 2, 'goal');
}

function drawLoss(g, { place }, width, loss, best) {
  const [now, y] = [place(loss), METER_Y];
  if (best < loss) svg('path', { class: 'nk-best', d: `M${place(best)},${y - 8}v16` }, g);
  svg('path', { class: 'nk-now', d: `M${now},${y - 2}l-8,-13h16Z` }, g);
  const x = clamp(now, 34, width - 34);
  svg('text', { class: 'strong halo', x, y: y - 21, 'text-anchor': 'middle' }, g).textContent = `L = ${neat(loss, 3)}`;
}

function drawPoint(g, { box, width }, across, i, output, chosen) {
  const { left, right, top } = box;
  const { x, y } = FOUR_POINTS[i];
  const row = top + 28 + i * 46;
  const [has, wanted] = [across(output), across(y)];
  if (chosen) svg('rect', { class: 'nk-row', x: 1, y: row - 20, width: width - 2, height: 42, rx: 6 }, g);
  svg('text', { x: 10, y: row + 5, class: chosen ? 'nk-bold' : '' }, g).textContent = fourPoint({ x, y });
  svg('line', { class: 'axis', x1: left, x2: right, y1: row, y2: row }, g);
  svg('line', { class: 'nk-gap', x1: has, x2: wanted, y1: row, y2: row }, g);
  svg('path', { class: 'nk-wanted', d: `M${wanted},${row - 8}l6,8l-6,8l-6,-8Z` }, g);
  svg('circle', { class: 'nk-dot', cx: has, cy: row, r: 6 }, g);
  const place = { x: clamp(has, left + 14, right - 14), y: row - 10, 'text-anchor': 'middle' };
  svg('text', { class: 'nk-prediction halo', ...place }, g).textContent = fixed(output, 2);
}

export { makeScore };
