// What the slope microscope says: to the eye, to the ear, and in its tables. No DOM.
import { aloud } from '../lib/digits.js';
import { allDigits, number, power, sharedPrefix, spoken } from '../lib/format.js';
import { measure, tenTo } from '../lib/slope.js';
import { bentness } from './layout.js';

function sayX({ x, measured }) {
  if (!Number.isFinite(measured.exact)) return `x is ${spoken(x)}, where the curve has no value`;
  return `x is ${spoken(x)}, exact slope there ${spoken(measured.exact)}`;
}

function sayH({ h, measured: { slope, error } }) {
  const off = error === 0 ? 'exactly right' : `off by ${spoken(error)}`;
  return `h is ${spoken(h)}, measured slope ${spoken(slope)}, ${off}`;
}

function sayZoom(now) {
  return `magnified ${spoken(now.zoom)} times; ${sayBend(bentness(now))}`;
}

function sayBend(bend) {
  if (Number.isNaN(bend)) return 'no curve here';
  if (bend < 0.01) return 'the curve looks straight';
  return `the curve bends by ${Math.round(100 * bend)} percent of the view`;
}

function heading({ fn, zoom }) {
  return `y = ${fn.formula('x')}${zoom > 1.05 ? `, magnified ${power(zoom)}×` : ''}`;
}

// Why the measured slope is as good or as bad as it is.
function story({ x, h, measured }) {
  const { error, exact, gap, left, right, slope, spacing, stuck, value } = measured;
  if (!Number.isFinite(value) || !Number.isFinite(exact)) {
    return '1/t has no value at 0, so there is no slope to measure. Move x away from 0.';
  }
  if (gap) {
    return 'x − h and x + h stand on different sides of the gap at 0: the line between them says nothing about '
      + `the slope at x. Make h smaller than ${number(Math.abs(x))}.`;
  }
  if (stuck) {
    return `x + h is x itself: near ${number(x)} the computer’s numbers lie ${number(spacing)} apart. `
      + `Nothing moves, so the measured slope is exactly ${number(slope)}.`;
  }
  if (left === right && exact !== 0) {
    return 'f(x + h) and f(x − h) are the same number to the last digit: the measured slope is exactly 0.';
  }
  if (error === 0) return 'Measured and exact slope agree in every digit, at this x and this h.';
  const inputs = halfSpacing(Math.max(Math.abs(x), h)) * Math.abs(exact); // x + h is rounded, too
  const roundOff = (Math.max(halfSpacing(left), halfSpacing(right)) + inputs) / h;
  return error > 4 * roundOff ? storyOfDistance(measured) : storyOfRoundOff(measured);
}

function storyOfDistance({ error, exact }) {
  if (error > 0.003 * (Math.abs(exact) || 1)) {
    return 'The two points are far apart: the line through them is not yet the slope at x. Make h smaller.';
  }
  return 'The curve is nearly straight between the two points. '
    + 'Each time h gets ten times smaller, the distance gets a hundred times smaller.';
}

function storyOfRoundOff({ left, right }) {
  const shared = lostDigits(right, left);
  const agree = shared
    ? `f(x + h) and f(x − h) agree to about ${shared} of them, and the subtraction keeps only the rest. `
    : 'The last one is rounded. ';
  return `Round-off: the computer’s numbers have about 16 digits. ${agree}Dividing by 2h magnifies what was lost.`;
}

// How many leading digits two numbers lose when one is taken from the other: 1.00000002 and
// 0.99999998 lose seven, though they are written with no common digit.
function lostDigits(one, other) {
  const size = Math.max(Math.abs(one), Math.abs(other));
  if (one === other) return 16;
  return Math.min(16, Math.max(0, Math.floor(-Math.log10(Math.abs(one - other) / size))));
}

// About how far a value of this size can lie from the double that stands for it.
function halfSpacing(value) {
  return Math.abs(value) * 2 ** -53;
}

// In how many significant digits two numbers agree, counted from the first.
function sharedDigits(one, other) {
  const written = allDigits(one).slice(0, sharedPrefix(allDigits(one), allDigits(other)));
  return written.replace(/^−?0*\.?0*/, '').replace(/\D/g, '').length;
}

function sentence(now) {
  return aloud(`${sayX(now)}. ${sayH(now)}. ${story(now)}`);
}

function tables({ fn, x, h, zoom, measured }) {
  return [{
    caption: `y = ${fn.formula('x')}`,
    head: ['quantity', 'value'],
    rows: [
      ['x', number(x)], ['h', number(h)], ['magnification', number(zoom)],
      ['f(x)', number(measured.value)], ['f(x + h)', allDigits(measured.right)], ['f(x − h)', allDigits(measured.left)],
      ['measured slope', number(measured.slope)], ['exact slope', number(measured.exact)],
      ['distance', number(measured.error)], ['spacing of the computer’s numbers near x', number(measured.spacing)],
    ],
  }, {
    caption: 'Distance from the exact slope at this x',
    head: ['h', 'measured slope', 'distance'],
    rows: Array.from({ length: 18 }, (_, i) => tenTo(-i)).map((step) => {
      const at = measure(fn, x, step);
      return [power(step), number(at.slope), number(at.error)];
    }),
  }];
}

export { sayX, sayH, sayZoom, heading, story, sharedDigits, lostDigits, sentence, tables };
