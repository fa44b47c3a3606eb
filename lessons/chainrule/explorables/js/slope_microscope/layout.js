// Where things are in the slope microscope's two pictures. No DOM.
import { clamp } from '../lib/keys.js';
import { linear, magnified } from '../lib/scale.js';
import { H, X } from './present.js';

const WIDE = 740; // from this width of the stage on the pictures stand side by side
const ERROR_SPAN = [-17, 2]; // exponents of ten
const EXACT_AT_BOTTOM = 1e-18; // below any error that a double can show here

function height(width, stage) {
  return stage >= WIDE ? 320 : clamp(0.66 * width, 230, 320);
}

const VIEW = {
  basis: 420, grow: 3, height,
  margin: (width, stage) => ({ left: 1, right: 1, top: 4, bottom: stage >= WIDE ? 42 : 24 }),
};
const WALL = { basis: 300, grow: 2, height, margin: () => ({ left: 50, right: 12, top: 4, bottom: 42 }) };

// The values in view, relative to the point (x, f(x)): exact when they are tiny. The first view
// shows the whole curve; from there both directions grow by the same factor.
function viewWindow({ fn, x, zoom, measured }) {
  const wide = magnified([X.min, X.max], x, zoom);
  const centre = Number.isFinite(measured.value) ? clamp(measured.value, ...fn.view) : 0;
  const high = magnified(fn.view, centre, zoom);
  return { wide: [wide.from, wide.to], high: [high.from, high.to] };
}

function viewScales(now, box) {
  const { wide, high } = viewWindow(now);
  const across = linear(wide, [box.left, box.right]);
  const down = linear(high, [box.bottom, box.top]);
  return { across, down, perPixel: 1 / across.rate };
}

// Exponents of h across, exponents of the error upwards.
function wallScales(box) {
  return {
    across: linear([H.min, H.max], [box.left, box.right]),
    down: linear(ERROR_SPAN, [box.bottom, box.top]),
  };
}

// The height of an error on the wall; what is exact lies at the bottom.
function errorPlace(error, down, box) {
  return clamp(down(Math.log10(Math.max(error, EXACT_AT_BOTTOM))), box.top + 3, box.bottom - 3);
}

// The two ends of the measured slope, from the doubles x − h and x + h as they really lie.
function secantEnds({ x, h, measured }, { across, down }) {
  return [[-h, measured.left], [h, measured.right]].map(([t, y]) => ({
    x: across((x + t) - x), y: down(y - measured.value),
  }));
}

// The doubles within a view, relative to the point, when there are few enough to see each one;
// null while the view is wide enough to look continuous. Differences of neighbouring doubles are
// exact, so what is drawn is what the computer has.
function distinctDoubles(f, x, [lo, hi]) {
  const seen = new Map();
  const tries = 600;
  for (let i = 0; i <= tries; i += 1) {
    const place = x + (lo + ((hi - lo) * i) / tries);
    seen.set(place, { t: place - x, y: f(place) - f(x) });
    if (seen.size > 120) return null;
  }
  return [...seen.values()].filter(({ y }) => Number.isFinite(y));
}

// How far the curve leaves its tangent within the view, as a share of the view's height.
function bentness(now) {
  const { fn, x, zoom, measured } = now;
  if (zoom > 1e7) return 0; // there it is below a pixel, and round-off would be all we measure
  const { wide, high: [bottom, top] } = viewWindow(now);
  const off = wide.map((t) => Math.abs(fn.f(x + t) - measured.value - measured.exact * t));
  return Math.max(...off) / Math.abs(top - bottom);
}

export { VIEW, WALL, viewScales, wallScales, errorPlace, secantEnds, distinctDoubles, bentness };
