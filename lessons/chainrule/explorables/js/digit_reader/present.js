// What the digit reader shows: its traits, and what they lead to. No DOM.
import { activations, largest } from '../lib/mlp.js';

const SIDE = 8; // cells of the pad in a row, as in the data
const MOST_INK = 16;
const EMPTY = new Array(SIDE * SIDE).fill(0);

// Pixels as the network was trained on them: each column with the mean and the spread of the
// training rows. A column that never varied says nothing, and is 0.
function scaled(pixels, mean, spread) {
  return pixels.map((ink, i) => (spread[i] > 0 ? (ink - mean[i]) / spread[i] : 0));
}

function layersOf({ W1, b1, W2, b2 }) {
  return [
    { W: W1, b: b1 },
    { W: W2, b: b2 },
  ];
}

function present(model) {
  const [snapshots, at, pixels, neuron] = ['snapshots', 'at', 'pixels', 'neuron'].map((name) => model.get(name));
  const snapshot = snapshots[Math.min(at, snapshots.length - 1)];
  const x = scaled(pixels, model.get('mean'), model.get('spread'));
  const [, hidden, outputs] = activations(layersOf(snapshot), x);
  return {
    snapshots,
    at,
    snapshot,
    pixels,
    hidden,
    outputs,
    blank: pixels.every((ink) => ink === 0),
    answer: largest(outputs),
    neuron: neuron > 0 && neuron <= hidden.length ? neuron : 0,
    missed: model.get('missed'),
    controls: model.get('controls'),
  };
}

// The weights of one hidden neuron, and what it hands on to each output.
function weightsInto({ W1 }, neuron) {
  return W1.map((row) => row[neuron - 1]);
}

function weightsOutOf({ W2 }, neuron) {
  return W2[neuron - 1];
}

export { SIDE, MOST_INK, EMPTY, scaled, present, weightsInto, weightsOutOf };
