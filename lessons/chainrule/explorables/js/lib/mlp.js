// A network of any depth, σ in every neuron: what it makes of one row of inputs. No DOM.
//
// layers: [{ W, b }], W[i][j] from input i to neuron j of the layer, as in Python.
import { sigmoid } from './activations.js';

// Every layer's activations, the inputs first.
function activations(layers, x) {
  const all = [x];
  for (const { W, b } of layers) {
    const received = all[all.length - 1];
    all.push(b.map((bias, j) => sigmoid(received.reduce((sum, value, i) => sum + value * W[i][j], bias))));
  }
  return all;
}

function place(numbers, better) {
  return numbers.reduce((best, number, i) => (better(number, numbers[best]) ? i : best), 0);
}

// The place of the largest number, the first one where several are equal.
const largest = (numbers) => place(numbers, (one, other) => one > other);

export { activations, largest };
