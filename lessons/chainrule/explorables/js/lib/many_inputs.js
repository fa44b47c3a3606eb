// One neuron with any number of inputs: z = w·x + b, a = σ(z), L = (a − y)², and what each number in
// it does to the loss. No DOM.
import { ACTIVATIONS } from './activations.js';

const { f: sigmoid, df: dsigmoid } = ACTIVATIONS.sigmoid;

// `delta` is dL/dz; dw, db and dx are the gradients of the loss with respect to w, b and x.
function manyInputs({ x, w, b, y }) {
  const products = x.map((value, i) => w[i] * value);
  const z = products.reduce((sum, product) => sum + product, b);
  const a = sigmoid(z);
  const dL_da = 2 * (a - y);
  const da_dz = dsigmoid(z);
  const delta = dL_da * da_dz;
  return {
    products, z, a, L: (a - y) ** 2, dL_da, da_dz, delta,
    dw: x.map((value) => delta * value), db: delta, dx: w.map((weight) => delta * weight),
  };
}

// Weights and bias after one step against these gradients.
function stepped({ w, b }, { dw, db }, lr) {
  return { w: w.map((weight, i) => weight - lr * dw[i]), b: b - lr * db };
}

export { manyInputs, stepped };
