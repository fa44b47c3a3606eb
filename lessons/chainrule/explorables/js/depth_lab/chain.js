// Neurons in a row, one a layer: z = w·a without a bias, σ, L = (a − y)². No DOM.
import { sigmoid } from '../lib/activations.js';

// Every neuron's numbers, from the loss back to the input: its output a, dL/dw, the factor w·σ′ by
// which a nudge of its input reaches its output, and the product of these factors so far.
function chainNumbers({ depth, w, x, y }) {
  const outputs = [x];
  for (let i = 0; i < depth; i += 1) outputs.push(sigmoid(w * outputs[i]));
  const rows = [];
  let signal = 2 * (outputs[depth] - y); // dL/da
  let product = 1;
  for (let neuron = depth; neuron >= 1; neuron -= 1) {
    const a = outputs[neuron];
    const slope = a * (1 - a);
    const factor = w * slope;
    product *= factor;
    rows.push({ number: neuron, a, gradient: signal * slope * outputs[neuron - 1], factor, product });
    signal *= factor;
  }
  return rows;
}

export { chainNumbers };
