// Measured slopes, the rule, and where each of them fails. No DOM; plain IEEE doubles, so that
// the round-off seen in a figure is the computer's own.
import { gapBetween } from './functions.js';

// The central difference (f(x+h) − f(x−h)) / 2h.
function centralSlope(f, x, h) {
  return (f(x + h) - f(x - h)) / (2 * h);
}

// Distance from |x| to the next larger double.
function spacing(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(size)) return NaN;
  const words = new DataView(new ArrayBuffer(8));
  words.setFloat64(0, size);
  words.setBigUint64(0, words.getBigUint64(0) + 1n);
  return words.getFloat64(0) - size;
}

// Everything the slope microscope shows about one function at x with the step h.
function measure(fn, x, h) {
  const right = fn.f(x + h);
  const left = fn.f(x - h);
  const slope = centralSlope(fn.f, x, h);
  const exact = fn.df(x);
  return {
    x, h, value: fn.f(x), right, left, slope, exact,
    error: Math.abs(slope - exact),
    stuck: x + h === x && x - h === x,
    gap: gapBetween(fn, x - h, x + h),
    spacing: spacing(x),
  };
}

// Errors of the measured slope at every exponent: h = 10^exponent.
function errorCurve(fn, x, exponents) {
  const exact = fn.df(x);
  return exponents.map((exponent) => {
    const h = tenTo(exponent);
    return { exponent, h, error: Math.abs(centralSlope(fn.f, x, h) - exact) };
  });
}

// 10^exponent, the very double that Python's 1e-5 is when the exponent is whole.
function tenTo(exponent) {
  const whole = Math.round(exponent);
  return Math.abs(exponent - whole) < 1e-9 ? Number(`1e${whole}`) : 10 ** exponent;
}

// One nudge through two machines: x → u = g(x) → y = f(u).
// measured: ratios of the nudges; rule: slopes, the outer one read at u; ghost: read at x instead.
function nudgeThrough(g, f, x, dx) {
  const u = g.f(x);
  const y = f.f(u);
  const xEnd = x + dx;
  const uEnd = g.f(xEnd);
  const yEnd = f.f(uEnd);
  const du = uEnd - u;
  const dy = yEnd - y;
  const inner = g.df(x);
  const outer = f.df(u);
  const misread = f.df(x);
  return {
    x, dx, xEnd, u, du, uEnd, y, dy, yEnd,
    measured: { inner: du / dx, outer: dy / du, whole: dy / dx },
    rule: { inner, outer, whole: inner * outer },
    ghost: { inner, outer: misread, whole: inner * misread },
    trouble: troubleWith(g, f, { x, xEnd, u, uEnd, y, yEnd }),
    ghostTrouble: !Number.isFinite(misread),
  };
}

// What stops a nudge: { where: 'inner' | 'outer', kind: 'gap' | 'jump' | 'large' }, or null.
function troubleWith(g, f, { x, xEnd, u, uEnd, y, yEnd }) {
  if (g.gap === x || g.gap === xEnd) return { where: 'inner', kind: 'gap' };
  if (!Number.isFinite(u) || !Number.isFinite(uEnd)) return { where: 'inner', kind: 'large' };
  if (f.gap === u || f.gap === uEnd) return { where: 'outer', kind: 'gap' };
  if (!Number.isFinite(y) || !Number.isFinite(yEnd)) return { where: 'outer', kind: 'large' };
  if (gapBetween(g, x, xEnd)) return { where: 'inner', kind: 'jump' };
  if (gapBetween(f, u, uEnd)) return { where: 'outer', kind: 'jump' };
  return null;
}

export { centralSlope, spacing, measure, errorCurve, tenTo, nudgeThrough };
