// What one entry of a layer's arrays is made of: Z = X W, and on the way back dW, dX and db. No DOM.
//
//   arrays = { X: N × D, W: D × H, dZ: N × H }     rows of X and dZ are examples
//
// Every term is one product that happened at one place of the network: in one example, along the
// edge from one input to one neuron. `left` and `right` are the entries that it multiplies.

const sizesOf = ({ X, W }) => ({ N: X.length, D: W.length, H: W[0].length });

const count = (n) => Array.from({ length: n }, (_, i) => i);

const term = (arrays, left, right, place) => {
  const [a, b] = [left, right].map(({ array, row, column }) => arrays[array][row][column]);
  return { left: { ...left, value: a }, right: { ...right, value: b }, product: a * b, ...place };
};

const at = (array, row, column) => ({ array, row, column });

// For each target its shape and, for an entry of it, the terms that it adds up. db collects entries
// as they are: the slope of z with respect to its bias is 1, and no second array takes part.
const TARGETS = {
  Z: {
    shape: ({ N, H }) => [N, H],
    terms: (arrays, n, h) =>
      count(sizesOf(arrays).D).map((d) =>
        term(arrays, at('X', n, d), at('W', d, h), { example: n, input: d, neuron: h }),
      ),
  },
  dW: {
    shape: ({ D, H }) => [D, H],
    terms: (arrays, d, h) =>
      count(sizesOf(arrays).N).map((n) =>
        term(arrays, at('X', n, d), at('dZ', n, h), { example: n, input: d, neuron: h }),
      ),
  },
  dX: {
    shape: ({ N, D }) => [N, D],
    terms: (arrays, n, d) =>
      count(sizesOf(arrays).H).map((h) =>
        term(arrays, at('dZ', n, h), at('W', d, h), { example: n, input: d, neuron: h }),
      ),
  },
  db: {
    shape: ({ H }) => [1, H],
    terms: (arrays, _, h) =>
      count(sizesOf(arrays).N).map((n) => ({
        left: { ...at('dZ', n, h), value: arrays.dZ[n][h] },
        right: null,
        product: arrays.dZ[n][h],
        example: n,
        input: null,
        neuron: h,
      })),
  },
};

function shapeOf(target, arrays) {
  return TARGETS[target].shape(sizesOf(arrays));
}

function termsOf(target, arrays, row, column) {
  return TARGETS[target].terms(arrays, row, column);
}

function entryOf(target, arrays, row, column) {
  return termsOf(target, arrays, row, column).reduce((sum, { product }) => sum + product, 0);
}

// The whole target, entry by entry.
function collected(target, arrays) {
  const [rows, columns] = shapeOf(target, arrays);
  return count(rows).map((row) => count(columns).map((column) => entryOf(target, arrays, row, column)));
}

const turned = (matrix) => matrix[0].map((_, column) => matrix.map((row) => row[column]));

// The arrays that can lie on the bench, each as it is and turned: "X", "XT", …
function onBench(arrays, name) {
  return name.endsWith('T') ? turned(arrays[name.slice(0, -1)]) : arrays[name];
}

// left @ right: { ends: [columns of left, rows of right], fits, product }.
function benchProduct(arrays, left, right) {
  const [A, B] = [onBench(arrays, left), onBench(arrays, right)];
  const ends = [A[0].length, B.length];
  if (ends[0] !== ends[1]) return { ends, fits: false, product: null };
  const product = A.map((row) => B[0].map((_, column) => row.reduce((sum, value, k) => sum + value * B[k][column], 0)));
  return { ends, fits: true, product };
}

const sameShape = (A, B) => A.length === B.length && A[0].length === B[0].length;

// How a product compares with the target: { shape: right?, entries: [[right?]], all: right? }.
function judged(product, truth) {
  if (!sameShape(product, truth)) return { shape: false, entries: null, all: false };
  const entries = product.map((row, i) =>
    row.map((value, j) => Math.abs(value - truth[i][j]) <= 1e-9 * Math.max(1, Math.abs(truth[i][j]))),
  );
  return { shape: true, entries, all: entries.flat().every(Boolean) };
}

export { sizesOf, shapeOf, termsOf, entryOf, collected, onBench, benchProduct, judged };
