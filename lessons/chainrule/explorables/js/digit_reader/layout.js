// Where things are in the digit reader's three pictures. No DOM.
const NONE = { left: 0, right: 0, top: 0, bottom: 0 };
const COLUMNS = 8; // pictures of weights in a row

const square = (width) => Math.min(width, 232);

const PAD = { basis: 232, grow: 0, height: square, margin: () => NONE };
const BARS = { basis: 190, grow: 1, height: () => 232, margin: () => ({ left: 22, right: 46, top: 4, bottom: 4 }) };
const WEIGHTS = { basis: 304, grow: 1, height: (width) => (Math.min(width, 360) / COLUMNS) * 4, margin: () => NONE };

// A sign grows with its weight, so that the eye finds the strongest.
function signSize(share, size) {
  return size * (0.35 + 0.55 * Math.abs(share));
}

// Ten rows of bars: { y, height } of the bar of one digit.
function barPlace(digit, box) {
  const row = (box.bottom - box.top) / 10;
  return { y: box.top + digit * row + 2, height: row - 4 };
}

// The corner and the side of one neuron's picture, the neurons counted from 1.
function picturePlace(neuron, width) {
  const side = Math.min(width, 360) / COLUMNS;
  const [row, column] = [Math.floor((neuron - 1) / COLUMNS), (neuron - 1) % COLUMNS];
  return { x: column * side, y: row * side, side };
}

// The neuron at a place of the pictures, or 0.
function neuronAt({ x, y }, width, count) {
  const side = Math.min(width, 360) / COLUMNS;
  const [row, column] = [Math.floor(y / side), Math.floor(x / side)];
  const neuron = row * COLUMNS + column + 1;
  return column < 0 || column >= COLUMNS || row < 0 || neuron > count ? 0 : neuron;
}

export { PAD, BARS, WEIGHTS, signSize, barPlace, picturePlace, neuronAt };
