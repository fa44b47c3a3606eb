// Activation functions with their slopes. No DOM.

// Only e to a negative power is formed, so nothing overflows.
function sigmoid(z) {
  const decay = Math.exp(-Math.abs(z));
  return (z < 0 ? decay : 1) / (1 + decay);
}

// σ(z)(1 − σ(z)) with 1 − σ(z) written as σ(−z): for z = 40 the subtraction would round to 0.
function dsigmoid(z) {
  return sigmoid(z) * sigmoid(-z);
}

// `range`: the activations worth showing.
const ACTIVATIONS = {
  sigmoid: { label: 'sigmoid σ', symbol: 'σ', f: sigmoid, df: dsigmoid, range: [0, 1] },
  tanh: { label: 'tanh (preview)', symbol: 'tanh', f: Math.tanh, df: (z) => 1 / Math.cosh(z) ** 2, range: [-1, 1] },
  relu: {
    label: 'ReLU (preview)', symbol: 'ReLU', range: [0, 3],
    f: (z) => Math.max(z, 0), df: (z) => (z > 0 ? 1 : 0), // at 0: the usual convention
  },
};

export { sigmoid, dsigmoid, ACTIVATIONS };
