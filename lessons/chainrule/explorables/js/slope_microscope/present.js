// What the slope microscope shows: its traits, and what they lead to. No DOM.
import { functionNamed } from '../lib/functions.js';
import { clamp, snap } from '../lib/keys.js';
import { measure, tenTo } from '../lib/slope.js';

const MENU = ['square', 'cube', 'sin', 'cos', 'exp', 'reciprocal', 'triple_plus_one'];
const X = { min: -3, max: 3, step: 0.05 };
const DEEPEST = 17; // magnification up to 10^17
// A slider for h or for the magnification moves along exponents of ten.
const LOG = { to: Math.log10, from: (place) => tenTo(snap(place, 0.1)) };
const H = { min: -17, max: 0, step: 0.1, scale: LOG }; // h goes from 1 down to 10^-17
const ZOOM = { min: 0, max: DEEPEST, step: 0.1, scale: LOG };

// `measured` is what lib/slope.js says about this function at x with the step h.
function present(model) {
  const [name, x, h, follow] = ['function', 'x', 'h', 'follow'].map((trait) => model.get(trait));
  const fn = functionNamed(name);
  const zoom = follow ? clamp(2 / h, 1, 10 ** DEEPEST) : model.get('zoom');
  return { name, fn, x, h, zoom, measured: measure(fn, x, h) };
}

export { MENU, X, H, ZOOM, LOG, present };
