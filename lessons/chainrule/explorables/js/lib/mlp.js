// A network of any depth: forward, backward, training steps. No DOM.
//
// Two forms. `activations` takes one row and layers as Python sends them, [{ W, b }] with W[i][j]
// from input i to neuron j, σ in every neuron. Everything else takes a net: { sizes, hidden,
// straight, layers }, `hidden` the name of the activation of the hidden layers, `straight` true where
// the output has none; its arrays lie flat in Float64Arrays, row after row.
import { sigmoid } from './activations.js';
import { seeded } from './random.js';

// `slope` from the neuron's output, as in the lessons. `fit`: the start weights' spread is
// √(fit / fan_in) (2 for ReLU: He et al. 2015).
const KINDS = {
  sigmoid: { f: sigmoid, slope: (a) => a * (1 - a), fit: 1 },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a, fit: 1 },
  relu: { f: (z) => (z > 0 ? z : 0), slope: (a) => (a > 0 ? 1 : 0), fit: 2 },
  straight: { f: (z) => z, slope: () => 1, fit: 1 },
};

// Every layer's activations for one row, the inputs first.
function activations(layers, x) {
  const all = [x];
  for (const { W, b } of layers) {
    const received = all[all.length - 1];
    all.push(b.map((bias, j) => sigmoid(received.reduce((sum, value, i) => sum + value * W[i][j], bias))));
  }
  return all;
}

// A net with start weights drawn from a bell of spread `start` · √(fit / fan_in), biases 0.
function startNet({ sizes, hidden, straight = false, start = 1, seed = 0 }) {
  const draw = bell(seeded(seed));
  const layers = sizes.slice(1).map((outputs, k) => {
    const inputs = sizes[k];
    const spread = start * Math.sqrt(KINDS[hidden].fit / inputs);
    const W = Float64Array.from({ length: inputs * outputs }, () => spread * draw());
    return { inputs, outputs, W, b: new Float64Array(outputs) };
  });
  return { sizes, hidden, straight, layers };
}

// Numbers of mean 0 and spread 1 from numbers between 0 and 1 (Box and Muller 1958).
function bell(random) {
  let spare = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

function kindOf(net, layer) {
  if (layer < net.layers.length - 1) return KINDS[net.hidden];
  return net.straight ? KINDS.straight : KINDS.sigmoid;
}

// All layers' activations for `rows` rows X, the inputs first.
function forward(net, X, rows) {
  const all = [X];
  net.layers.forEach((layer, k) => all.push(layerForward(layer, kindOf(net, k).f, all[k], rows)));
  return all;
}

function layerForward({ inputs, outputs, W, b }, f, X, rows) {
  const A = new Float64Array(rows * outputs);
  for (let n = 0; n < rows; n += 1) {
    const row = n * outputs;
    for (let j = 0; j < outputs; j += 1) A[row + j] = b[j];
    for (let i = 0; i < inputs; i += 1) {
      const x = X[n * inputs + i];
      for (let j = 0, at = i * outputs; j < outputs; j += 1, at += 1) A[row + j] += x * W[at];
    }
  }
  for (let at = 0; at < A.length; at += 1) A[at] = f(A[at]);
  return A;
}

// The gradients [{ dW, db }] of the loss: the mean over the rows of the sum over the outputs of
// (a − y)². The lowest `cut` layers get no signal: null stands in their places.
function backward(net, all, Y, rows, cut = 0) {
  const last = net.layers.length - 1;
  const gradients = new Array(last + 1).fill(null);
  let signal = Float64Array.from(all[last + 1], (a, at) => (2 * (a - Y[at])) / rows); // dL/dA
  for (let k = last; k >= cut; k -= 1) {
    const { slope } = kindOf(net, k);
    const A = all[k + 1];
    for (let at = 0; at < A.length; at += 1) signal[at] *= slope(A[at]);
    gradients[k] = layerGradients(net.layers[k], all[k], signal, rows);
    if (k > cut) signal = sentBack(net.layers[k], signal, rows);
  }
  return gradients;
}

function layerGradients({ inputs, outputs }, X, dZ, rows) {
  const [dW, db] = [new Float64Array(inputs * outputs), new Float64Array(outputs)];
  for (let n = 0; n < rows; n += 1) {
    const row = n * outputs;
    for (let j = 0; j < outputs; j += 1) db[j] += dZ[row + j];
    for (let i = 0; i < inputs; i += 1) {
      const x = X[n * inputs + i];
      for (let j = 0, at = i * outputs; j < outputs; j += 1, at += 1) dW[at] += x * dZ[row + j];
    }
  }
  return { dW, db };
}

function sentBack({ inputs, outputs, W }, dZ, rows) {
  const dX = new Float64Array(rows * inputs);
  for (let n = 0; n < rows; n += 1) {
    const row = n * outputs;
    for (let i = 0; i < inputs; i += 1) {
      let sum = 0;
      for (let j = 0, at = i * outputs; j < outputs; j += 1, at += 1) sum += dZ[row + j] * W[at];
      dX[n * inputs + i] = sum;
    }
  }
  return dX;
}

// One training step on these rows; the net itself moves.
function trainStep(net, { X, Y, rows }, { lr, cut = 0 }) {
  const gradients = backward(net, forward(net, X, rows), Y, rows, cut);
  net.layers.forEach(({ W, b }, k) => {
    if (gradients[k] === null) return;
    const { dW, db } = gradients[k];
    for (let at = 0; at < W.length; at += 1) W[at] -= lr * dW[at];
    for (let at = 0; at < b.length; at += 1) b[at] -= lr * db[at];
  });
}

// The length of an array as one vector, and how far its numbers lie from their mean (as np.std).
const norm = (numbers) => Math.sqrt(squaresAround(numbers, 0));

function spreadOf(numbers) {
  let sum = 0;
  for (const each of numbers) sum += each;
  return Math.sqrt(squaresAround(numbers, sum / numbers.length) / numbers.length);
}

function squaresAround(numbers, middle) {
  let sum = 0;
  for (const each of numbers) sum += (each - middle) ** 2;
  return sum;
}

function place(numbers, better) {
  return numbers.reduce((best, number, i) => (better(number, numbers[best]) ? i : best), 0);
}

// The place of the largest number, the first one where several are equal.
const largest = (numbers) => place(numbers, (one, other) => one > other);

export { activations, backward, forward, largest, norm, spreadOf, startNet, trainStep };
