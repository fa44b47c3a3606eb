// The deep network on the digits: made from the settings, measured on a few rows, trained. No DOM.
import { CLASSES, WIDTH, digitRows } from '../lib/digit_rows.js';
import { backward, forward, norm, spreadOf, startNet } from '../lib/mlp.js';
import { accuracy, makeTrainer, rowsOf, seededOrders } from '../lib/training.js';

const HIDDEN = 32; // neurons in a hidden layer
const BATCH = 32;
const LR = { sigmoid: 1, tanh: 0.3, relu: 0.1 };
const SETTINGS = ['depth', 'activation', 'start', 'output', 'cut', 'seed'];

// The tables of digits, worked out once for each figure.
const known = new WeakMap();
function digitsOf(model) {
  if (!known.has(model)) {
    const tables = digitRows(model.get('pixels'), model.get('labels'));
    const shown = rowsOf(
      tables.training,
      Array.from({ length: BATCH }, (_, row) => row),
    );
    known.set(model, { ...tables, shown });
  }
  return known.get(model);
}

function settingsOf(model) {
  const settings = Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
  return { ...settings, cut: Math.min(settings.cut, settings.depth) };
}

// A network at its start.
function startOf({ depth, activation, start, output, seed }) {
  const sizes = [WIDTH, ...new Array(depth).fill(HIDDEN), CLASSES];
  return startNet({ sizes, hidden: activation, straight: output === 'straight', start, seed });
}

// The same, with what trains it.
function freshNet(settings, { training }) {
  const { activation, cut, seed } = settings;
  const net = startOf(settings);
  const trainer = makeTrainer(net, training, {
    lr: LR[activation],
    batch: BATCH,
    cut,
    orderOf: seededOrders(training.rows, seed),
  });
  return { net, trainer };
}

// Every layer's numbers, from the loss back to the input: the length of dW (null without a signal)
// and the spread of its activations, over the rows shown.
function measured(net, { X, Y, rows }, cut) {
  const all = forward(net, X, rows);
  const gradients = backward(net, all, Y, rows, cut);
  return gradients
    .map((gradient, k) => ({
      number: k + 1,
      gradient: gradient && norm(gradient.dW),
      spread: spreadOf(all[k + 1]),
    }))
    .reverse();
}

// The network as Python is asked about it.
function asQuestion(net, { X, Y }) {
  const layers = net.layers.map(({ inputs, outputs, W, b }) => ({ inputs, outputs, W: [...W], b: [...b] }));
  return { layers, X: [...X], Y: [...Y] };
}

const testAccuracy = (net, { test }) => accuracy(net, test);

export { BATCH, LR, digitsOf, settingsOf, startOf, freshNet, measured, asQuestion, testAccuracy };
