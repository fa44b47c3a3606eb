// The prediction and its target on one line, and the loss between them.
import { fixed, neat } from '../lib/digits.js';
import { clamp, snap } from '../lib/keys.js';
import { squaredError } from '../lib/network.js';
import { point } from '../lib/point.js';
import { svg } from '../lib/svg.js';
import { ONE_ROW, PREDICTION, predictionScale } from './layout.js';
import { Y } from './present.js';
import { sayLoss } from './words.js';

function makePrediction(figure, parent) {
  const plot = figure.frame.plot({ parent, name: 'Prediction, target and loss', ...PREDICTION });
  const layer = plot.layer();
  const target = point({
    picture: plot.picture, parent: plot.picture, name: 'target y', colour: 'nk-target', size: 8, ...Y,
    get: () => figure.model.get('y'), set: (y) => figure.frame.assign({ y: clamp(snap(y, 0.01), 0, 1) }),
    speak: () => `target ${neat(figure.now.target)}, ${sayLoss(figure.now)}`,
    toValue: (at) => predictionScale(plot.box).back(at.x),
  });

  function draw({ mode, pass: { a2 }, y }) {
    if (mode !== 'curve') return;
    const across = predictionScale(plot.box);
    const middle = plot.box.top + 6;
    layer.fill(JSON.stringify([plot.width, a2, y]), (g) => {
      drawAxis(g, across, middle);
      drawGap(g, plot, across, middle, a2, y);
    });
    target.update(across(y), middle);
  }
  return { plot, draw };
}

function drawAxis(g, across, y) {
  svg('line', { class: 'axis', x1: across(0), x2: across(1), y1: y, y2: y }, g);
  for (const t of [0, 0.25, 0.5, 0.75, 1]) {
    const x = across(t);
    svg('line', { class: 'axis', x1: x, x2: x, y1: y - 4, y2: y + 4 }, g);
    svg('text', { class: 'tick', x, y: y + 32, 'text-anchor': 'middle' }, g).textContent = String(t);
  }
}

function drawGap(g, { box, width }, across, middle, a, y) {
  const [prediction, target] = [across(a), across(y)];
  svg('line', { class: 'nk-gap', x1: prediction, x2: target, y1: middle, y2: middle }, g);
  svg('circle', { class: 'nk-dot', cx: prediction, cy: middle, r: 7 }, g);
  label(g, width, { x: prediction, y: middle - 32 }, `prediction ${fixed(a, 3)}`, 'nk-prediction');
  // The loss stands on the side where the prediction is not.
  const left = a > 0.45;
  const corner = {
    x: left ? box.left - 10 : width - 10, y: middle - (width < ONE_ROW ? 50 : 32), 'text-anchor': left ? 'start' : 'end',
  };
  const loss = svg('text', { class: 'halo', ...corner }, g);
  loss.textContent = `L = (a − y)² = ${fixed(squaredError(a, y), 3)}`;
  label(g, width, { x: target, y: middle - 14 }, `target y = ${neat(y, 3)}`, '');
}

// Near an end of the line words turn inwards.
function label(g, width, { x, y }, words, cls) {
  const [anchor, shift] = x < 70 ? ['start', -10] : x > width - 70 ? ['end', 10] : ['middle', 0];
  svg('text', { class: `halo ${cls}`, x: x + shift, y, 'text-anchor': anchor }, g).textContent = words;
}

export { makePrediction };
