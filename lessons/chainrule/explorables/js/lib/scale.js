// Axes: values to pixels and back, ticks, and the paths of curves. No DOM.

// A straight scale from values [a, b] to pixels [c, d]; `.back` turns pixels into values.
function linear([a, b], [c, d]) {
  const rate = (d - c) / (b - a);
  const scale = (value) => c + (value - a) * rate;
  scale.back = (pixel) => a + (pixel - c) / rate;
  scale.values = [a, b];
  scale.pixels = [c, d];
  scale.rate = rate;
  return scale;
}

// The nearest of 1, 2, 5, 10, 20 … (or of other `steps` within a power of ten) not below `size`.
function niceAbove(size, steps = [1, 2, 5, 10]) {
  const ten = 10 ** Math.floor(Math.log10(size));
  return steps.map((k) => k * ten).find((nice) => nice >= size * (1 - 1e-9)) ?? 10 * ten;
}

// Round tick values between a and b, about `count` of them.
function ticks(a, b, count = 6) {
  const step = niceAbove((b - a) / count);
  const first = Math.ceil(a / step - 1e-9);
  const last = Math.floor(b / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

// A window of `half` either side that holds still around 0 and follows values beyond `calm`.
// With `end` it moves on until the end of a nudge is in view, as far as the value itself stays there.
function followingWindow(value, half, calm, end = value) {
  const between = (number, low, high) => Math.min(high, Math.max(low, number));
  const centre = Number.isFinite(value) ? value - between(value, -calm, calm) : 0;
  const edge = 0.95 * half;
  const wish = Number.isFinite(value) && Number.isFinite(end) ? end - between(end, centre - edge, centre + edge) : 0;
  const shift = wish === 0 ? 0 : between(wish, value - centre - edge, value - centre + edge);
  return [centre + shift - half, centre + shift + half];
}

// SVG path of f between two x values. `across` and `down` are scales (value → pixel). The path
// breaks where f has no value or jumps over the whole box, and never leaves the box by more than
// its own height, so that no renderer meets huge numbers.
function curvePath(f, [from, to], across, down, samples = 160) {
  const [p, q] = down.pixels;
  const top = Math.min(p, q);
  const bottom = Math.max(p, q);
  const room = bottom - top;
  let path = '';
  let last = null;
  for (let i = 0; i <= samples; i += 1) {
    const x = from + ((to - from) * i) / samples;
    const raw = down(f(x));
    if (!Number.isFinite(raw)) { last = null; continue; }
    const y = Math.min(bottom + room, Math.max(top - room, raw));
    const leaps = last !== null && Math.abs(y - last) > 1.5 * room;
    path += `${last === null || leaps ? 'M' : 'L'}${across(x).toFixed(2)},${y.toFixed(2)}`;
    last = y;
  }
  return path;
}

// The part of a straight line (through `at` with pixel slope `rise`) inside a box, or null.
function lineInBox(at, rise, { left, right, top, bottom }) {
  if (!Number.isFinite(rise) || !Number.isFinite(at.x) || !Number.isFinite(at.y)) return null;
  const ends = [];
  for (const x of [left, right]) {
    const y = at.y + rise * (x - at.x);
    if (y >= top && y <= bottom) ends.push({ x, y });
  }
  if (rise !== 0) {
    for (const y of [top, bottom]) {
      const x = at.x + (y - at.y) / rise;
      if (x > left && x < right) ends.push({ x, y });
    }
  }
  return ends.length < 2 ? null : [ends[0], ends[ends.length - 1]];
}

// The window of a magnified view: at magnification 1 the whole view, growing around `at`, which
// moves to the middle as the view closes in.
function magnified([lo, hi], at, times) {
  const span = (hi - lo) / times;
  const place = 0.5 + ((at - lo) / (hi - lo) - 0.5) / times;
  return { from: -place * span, to: (1 - place) * span, span }; // relative to `at`: exact when tiny
}

export { linear, niceAbove, ticks, followingWindow, curvePath, lineInBox, magnified };
