// Where things are in the neuron microscope's pictures. No DOM.
import { followingWindow, linear, niceAbove } from '../lib/scale.js';
import { FLAT, RANGES } from './present.js';

const CHAIN = {
  basis: 900, height: (width) => (width < 560 ? 84 : 124), margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
};
const SMALL = { basis: 240, height: () => 144, margin: () => ({ left: 38, right: 10, top: 8, bottom: 24 }) };
const BIG = { basis: 430, grow: 3, height: () => 190, margin: () => ({ left: 44, right: 12, top: 8, bottom: 38 }) };

// The four nodes of the chain; where it is tight, formulas and slopes are left out.
function chainPlaces(width) {
  const tight = width < 560;
  const w = width < 800 ? 68 : 104;
  const at = (place) => w / 2 + 6 + (place / 3) * (width - w - 12);
  return { tight, w, h: 46, y: tight ? 44 : 74, at, roomy: at(1) - at(0) - w > 140 };
}

// Which values of w, z, a and L are in view.
function windows({ at, bend, options: { activation, half } }) {
  const [low, high] = bend.range;
  const room = 0.12 * (high - low);
  const relu = activation === 'relu';
  const above = (least, value) => Math.max(least, niceAbove(Math.max(1e-9, value) * 1.15));
  const worst = (half ? 0.5 : 1) * (activation === 'tanh' ? 4.4 : 1.1);
  return {
    w: [RANGES.w.min, RANGES.w.max],
    z: followingWindow(at.z, 8, 6),
    a: [low - room, (relu ? above(3, at.a) : high) + room],
    L: [0, relu ? above(1.1, at.L) : worst],
  };
}

function scales(box, across, down) {
  return { across: linear(across, [box.left, box.right]), down: linear(down, [box.bottom, box.top]) };
}

// The ends of a piece of a straight line through a place; `rise` in pixels up per pixel across.
function piece({ x, y }, rise, half) {
  return { x1: x - half, y1: y - half * rise, x2: x + half, y2: y + half * rise };
}

// Where the activation is so flat that the product dies: pieces [from, to] of the values in view.
function flatPieces(df, [from, to]) {
  const step = (to - from) / 160;
  const pieces = [];
  let start = null;
  for (let i = 0; i <= 161; i += 1) {
    const flat = i <= 160 && df(from + i * step) < FLAT;
    if (flat && start === null) start = from + i * step;
    if (!flat && start !== null) {
      pieces.push([start, from + (i - 1) * step]);
      start = null;
    }
  }
  return pieces;
}

export { CHAIN, SMALL, BIG, chainPlaces, windows, scales, piece, flatPieces };
