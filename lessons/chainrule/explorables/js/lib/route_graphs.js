// The two graphs whose routes are traced: the network with nine numbers, and layers of three. No DOM.
import { dsigmoid } from './activations.js';
import { forward, KNOBS, readKnob, squaredError, turnKnob } from './network.js';
import { routesBetween } from './routes.js';

const LOSS = 'L';
const HIDDEN = ['h1', 'h2'];
const INPUTS = ['x1', 'x2'];

// Every value that the loss depends on is a node: inputs, knobs (named as in Python), z and a of each
// neuron, the loss. A knob's slope is what it multiplies; a bias is multiplied by 1.
function nineGraph(params, x, y) {
  const { z1, a1, z2, a2 } = forward(params, x);
  const values = { x1: x[0], x2: x[1], [LOSS]: squaredError(a2, y) };
  const edges = [];
  const lead = (from, to, slope, part) => edges.push({ from, to, slope, part });
  KNOBS.forEach((knob) => {
    values[knob.name] = readKnob(params, knob);
  });
  INPUTS.forEach((input) => {
    for (const knob of KNOBS.filter(({ from }) => from === input))
      lead(input, `${knob.to}.z`, values[knob.name], 'weight');
  });
  HIDDEN.forEach((id, j) => {
    Object.assign(values, { [`${id}.z`]: z1[j], [`${id}.a`]: a1[j] });
    lead(`${id}.z`, `${id}.a`, dsigmoid(z1[j]), 'squash');
    lead(`${id}.a`, 'out.z', params.W2[j][0], 'weight');
  });
  Object.assign(values, { 'out.z': z2, 'out.a': a2 });
  lead('out.z', 'out.a', dsigmoid(z2), 'squash');
  lead('out.a', LOSS, 2 * (a2 - y), 'loss');
  const received = { x1: x[0], x2: x[1], h1: a1[0], h2: a1[1] };
  for (const knob of KNOBS) lead(knob.name, `${knob.to}.z`, knob.from ? received[knob.from] : 1, 'knob');
  const nodes = [
    ...INPUTS,
    ...KNOBS.map(({ name }) => name),
    ...HIDDEN.flatMap((id) => [`${id}.z`, `${id}.a`]),
    'out.z',
    'out.a',
    LOSS,
  ];
  return { nodes, edges, values, end: LOSS };
}

// (L(t + h) − L(t − h)) / 2h for the input or knob `start`: what nudging it says.
function nudgedLoss(params, x, y, start, h = 1e-5) {
  const loss = (by) => {
    const knob = KNOBS.find(({ name }) => name === start);
    if (knob)
      return squaredError(forward({ ...params, ...turnKnob(params, knob, readKnob(params, knob) + by) }, x).a2, y);
    return squaredError(
      forward(
        params,
        x.map((value, i) => (INPUTS[i] === start ? value + by : value)),
      ).a2,
      y,
    );
  };
  return (loss(h) - loss(-h)) / (2 * h);
}

// The factors of a route as the loss of one neuron has them: the slope of a σ and the weight behind
// it are one factor, how the output answers to a hidden neuron. [{ value, of: [slopes] }].
function foldedFactors(graph, route) {
  const parts = [...route.edges].reverse().map((place) => graph.edges[place]);
  const folded = [];
  for (let i = 0; i < parts.length; i += 1) {
    const pair = parts[i].part === 'squash' && parts[i + 1]?.part === 'weight' && parts[i + 2];
    const of = pair ? [parts[i].slope, parts[i + 1].slope] : [parts[i].slope];
    folded.push({ value: of.reduce((product, slope) => product * slope, 1), of });
    if (pair) i += 1;
  }
  return folded;
}

// Short numbers, no two alike in a row, of both signs: the slopes of the layers of three.
const SLOPES = [0.5, -0.6, 1.2, 0.8, -1.4, 0.7, 1.5, -0.4, 0.9, -0.8, 1.3];
const WIDTH = 3;

// One input, `depth` layers of three neurons without σ, one output; every neuron reads all of the
// layer before.
function deepGraph(depth) {
  const layers = [
    ['in'],
    ...Array.from({ length: depth }, (_, l) => Array.from({ length: WIDTH }, (__, j) => `n${l + 1}.${j + 1}`)),
    ['end'],
  ];
  const edges = [];
  layers.slice(1).forEach((layer, l) => {
    for (const from of layers[l])
      for (const to of layer) edges.push({ from, to, slope: SLOPES[edges.length % SLOPES.length], part: 'weight' });
  });
  return { nodes: layers.flat(), edges, layers, values: {}, end: 'end' };
}

// Every route of every start, one start after the other.
function allRoutes(graph, starts) {
  return starts.flatMap((start) => routesBetween(graph, start, graph.end).map((route) => ({ ...route, start })));
}

export { LOSS, nineGraph, nudgedLoss, foldedFactors, deepGraph, allRoutes };
