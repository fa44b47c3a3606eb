// What the neuron with several inputs shows: its numbers as nodes, its local slopes as edges, how far
// the loss has been followed back, and the gradients of the learner's own function. No DOM.
import { manyInputs } from '../lib/many_inputs.js';

const LEAF = { min: -3, max: 3, step: 0.05 };
const BACK = 5; // steps from the loss to the inputs
const SAME = 1e-6; // how near the learner's number must be, beside its size
const LOWERED = '₁₂₃₄';

// `now.own`: the learner's gradients for these very numbers, { dw, db }, or null.
function present(model, driver) {
  const [x, w, b, y] = ['x', 'w', 'b', 'y'].map((name) => model.get(name));
  const state = { x, w, b, y };
  const at = manyInputs(state);
  const mine = model.get('mine');
  const answer = mine && !driver.alone && driver.answer?.key === keyOf(state) ? driver.answer : null;
  const own = answer && !answer.problem ? answer : null;
  const controls = model.get('controls');
  return {
    state, at, mine, own, controls,
    problem: answer?.problem ?? '',
    waiting: mine && !driver.alone && answer === null,
    alone: mine && driver.alone,
    back: model.get('back'),
    lr: model.get('lr'),
    walk: walkOf(model.get('walk'), state, at),
    has: (name) => controls.includes(name),
    nodes: nodesOf(state, at, own),
    edges: edgesOf(state, at),
  };
}

// The steps that led to these very numbers, and the loss where they began.
function walkOf(walk, state, { L }) {
  return walk.to === keyOf(state) ? walk : { steps: 0, began: L };
}

const keyOf = ({ x, w, b, y }) => JSON.stringify([x, w, b, y]);

// { id, label, said, value, grad, reached, turn }: `reached` is the step back that brings the gradient;
// `turn` tells which number of the state a hand on this node changes; `right` is there where `grad` is
// the learner's.
function nodesOf({ x, w, b }, at, own) {
  const leaves = x.flatMap((_, i) => [
    { id: `x${i + 1}`, label: `x${LOWERED[i]}`, said: `input ${i + 1}`, value: x[i], grad: at.dx[i], turn: ['x', i] },
    {
      id: `w${i + 1}`, label: `w${LOWERED[i]}`, said: `weight ${i + 1}`, value: w[i], turn: ['w', i],
      ...yours(at.dw[i], own?.dw[i]),
    },
  ]);
  const products = at.products.map((value, i) => {
    const label = `w${LOWERED[i]} · x${LOWERED[i]}`;
    return { id: `p${i + 1}`, label, said: `product ${i + 1}`, value, grad: at.delta, reached: 4 };
  });
  return [
    ...leaves.map((leaf) => ({ ...leaf, reached: 5 })),
    { id: 'b', label: 'b', said: 'bias', value: b, reached: 4, turn: ['b', null], ...yours(at.db, own?.db) },
    ...products,
    { id: 'z', label: 'z', said: 'sum z', value: at.z, grad: at.delta, reached: 3 },
    { id: 'a', label: 'a', said: 'activation a', value: at.a, grad: at.dL_da, reached: 2 },
    { id: 'L', label: 'L', said: 'loss L', value: at.L, grad: 1, reached: 1 },
  ];
}

// What the learner's function says stands in the place of the figure's own number.
function yours(right, found) {
  if (found === undefined) return { grad: right };
  const agrees = found !== null && Math.abs(found - right) <= SAME * Math.max(Math.abs(right), SAME);
  return { grad: found ?? NaN, right, agrees };
}

function edgesOf({ x, w }, at) {
  const pairs = x.flatMap((_, i) => [
    { from: `x${i + 1}`, to: `p${i + 1}`, slope: w[i], reached: 5 },
    { from: `w${i + 1}`, to: `p${i + 1}`, slope: x[i], reached: 5 },
    { from: `p${i + 1}`, to: 'z', slope: 1, reached: 4 },
  ]);
  return [
    ...pairs,
    { from: 'b', to: 'z', slope: 1, reached: 4 },
    { from: 'z', to: 'a', slope: at.da_dz, reached: 3 },
    { from: 'a', to: 'L', slope: at.dL_da, reached: 2 },
  ];
}

export { BACK, LEAF, keyOf, present };
