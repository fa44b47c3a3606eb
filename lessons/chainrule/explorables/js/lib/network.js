// The 2-2-1 network and the neuron; twin of nine_knobs.py and neuron_microscope.py. No DOM.
// Tests hold the twins together.
//
// Parameters are written as in Python: W1[i][j] leads from input i to hidden neuron j, b1[j],
// W2[j][0] from hidden neuron j to the output, b2[0].
import { ACTIVATIONS, sigmoid } from './activations.js';

// The nine knobs in the order of their number keys.
const KNOBS = [
  { key: 1, name: 'W1[0][0]', matrix: 'W1', at: [0, 0], from: 'x1', to: 'h1', said: 'weight from input 1 to hidden 1' },
  { key: 2, name: 'W1[1][0]', matrix: 'W1', at: [1, 0], from: 'x2', to: 'h1', said: 'weight from input 2 to hidden 1' },
  { key: 3, name: 'b1[0]', matrix: 'b1', at: [0], to: 'h1', said: 'bias of hidden 1' },
  { key: 4, name: 'W1[0][1]', matrix: 'W1', at: [0, 1], from: 'x1', to: 'h2', said: 'weight from input 1 to hidden 2' },
  { key: 5, name: 'W1[1][1]', matrix: 'W1', at: [1, 1], from: 'x2', to: 'h2', said: 'weight from input 2 to hidden 2' },
  { key: 6, name: 'b1[1]', matrix: 'b1', at: [1], to: 'h2', said: 'bias of hidden 2' },
  {
    key: 7, name: 'W2[0][0]', matrix: 'W2', at: [0, 0], from: 'h1', to: 'out',
    said: 'weight from hidden 1 to the output',
  },
  {
    key: 8, name: 'W2[1][0]', matrix: 'W2', at: [1, 0], from: 'h2', to: 'out',
    said: 'weight from hidden 2 to the output',
  },
  { key: 9, name: 'b2[0]', matrix: 'b2', at: [0], to: 'out', said: 'bias of the output' },
];

function readKnob(params, { matrix, at }) {
  return at.reduce((inside, place) => inside[place], params[matrix]);
}

// The changed matrix, as { W1: [[…], […]] }: a new array, so that the change is seen.
function turnKnob(params, { matrix, at }, value) {
  const fresh = structuredClone(params[matrix]);
  if (at.length === 1) fresh[at[0]] = value;
  else fresh[at[0]][at[1]] = value;
  return { [matrix]: fresh };
}

// Forward pass for one example. `squash`: hidden neurons have σ. `hidden`: there is a hidden layer;
// without it the inputs go straight through W2 and b2.
function forward({ W1, b1, W2, b2 }, x, { squash = true, hidden = true } = {}) {
  const z1 = hidden ? b1.map((bias, j) => x[0] * W1[0][j] + x[1] * W1[1][j] + bias) : [];
  const a1 = squash ? z1.map(sigmoid) : [...z1];
  const received = hidden ? a1 : x;
  const z2 = received[0] * W2[0][0] + received[1] * W2[1][0] + b2[0];
  return { z1, a1, z2, a2: sigmoid(z2) };
}

function squaredError(a, y) {
  return (a - y) ** 2;
}

// L = (1/N) Σ (a − y)² over examples [{ x, y }].
function meanLoss(params, examples, options = {}) {
  const losses = examples.map(({ x, y }) => squaredError(forward(params, x, options).a2, y));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

// The gradient of the mean loss with respect to each of the nine numbers, in the shape of params: one
// sweep back for every example. Source: the chain rule along every route from a number to the loss.
function meanGradient(params, examples) {
  const total = { W1: [[0, 0], [0, 0]], b1: [0, 0], W2: [[0], [0]], b2: [0] };
  for (const { x, y } of examples) {
    const { a1, a2 } = forward(params, x);
    const out = (2 * (a2 - y) * a2 * (1 - a2)) / examples.length;
    total.b2[0] += out;
    a1.forEach((a, j) => {
      const hidden = out * params.W2[j][0] * a * (1 - a);
      total.W2[j][0] += out * a;
      total.b1[j] += hidden;
      x.forEach((input, i) => { total.W1[i][j] += hidden * input; });
    });
  }
  return total;
}

// Every number moved by `by` times the number at its place in `pull`.
function moved(params, pull, by) {
  const add = (here, there) => (Array.isArray(here) ? here.map((value, i) => add(value, there[i])) : here + by * there);
  return Object.fromEntries(Object.keys(params).map((name) => [name, add(params[name], pull[name])]));
}

// Without σ in the middle two layers are one neuron: z2 = w[0]·x1 + w[1]·x2 + b.
function collapsed({ W1, b1, W2, b2 }, { hidden = true } = {}) {
  if (!hidden) return { w: W2.map((row) => row[0]), b: b2[0] };
  const through = (row) => row[0] * W2[0][0] + row[1] * W2[1][0];
  return { w: W1.map(through), b: through(b1) + b2[0] };
}

// The four points of exclusive or, for the tuning game.
const FOUR_POINTS = [
  { x: [0, 0], y: 0 }, { x: [0, 1], y: 1 }, { x: [1, 0], y: 1 }, { x: [1, 1], y: 0 },
];

// The forward pass in the order in which a person computes it. Each step adds one thing:
//   product  one edge: weight times what arrives     bias  the bias joins the sum
//   squash   z becomes a                             loss  the prediction meets the target
// `sum` is the sum so far, `to` the neuron, `knob` the number of the weight or bias.
function forwardSteps(params, x, y, { squash = true, hidden = true } = {}) {
  const { z1, a1, z2, a2 } = forward(params, x, { squash, hidden });
  const arriving = { x1: x[0], x2: x[1], h1: a1[0], h2: a1[1] };
  const steps = [];
  const addNeuron = (to, edges, bias, z, a, bends) => {
    let sum = 0;
    for (const { knob, from } of edges) {
      const weight = readKnob(params, knob);
      const product = weight * arriving[from];
      sum += product;
      steps.push({ kind: 'product', to, from, knob: knob.key, weight, value: arriving[from], product, sum });
    }
    const b = readKnob(params, bias);
    steps.push({ kind: 'bias', to, knob: bias.key, bias: b, sum: z });
    steps.push({ kind: 'squash', to, z, a, bends });
  };
  const edge = (key, from) => ({ knob: KNOBS[key - 1], from });
  if (hidden) {
    addNeuron('h1', [edge(1, 'x1'), edge(2, 'x2')], KNOBS[2], z1[0], a1[0], squash);
    addNeuron('h2', [edge(4, 'x1'), edge(5, 'x2')], KNOBS[5], z1[1], a1[1], squash);
  }
  const [first, second] = hidden ? ['h1', 'h2'] : ['x1', 'x2'];
  addNeuron('out', [edge(7, first), edge(8, second)], KNOBS[8], z2, a2, true);
  steps.push({ kind: 'loss', to: 'loss', a: a2, y, loss: squaredError(a2, y) });
  return steps;
}

// ---- one neuron with one input

// Values, the three local slopes along the path of w, and the gradients of the loss with respect
// to w, b and x. `half`: L = ½(a − y)².
function neuron({ w, b, x, y }, { activation = 'sigmoid', half = false } = {}) {
  const { f, df } = ACTIVATIONS[activation];
  const share = half ? 0.5 : 1;
  const z = w * x + b;
  const a = f(z);
  const dL_da = 2 * share * (a - y);
  const da_dz = df(z);
  const delta = dL_da * da_dz;
  return {
    z, a, L: share * (a - y) ** 2, dL_da, da_dz, dz_dw: x, dz_db: 1, dz_dx: w,
    dL_dz: delta, dL_dw: delta * x, dL_db: delta, dL_dx: delta * w,
  };
}

// (L(w + h) − L(w − h)) / 2h: what nudging w says.
function nudgedSlope(state, h, options = {}) {
  const loss = (w) => neuron({ ...state, w }, options).L;
  return (loss(state.w + h) - loss(state.w - h)) / (2 * h);
}

// |a − b| / max(|a|, |b|), and 0 where both are 0.
function relativeError(a, b) {
  const size = Math.max(Math.abs(a), Math.abs(b));
  return size === 0 ? 0 : Math.abs(a - b) / size;
}

export {
  KNOBS, readKnob, turnKnob, forward, squaredError, meanLoss, meanGradient, moved, collapsed, FOUR_POINTS, forwardSteps,
  neuron, nudgedSlope, relativeError,
};
