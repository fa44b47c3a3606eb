// Where things are around the three number lines. One unit has the same length everywhere. No DOM.
import { clamp } from '../lib/keys.js';
import { followingWindow, linear, niceAbove } from '../lib/scale.js';

const HALF = 3.6; // half the length of a number line, in units
const CALM = 2.4; // a line stands still while its value is within this of 0, then scrolls along
const WIDE = 740; // from this width of the stage on the bars stand beside the lines, row by row
const ROWS = { x: 46, u: 132, y: 218, rule: 262, ghost: 282 };
const NARROW_ROWS = { x: 42, u: 76, y: 110, rule: 144, ghost: 178 };
const HEIGHT = 304;
const LABELS = 116; // pixels kept free for names and numbers beside the bars
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

const LINES = { basis: 430, grow: 3, height: () => HEIGHT, margin: () => ({ left: 1, right: 1, top: 0, bottom: 0 }) };
const BARS = {
  basis: 270, grow: 2, height: (width, stage) => (stage >= WIDE ? HEIGHT : 194),
  margin: () => ({ left: 1, right: 10, top: 22, bottom: 8 }),
};
const CURVE = {
  basis: 150, grow: 1, height: (width) => clamp(width, 150, 190),
  margin: () => ({ left: 1, right: 1, top: 1, bottom: 1 }),
};

// The line of x never scrolls.
function xScale(box) {
  return linear([-HALF, HALF], [box.left, box.right]);
}

function lineScales({ u, uEnd, y, yEnd }, box) {
  const along = (value, end) => linear(followingWindow(value, HALF, CALM, end), [box.left, box.right]);
  return { x: xScale(box), u: along(u, uEnd), y: along(y, yEnd) };
}

// A pixel that never leaves the picture by far, so that no renderer meets huge numbers.
function near(box, pixel) {
  return clamp(pixel, box.left - 40, box.right + 40);
}

// Both ends of the nudge on each line, in pixels; null where there is no value.
function nudgeEnds({ x, xEnd, u, uEnd, y, yEnd }, scales, box) {
  const ends = (name, from, to, known) => (known && Number.isFinite(to)
    ? { from: near(box, scales[name](from)), to: near(box, scales[name](to)) } : null);
  const [uKnown, yKnown] = [Number.isFinite(u), Number.isFinite(u) && Number.isFinite(y)];
  return { x: ends('x', x, xEnd, true), u: ends('u', u, uEnd, uKnown), y: ends('y', y, yEnd, yKnown) };
}

// The band between two lines, which carries one nudge to the next, and the curves at its sides.
function band(a, b, top, bottom) {
  const bend = (p, q) => `C${p},${top + 34} ${q},${bottom - 34} ${q},${bottom}`;
  const back = `C${b.to},${bottom - 34} ${a.to},${top + 34} ${a.to},${top}Z`;
  return {
    area: `M${a.from},${top}${bend(a.from, b.from)}L${b.to},${bottom}${back}`,
    sides: [[a.from, b.from], [a.to, b.to]].map(([p, q]) => `M${p},${top}${bend(p, q)}`),
  };
}

function barRows(stage) {
  return stage >= WIDE ? { ...ROWS, ghost: ROWS.ghost + 8 } : NARROW_ROWS;
}

function barScale(ratios, box) {
  const [most, least] = [Math.max(...ratios), Math.min(0, ...ratios)];
  const low = least < 0 ? -niceAbove(-least, ROUND) : 0;
  return linear([low, niceAbove(Math.max(1, most), ROUND)], [box.left + LABELS, box.right]);
}

// Scales of a small curve: the same unit across and upwards. `follows`: the part of the axis that
// is in view follows `at`.
function curveScales({ at, value, follows }, box) {
  const shape = (box.bottom - box.top) / (box.right - box.left);
  const span = (place) => followingWindow(place, HALF, CALM);
  const right = linear(follows ? span(at) : [-HALF, HALF], [box.left, box.right]);
  const middle = span(value).reduce((a, b) => a + b) / 2;
  const up = linear([middle - HALF * shape, middle + HALF * shape], [box.bottom, box.top]);
  return { right, up };
}

export {
  LABELS, LINES, BARS, CURVE, ROWS, WIDE, xScale, lineScales, near, nudgeEnds, band, barRows, barScale, curveScales,
};
