// A straight line through points, fitted step by step: the loss over its two numbers. No DOM.
//
// L(w, b) is the mean of (w·x + b − y)² over the rows. It is a quadratic function of w and b, so six
// means of the data say all there is to say about it: its lowest place, its curvatures, and the
// ellipses on which it is the same. Source: least squares, in any text on linear regression.
import { shuffled } from './random.js';

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

// The means that make up the loss: of x, y, x², xy, y².
function moments(xs, ys) {
  return {
    x: mean(xs),
    y: mean(ys),
    xx: mean(xs.map((x) => x * x)),
    xy: mean(xs.map((x, i) => x * ys[i])),
    yy: mean(ys.map((y) => y * y)),
  };
}

function lossAt({ x, y, xx, xy, yy }, { w, b }) {
  return w * w * xx + b * b + yy + 2 * (w * b * x - w * xy - b * y);
}

function gradientAt({ x, y, xx, xy }, { w, b }) {
  return { w: 2 * (w * xx + b * x - xy), b: 2 * (w * x + b - y) };
}

// The place with the lowest loss.
function lowest({ x, y, xx, xy }) {
  const w = (xy - x * y) / (xx - x * x);
  return { w, b: y - w * x };
}

// How the loss bends along its flattest and its steepest direction: [least, most].
function curvatures({ x, xx }) {
  const middle = xx + 1;
  const spread = Math.hypot(xx - 1, 2 * x);
  return [middle - spread, middle + spread];
}

// Columns with mean 0 and spread 1.
function standardised(numbers) {
  const centre = mean(numbers);
  const spread = Math.sqrt(mean(numbers.map((number) => (number - centre) ** 2)));
  return numbers.map((number) => (number - centre) / spread);
}

// The ellipse on which the loss is `rise` above its lowest: `count` places around it.
function ellipse(data, rise, count = 96) {
  const { x, xx } = data;
  const centre = lowest(data);
  // (dw, db)·[[xx, x], [x, 1]]·(dw, db) = rise; the matrix is L·Lᵀ with L lower triangular.
  const first = Math.sqrt(xx);
  const below = x / first;
  const second = Math.sqrt(1 - below * below);
  const size = Math.sqrt(rise);
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const db = (size * Math.sin(angle)) / second;
    const dw = (size * Math.cos(angle) - below * db) / first;
    return { w: centre.w + dw, b: centre.b + db };
  });
}

// A walk downhill: `steps` training steps with the learning rate lr from `start`. `rows(k)` gives the
// moments of the rows of step k. Gives every place, the start included; it ends early where numbers
// get too large for anybody.
function walk(rows, { start, lr, steps }) {
  const places = [start];
  for (let k = 0; k < steps; k += 1) {
    const here = places[k];
    if (Math.abs(here.w) + Math.abs(here.b) > FAR) break;
    places.push(stepFrom(here, gradientAt(rows(k), here), lr));
  }
  return places;
}

const FAR = 1e9;

function stepFrom({ w, b }, gradient, lr) {
  return { w: w - lr * gradient.w, b: b - lr * gradient.b };
}

// rowsOf(…)(k): the moments of the rows of step k, all of them or the next `batch` of a shuffled
// order. Every epoch has an order of its own; its last batch is smaller where the rows do not go up.
// What was worked out once is kept: a walk is walked anew for every learning rate.
function rowsOf({ xs, ys, data }, batch, seed) {
  if (batch >= xs.length) return () => data;
  const anEpoch = Math.ceil(xs.length / batch);
  const [orders, kept] = [[], []];
  return (k) => {
    const epoch = Math.floor(k / anEpoch);
    orders[epoch] ??= shuffled(xs.length, seed + 7919 * epoch);
    const first = (k % anEpoch) * batch;
    const rows = () => orders[epoch].slice(first, first + batch);
    kept[k] ??= moments(
      rows().map((row) => xs[row]),
      rows().map((row) => ys[row]),
    );
    return kept[k];
  };
}

export { moments, lossAt, gradientAt, lowest, curvatures, standardised, ellipse, walk, stepFrom, rowsOf };
