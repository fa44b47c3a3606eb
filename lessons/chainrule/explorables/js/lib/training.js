// Training a net (see mlp.js) on a table of rows, batch after batch, and testing it. No DOM.
//
// A table: { X, Y, rows, width, outputs }, X with `width` numbers and Y with `outputs` numbers a row.
import { forward, largest, trainStep } from './mlp.js';
import { shuffled } from './random.js';

// The rows numbered in `order`, as a table of their own.
function rowsOf({ X, Y, width, outputs }, order) {
  const picked = { X: new Float64Array(order.length * width), Y: new Float64Array(order.length * outputs) };
  order.forEach((row, n) => {
    picked.X.set(X.subarray(row * width, (row + 1) * width), n * width);
    picked.Y.set(Y.subarray(row * outputs, (row + 1) * outputs), n * outputs);
  });
  return { ...picked, rows: order.length, width, outputs };
}

// Batch after batch without end; every epoch takes each row once, in an order of its own.
// `orderOf(epoch)`: the numbers of the rows. `step` says whether it ended an epoch.
function makeTrainer(net, table, { lr, batch, cut = 0, orderOf }) {
  const anEpoch = Math.ceil(table.rows / batch);
  let [done, order] = [0, null];
  return {
    step() {
      const at = done % anEpoch;
      if (at === 0) order = orderOf(done / anEpoch);
      trainStep(net, rowsOf(table, order.slice(at * batch, (at + 1) * batch)), { lr, cut });
      done += 1;
      return done % anEpoch === 0;
    },
  };
}

const seededOrders = (count, seed) => (epoch) => shuffled(count, seed + 7919 * epoch);

// The share of rows in which the largest output stands where Y has its largest.
function accuracy(net, { X, Y, rows, outputs }) {
  const A = forward(net, X, rows).at(-1);
  let hits = 0;
  for (let n = 0; n < rows; n += 1) {
    const [said, meant] = [A, Y].map((table) => largest(table.subarray(n * outputs, (n + 1) * outputs)));
    if (said === meant) hits += 1;
  }
  return hits / rows;
}

export { accuracy, makeTrainer, rowsOf, seededOrders };
