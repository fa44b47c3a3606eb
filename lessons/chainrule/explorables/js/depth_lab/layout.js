// Where things are in the depth lab's two pictures. No DOM.
import { clamp } from '../lib/keys.js';
import { linear } from '../lib/scale.js';

const WIDE = 640; // from this width of the stage on the pictures stand side by side
const HEAD = 22; // above the rows: what the columns hold
const FOOT = 34; // below them: the rulers
const NAMES = 24; // from the left: there the layers' names begin, right of the signal's way
const GAP = 12;
const FEWEST = 1e-300;

const heightOf = (rows) => clamp(HEAD + FOOT + 20 * rows, 220, HEAD + FOOT + 15.5 * Math.max(rows, 12));
const BARS = (rows) => ({
  basis: 420,
  grow: 5,
  height: () => heightOf(rows()),
  margin: () => ({ left: 0, right: 0, top: HEAD, bottom: FOOT }),
});
const ACCURACY = (rows) => ({
  basis: 220,
  grow: 2,
  height: (_, stage) => (stage >= WIDE ? heightOf(rows()) : 200),
  margin: () => ({ left: 42, right: 14, top: HEAD, bottom: FOOT }),
});

// The columns across: the signal's way, the layers' names, a ruler of gradients, and then a ruler of
// spreads (net) or two columns of numbers (chain).
function columns(width, mode) {
  const roomy = width >= 440;
  return mode === 'chain' ? chainColumns(width, roomy) : netColumns(width, roomy);
}

function chainColumns(width, roomy) {
  const [names, number, factor] = roomy ? [74, 86, 70] : [24, 70, 46];
  const products = width - 2;
  const factors = products - number;
  const numbers = factors - factor;
  return { roomy, names: NAMES, bars: [NAMES + names, numbers - number], numbers, factors, products };
}

function netColumns(width, roomy) {
  const number = roomy ? 74 : 64;
  const left = NAMES + 70;
  const bars = [left, left + 0.6 * (width - left - 2 * number - GAP)];
  const numbers = bars[1] + number;
  return { roomy, names: NAMES, bars, numbers, spreads: [numbers + GAP, width - number], spreadNumbers: width - 2 };
}

function rowPlaces(count, box) {
  const tall = (box.bottom - box.top) / count;
  return Array.from({ length: count }, (_, i) => ({ y: box.top + (i + 0.5) * tall, tall }));
}

// A ruler of powers of ten around the numbers, at least from `low` to `high`; it grows by twos, so
// that it holds still while the numbers move a little.
function ruler(numbers, [low, high], pixels) {
  const seen = numbers.map(Math.abs).filter((number) => Number.isFinite(number) && number > FEWEST);
  const exponents = seen.map(Math.log10);
  const least = Math.min(low, 2 * Math.floor(Math.min(...exponents, low) / 2));
  const most = Math.max(high, 2 * Math.ceil(Math.max(...exponents, high) / 2));
  const scale = linear([least, most], pixels);
  // What has overflowed stands at the ruler's end.
  const size = (number) => (Number.isNaN(number) ? Infinity : Math.max(Math.abs(number), FEWEST));
  const along = (number) => clamp(scale(Math.log10(size(number))), ...pixels);
  along.values = [least, most];
  along.exponents = marks(least, most, (pixels[1] - pixels[0]) / 44);
  along.at = scale;
  return along;
}

// Whole exponents, about as many as there is room for.
function marks(least, most, room) {
  const step = [1, 2, 4, 5, 10, 20, 50, 100].find((each) => (most - least) / each <= room) ?? 100;
  const first = Math.ceil(least / step) * step;
  const found = Array.from({ length: Math.floor((most - first) / step) + 1 }, (_, i) => first + i * step);
  return found.length > 1 ? found : [least, most];
}

function accuracyScales(epochs, box) {
  return {
    across: linear([0, Math.max(15, epochs)], [box.left, box.right]),
    down: linear([0, 1], [box.bottom, box.top]),
  };
}

// Where the ends of several lines are marked, so that no two marks stand on each other.
function apart(heights, least = 14) {
  const order = heights.map((y, i) => ({ y, i })).sort((one, other) => one.y - other.y);
  order.forEach((each, k) => {
    if (k > 0) each.y = Math.max(each.y, order[k - 1].y + least);
  });
  const places = [];
  for (const { y, i } of order) places[i] = y;
  return places;
}

export { BARS, ACCURACY, columns, rowPlaces, ruler, accuracyScales, apart };
