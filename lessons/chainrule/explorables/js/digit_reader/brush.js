// What a stroke does to the pad. No DOM. Places are in cells: (0, 0) is the pad's upper left corner.
import { MOST_INK, SIDE } from './present.js';

const RADIUS = 1.4; // of the brush, in cells: strokes come out as wide as in the data

// The pixels after the brush went from one place to another; with `wipe` it takes the ink away.
function stroked(pixels, from, to, wipe = false) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const dabs = Math.max(1, Math.ceil(length / 0.25));
  let inked = pixels;
  for (let i = 0; i <= dabs; i += 1) {
    const along = i / dabs;
    inked = dabbed(inked, { x: from.x + along * (to.x - from.x), y: from.y + along * (to.y - from.y) }, wipe);
  }
  return inked;
}

function dabbed(pixels, at, wipe) {
  return pixels.map((ink, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const away = Math.hypot(column + 0.5 - at.x, row + 0.5 - at.y);
    const wet = Math.round(MOST_INK * Math.min(1, Math.max(0, RADIUS - away)));
    return wipe ? Math.min(ink, MOST_INK - wet) : Math.max(ink, wet);
  });
}

// The next ink of a cell under the space bar: none, half, full.
function nextInk(ink) {
  return ink < MOST_INK / 2 ? MOST_INK / 2 : ink < MOST_INK ? MOST_INK : 0;
}

// The pixels moved to the right by so many columns, or to the left: what leaves the pad is lost.
function pushed(pixels, columns) {
  return pixels.map((_, i) => {
    const from = (i % SIDE) - columns;
    return from >= 0 && from < SIDE ? pixels[i - columns] : 0;
  });
}

export { stroked, nextInk, pushed };
