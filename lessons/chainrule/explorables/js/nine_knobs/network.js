// The network: inputs, hidden neurons, output, and a knob on each edge.
import { fixed, neat } from '../lib/digits.js';
import { graph } from '../lib/graph.js';
import { KNOBS, readKnob } from '../lib/network.js';
import { svg } from '../lib/svg.js';
import { NETWORK, networkPlaces, pathOf } from './layout.js';
import { CIRCLED, NAMES, SHORT } from './words.js';

const BIASES = { h1: KNOBS[2], h2: KNOBS[5], out: KNOBS[8] };

function makeNetwork(figure, parent) {
  const plot = figure.frame.plot({ parent, name: 'The network', ...NETWORK });
  const g = graph(svg('g', { 'aria-hidden': 'true' }, plot.picture));

  function draw(now) {
    const { options: { hidden }, pass, x } = now;
    const at = networkPlaces(plot.width);
    const path = pathOf(figure.marked);
    g.begin();
    x.forEach((value, i) => drawInput(g, at, i, value));
    drawNeuron(g, now, at, path, { id: 'h1', z: pass.z1[0], a: pass.a1[0], resting: !hidden });
    drawNeuron(g, now, at, path, { id: 'h2', z: pass.z1[1], a: pass.a1[1], resting: !hidden });
    drawNeuron(g, now, at, path, { id: 'out', z: pass.z2, a: pass.a2, resting: false });
    for (const knob of KNOBS) {
      if (knob.from && (hidden || knob.key > 6)) drawEdge(g, now, at, path, knob);
    }
    if (figure.walk.token) g.token('riding', figure.walk.token);
    g.end();
  }
  return { plot, draw };
}

function drawInput(g, at, i, value) {
  const id = `x${i + 1}`;
  const cells = [{ label: SHORT[id], text: neat(value, 3), kind: 'forward' }];
  g.node(id, { ...at[id], w: at.input, h: 46, name: i === 0 ? 'inputs' : '', cells });
}

// Without a hidden layer its neurons rest: they stay where they are, empty.
function drawNeuron(g, { params, seen }, at, path, { id, z, a, resting }) {
  const { tight } = at;
  const bias = BIASES[id];
  const sum = seen.sums[id] === undefined ? '?' : fixed(seen.sums[id], 2);
  const words = resting ? { z: '–', a: '–' } : {
    z: seen.z.has(id) ? fixed(z, 2) : sum, a: seen.a.has(id) ? fixed(a, 3) : '?',
  };
  // Until the bias is in, what stands there is a sum, and no z yet.
  const names = { z: words.z === '?' || resting || seen.z.has(id) ? 'z' : 'sum', a: 'a' };
  g.node(id, {
    ...at[id], w: at.neuron, h: tight ? 54 : 50, shape: tight ? 'box' : 'round', stacked: tight,
    name: resting ? '' : NAMES[id], note: resting ? '' : `${CIRCLED[bias.key]} bias ${neat(readKnob(params, bias), 3)}`,
    state: resting ? 'off' : seen.a.has(id) ? '' : 'pending', on: path.nodes.has(id) || seen.last?.to === id,
    cells: ['z', 'a'].map((key) => ({
      label: names[key], text: `${tight ? `${names[key]} ` : ''}${words[key]}`,
      kind: seen[key].has(id) ? 'forward' : '',
    })),
  });
}

// Without a hidden layer the last two weights read the inputs.
function drawEdge(g, { options: { hidden }, params, seen }, at, path, knob) {
  const { key, to } = knob;
  const value = readKnob(params, knob);
  const crossing = key === 2 || key === 4;
  const middle = hidden && !(at.tight && key > 6) ? 0.5 : 0.4;
  g.edge(`knob ${key}`, {
    from: hidden ? knob.from : ['x1', 'x2'][key - 7], to, at: crossing ? 0.25 : middle,
    label: `${CIRCLED[key]} ${neat(value, 3)}`, weight: 1 + Math.min(2.5, Math.abs(value) / 2.5),
    on: path.edges.has(key) || seen.last?.knob === key, state: seen.edges.has(key) || !hidden ? '' : 'pending',
  });
}

export { makeNetwork };
