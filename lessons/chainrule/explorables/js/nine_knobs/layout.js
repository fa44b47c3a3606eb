// Where things are around the nine knobs: network, prediction, curves, score. No DOM.
import { clamp } from '../lib/keys.js';
import { linear, niceAbove } from '../lib/scale.js';
import { X, withInput } from './present.js';

const ONE_ROW = 490; // from this width on, prediction and loss stand in one row
const NETWORK = { basis: 440, grow: 3, height: () => 274, margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }) };
const PREDICTION = {
  basis: 440, grow: 3, height: (width) => (width < ONE_ROW ? 110 : 92),
  margin: (width) => ({ left: 22, right: 22, top: width < ONE_ROW ? 58 : 40, bottom: 34 }),
};
const CURVE = { basis: 300, grow: 2, height: () => 122, margin: () => ({ left: 40, right: 10, top: 8, bottom: 24 }) };
const SCORE = { basis: 300, grow: 2, height: () => 292, margin: () => ({ left: 106, right: 16, top: 92, bottom: 12 }) };

// Centres of the neurons and widths of their boxes; where it is `tight`, z and a of a neuron stand
// one below the other.
function networkPlaces(width) {
  const tight = width < 440;
  const neuron = tight ? 84 : clamp(0.25 * width, 112, 132);
  const input = tight ? 48 : 66;
  const [first, second, third] = [input / 2 + 4, 0.48 * width, width - neuron / 2 - (tight ? 4 : 10)];
  const [top, bottom] = [56, 196];
  return {
    neuron, input, tight,
    x1: { x: first, y: top }, x2: { x: first, y: bottom },
    h1: { x: second, y: top }, h2: { x: second, y: bottom },
    out: { x: third, y: (top + bottom) / 2 },
  };
}

// A value on its way along an edge, `t` of it done.
function ridePlace(at, { from, to }, t) {
  const [start, end] = [at[from].x + at.input / 2, at[to].x - at.neuron / 2 - 16];
  return { x: start + t * (end - start), y: at[from].y + t * (at[to].y - at[from].y) };
}

// The knobs and neurons along the way from a knob to the output.
function pathOf(knob) {
  if (!knob) return { edges: new Set(), nodes: new Set() };
  if (knob.to === 'out') return { edges: new Set([knob.key]), nodes: new Set(['out']) };
  return { edges: new Set([knob.key, knob.to === 'h1' ? 7 : 8]), nodes: new Set([knob.to, 'out']) };
}

function predictionScale(box) {
  return linear([0, 1], [box.left, box.right]);
}

function inputScale(box) {
  return linear([X.min, X.max], [box.left, box.right]);
}

// How far z goes up and down on the curve.
function reachOfZ({ inputs, swept, through }) {
  const grid = Array.from({ length: 49 }, (_, i) => X.min + (i * (X.max - X.min)) / 48);
  const sizes = grid.map((t) => Math.abs(through(withInput(inputs, swept, t)).z2));
  return Math.max(1, niceAbove(Math.max(...sizes)));
}

// The meter of the loss runs along exponents of ten, from 0.001 to 1.
function meterScale(width) {
  const meter = linear([-3, 0], [20, width - 20]);
  return { meter, place: (loss) => meter(clamp(Math.log10(Math.max(loss, 1e-9)), -3, 0)) };
}

export {
  ONE_ROW, NETWORK, PREDICTION, CURVE, SCORE,
  networkPlaces, ridePlace, pathOf, predictionScale, inputScale, reachOfZ, meterScale,
};
