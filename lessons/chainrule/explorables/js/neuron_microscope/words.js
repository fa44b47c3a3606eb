// What the neuron microscope says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, neat } from '../lib/digits.js';
import { power } from '../lib/format.js';
import { relativeError } from '../lib/network.js';

const NAMES = { w: 'weight w', b: 'bias b', x: 'input x', y: 'target y' };

function show(value) {
  return neat(value, 5);
}

function showH(h) {
  return power(h).startsWith('10') ? power(h) : neat(h, 3);
}

function say({ state, at }, name) {
  const value = aloud(neat(state[name], 4));
  return `${NAMES[name]} is ${value}; loss ${aloud(neat(at.L, 3))}, d L d w ${aloud(neat(at.dL_dw, 3))}`;
}

function sayNudge({ h, nudged }) {
  return `h is ${aloud(showH(h))}, nudged slope ${aloud(show(nudged))}`;
}

function lossFormula({ options }) {
  return options.half ? '½(a − y)²' : '(a − y)²';
}

// What the product of the slopes means for the loss.
function meaning({ state, at, bend, flat }) {
  const miss = Math.abs(at.a - state.y);
  if (flat && miss > 0.1) {
    return `${bend.symbol} is flat here: its slope of ${neat(at.da_dz, 2)} kills the product, `
      + `although the prediction misses by ${neat(miss, 3)}.`;
  }
  if (at.dL_dw === 0) return 'The product is 0: a small change of w changes nothing.';
  const moves = at.dL_dw < 0 ? 'falls' : 'rises';
  return `Raise w a little, and L ${moves}: about ${neat(Math.abs(at.dL_dw), 3)} per unit of w.`;
}

function sentence(now) {
  const { at, compare, nudged } = now;
  const slopes = [at.dL_da, at.da_dz, at.dz_dw].map((slope) => neat(slope, 3)).join(' times ');
  return aloud(`z = ${neat(at.z, 3)}, a = ${neat(at.a, 3)}, L = ${neat(at.L, 3)}. `
    + `Slopes ${slopes} give ${neat(at.dL_dw, 3)}.`
    + `${compare ? ` Nudging w gives ${show(nudged)}.` : ''} ${meaning(now)}`);
}

function tables(now) {
  const { state, at, bend, h, nudged } = now;
  return [{
    caption: 'Values', head: ['name', 'value'],
    rows: [
      ...Object.keys(NAMES).map((name) => [NAMES[name], neat(state[name])]),
      ['z = w·x + b', show(at.z)], [`a = ${bend.symbol}(z)`, show(at.a)], [`L = ${lossFormula(now)}`, show(at.L)],
    ],
  }, {
    caption: 'Slopes', head: ['slope', 'value'],
    rows: [
      ['dL/da', show(at.dL_da)], ['da/dz', show(at.da_dz)], ['dz/dw = x', show(at.dz_dw)],
      ['dz/db', '1'], ['dz/dx = w', show(at.dz_dx)],
      ['dL/dw, the product', show(at.dL_dw)], ['dL/db', show(at.dL_db)], ['dL/dx', show(at.dL_dx)],
      [`nudging w by ±${showH(h)}`, show(nudged)], ['relative error', neat(relativeError(nudged, at.dL_dw), 2)],
    ],
  }];
}

export { NAMES, show, showH, say, sayNudge, lossFormula, meaning, sentence, tables };
