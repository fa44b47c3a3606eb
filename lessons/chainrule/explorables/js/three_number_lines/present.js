// What the three number lines show: the traits, and what they lead to. No DOM.
import { functionNamed } from '../lib/functions.js';
import { clamp } from '../lib/keys.js';
import { nudgeThrough, tenTo } from '../lib/slope.js';

const MENU = ['square', 'cube', 'sin', 'cos', 'exp', 'reciprocal', 'triple_plus_one', 'double'];
const X = { min: -3, max: 3, step: 0.05 };
const SMALLEST_DX = 1e-6;
const LARGEST_DX = 0.5;
// The nudge is set by its exponent of ten.
const DX = {
  min: Math.log10(SMALLEST_DX), max: Math.log10(LARGEST_DX), step: 0.1,
  scale: { to: Math.log10, from: (place) => clamp(tenTo(place), SMALLEST_DX, LARGEST_DX) },
};

// `at` is what lib/slope.js says about this nudge; `key` tells one state from another; `haunted`:
// the ghost that reads the outer slope at x is shown as well.
function present(model) {
  const [inner, outer, x, dx, haunted] = ['inner', 'outer', 'x', 'dx', 'ghost'].map((trait) => model.get(trait));
  const [g, f] = [functionNamed(inner), functionNamed(outer)];
  return { g, f, x, dx, haunted, at: nudgeThrough(g, f, x, dx), key: [x, dx, inner, outer, haunted] };
}

function setX({ frame }, x) {
  frame.assign({ x: clamp(x, X.min, X.max) });
}

function setDx({ frame }, dx) {
  frame.assign({ dx: clamp(dx, SMALLEST_DX, LARGEST_DX) });
}

export { MENU, X, DX, SMALLEST_DX, LARGEST_DX, present, setX, setDx };
