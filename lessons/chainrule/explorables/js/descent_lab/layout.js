// Where things are in the descent lab's three pictures. No DOM.
import { ellipse, lossAt } from '../lib/line_fit.js';
import { clamp } from '../lib/keys.js';
import { linear } from '../lib/scale.js';

const WIDE = 700; // from this width of the stage on the pictures stand side by side
const MARGIN = { left: 40, right: 8, top: 4, bottom: 34 };

const LANDSCAPE = {
  basis: 350,
  grow: 4,
  height: (width, stage) => (stage >= WIDE ? 268 : clamp(0.7 * width, 210, 280)),
  margin: () => MARGIN,
};
const SMALL = {
  basis: 210,
  grow: 2,
  height: (width, stage) => (stage >= WIDE ? 268 : clamp(0.55 * width, 150, 200)),
  margin: () => MARGIN,
};

const LEVELS = 9; // ellipses, each with twice the height of the one inside it

function viewScales({ view }, box) {
  return {
    across: linear([view.w.min, view.w.max], [box.left, box.right]),
    down: linear([view.b.min, view.b.max], [box.bottom, box.top]),
  };
}

// Heights above the lowest loss at which ellipses are drawn: the corner of the view is on the last.
function levels({ cars, view, floor }) {
  const corners = [view.w.min, view.w.max].flatMap((w) => [view.b.min, view.b.max].map((b) => ({ w, b })));
  const highest = Math.max(...corners.map((corner) => lossAt(cars.data, corner))) - floor;
  return Array.from({ length: LEVELS }, (_, i) => highest / 2 ** (2 * i) / 1.6);
}

function closedPath(places, { across, down }) {
  return `${places.map(({ w, b }, i) => `${i ? 'L' : 'M'}${across(w).toFixed(1)},${down(b).toFixed(1)}`).join('')}Z`;
}

// The outlines of the landscape, from the highest to the lowest.
function outlines(now, scales) {
  return levels(now).map((rise) => closedPath(ellipse(now.cars.data, rise), scales));
}

// Pixels of a place, kept near the box so that no renderer meets huge numbers.
function pixels({ w, b }, { across, down }, box) {
  const room = 2 * (box.right - box.left);
  return {
    x: clamp(across(w), box.left - room, box.right + room),
    y: clamp(down(b), box.top - room, box.bottom + room),
  };
}

function inside({ x, y }, box) {
  return x >= box.left - 1 && x <= box.right + 1 && y >= box.top - 1 && y <= box.bottom + 1;
}

// The data's own window: all cars, with a little room.
function carScales({ cars: { xs, ys } }, box) {
  const span = (numbers) => {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const room = 0.05 * (high - low);
    return [low - room, high + room];
  };
  return { across: linear(span(xs), [box.left, box.right]), down: linear(span(ys), [box.bottom, box.top]) };
}

// Powers of ten around the losses, at least one whole power.
function lossScales({ losses, floor }, box) {
  const seen = [...losses, floor].filter((loss) => Number.isFinite(loss) && loss > 0).map(Math.log10);
  const low = Math.floor(Math.min(...seen) * 2) / 2;
  const high = clamp(Math.ceil(Math.max(...seen) * 2) / 2, low + 1, low + 8);
  const steps = Math.max(10, losses.length - 1);
  return { across: linear([0, steps], [box.left, box.right]), down: linear([low, high], [box.bottom, box.top]) };
}

export { LANDSCAPE, SMALL, viewScales, outlines, pixels, inside, carScales, lossScales };
