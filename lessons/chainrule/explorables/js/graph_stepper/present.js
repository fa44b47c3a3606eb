// What the graph stepper shows: its traits, and what they lead to. No DOM.
import { operation, nudges, signOf } from '../lib/operations.js';
import { recordedSteps } from '../lib/recorded.js';
import { topological } from '../lib/routes.js';
import { chosenSteps, gradientsAfter, leftOver, MOST_STEPS, sweepSteps } from '../lib/sweeps.js';

const ROOT = 'n0';
const SEED = -1; // in `pressed`: the 1 at the end
const ORDERS = ['right', 'at_once', 'each_listing', 'part', 'discovery', 'levels'];
const CONTROLS = {
  ready: [],
  you: ['seed', 'judge', 'queue'],
  mine: ['step', 'judge'],
  sabotage: ['step', 'seed', 'order', 'rule', 'judge'],
};
const idOf = (place) => `n${place}`;
const placeOf = (id) => Number(id.slice(1));

// A function that reads the model. Graph, steps and nudges are kept until what they depend on changes.
function presenter(model) {
  const get = (name) => model.get(name);
  const graphOf = remembered(readGraph);
  const stepsOf = remembered(readSteps);
  const judgeOf = remembered(judged);
  return () => {
    const read = graphOf(get('nodes'));
    const mode = get('mode');
    const controls = get('controls');
    const has = (name) => CONTROLS[mode].includes(name) && controls.some((each) => each.split(':')[0] === name);
    const atEnd = mode === 'you' ? !has('seed') : get('seeded'); // whether the 1 is there from the start
    const state = stepsOf(read, mode, get('order'), get('rule'), atEnd, get('record'), get('pressed'));
    const place = mode === 'you' ? state.steps.length : Math.min(get('place'), state.steps.length);
    const done = mode === 'you' ? everyoneHanded(read, get('pressed')) : place === state.steps.length;
    const { values, written } = gradientsAfter(read.graph, state.steps, place);
    const complete = mode !== 'ready' && done && !read.circle;
    return {
      ...read,
      ...state,
      mode,
      modes: modesOf(model, controls),
      order: get('order'),
      orders: ordersOf(controls),
      rule: get('rule'),
      seeded: get('seeded'),
      pressed: get('pressed'),
      place,
      complete,
      values,
      written,
      step: place > 0 ? state.steps[place - 1] : null,
      late: leftOver(state.steps.slice(0, place)),
      judge: complete && has('judge') && !read.cut ? judgeOf(read, state) : null,
      has,
      own: get('own'),
      note: get('note'),
      trouble: mode === 'mine' ? get('trouble') : '',
    };
  };
}

// The last answer is kept: the same arguments, the same answer.
function remembered(f) {
  let last = null;
  let answer = null;
  return (...given) => {
    if (!last || given.some((value, k) => value !== last[k])) {
      answer = f(...given);
      last = given;
    }
    return answer;
  };
}

function readGraph(given) {
  const nodes = given.map((node, place) => ({
    ...node,
    id: idOf(place),
    made: node.made_by,
    slopes: node.slopes.map((slope) => slope ?? NaN),
  }));
  const edges = nodes.flatMap((node) =>
    node.parents.map((parent, k) => ({ from: idOf(parent), to: node.id, slope: node.slopes[k] })),
  );
  const graph = { nodes: nodes.map(({ id }) => id), edges };
  const parentsFirst = inOrder(graph);
  return {
    nodes: labelled(nodes, parentsFirst ?? graph.nodes),
    graph,
    parentsFirst,
    circle: parentsFirst === null,
    cut: nodes.some(({ hidden }) => hidden > 0),
  };
}

function inOrder(graph) {
  try {
    return topological(graph);
  } catch {
    return null; // a node that is its own ancestor
  }
}

const LOWERED = [...'₀₁₂₃₄₅₆₇₈₉'];
const lowered = (count) => [...String(count)].map((digit) => LOWERED[digit]).join('');

// Every node gets its sign and a label of its own: a name, a constant's value, or the sign, counted
// from the left where several nodes have it.
function labelled(nodes, order) {
  const signed = nodes.map((node) => ({ ...node, sign: signFor(node, nodes) }));
  const same = (sign) => signed.filter((node) => !node.name && node.sign === sign && node.parents.length > 0).length;
  const counts = new Map();
  const labels = new Map();
  for (const id of order) {
    const node = signed[placeOf(id)];
    if (node.name || node.parents.length === 0) {
      labels.set(id, node.name);
      continue;
    }
    counts.set(node.sign, (counts.get(node.sign) ?? 0) + 1);
    labels.set(id, same(node.sign) > 1 ? `${node.sign}${lowered(counts.get(node.sign))}` : node.sign);
  }
  return signed.map((node) => ({ ...node, label: labels.get(node.id) }));
}

function signFor(node, nodes) {
  if (node.parents.length === 0) return node.hidden > 0 ? signOf(node.made) || node.made || '…' : '';
  const said = signOf(node.made) || node.made;
  if (said === 'power') return ['power', ...(node.made.match(/-?[\d.]+$/) ?? [])].join(' ').replace('-', '−');
  if (said) return said;
  const found = node.hidden > 0 ? null : operation(node, node.parents.map((place) => nodes[place].data));
  return found?.sign ?? '?';
}

function readSteps({ graph, circle }, mode, order, rule, seeded, record, pressed) {
  if (mode === 'ready' || circle) return { steps: [], stopped: false };
  const steps = {
    you: () => chosenSteps(graph, ROOT, pressed.map((place) => (place === SEED ? null : idOf(place))), seeded),
    mine: () => recordedSteps(graph, ROOT, record.map(([place, before, after]) => [idOf(place), before, after])),
    sabotage: () => sweepSteps(graph, ROOT, { order, rule, seeded }),
  }[mode]();
  return { steps, stopped: mode === 'sabotage' && steps.length >= MOST_STEPS };
}

function everyoneHanded({ nodes }, pressed) {
  return nodes.every(({ parents }, place) => parents.length === 0 || pressed.includes(place));
}

// Each node's gradient at the end beside what nudging it says.
function judged({ nodes, parentsFirst, graph }, { steps }) {
  const { values } = gradientsAfter(graph, steps, steps.length);
  const says = nudges(nodes, parentsFirst.map(placeOf), 0);
  const size = Math.abs(nodes[0].data);
  return nodes.map(({ id }, place) => {
    const nudged = says[place];
    const off = Math.abs(values[id] - nudged);
    const known = Number.isFinite(nudged);
    return { id, nudged, known, agrees: known && off <= 1e-6 * Math.max(Math.abs(nudged), 1e-3) + 1e-9 * size };
  });
}

function modesOf(model, controls) {
  if (!controls.includes('mode')) return [];
  return ['ready', 'you', ...(model.get('recorded') ? ['mine'] : []), 'sabotage'];
}

function ordersOf(controls) {
  const [, named] = controls.find((each) => each.startsWith('order'))?.split(':') ?? [];
  return named ? ORDERS.filter((order) => named.split(',').includes(order)) : ORDERS;
}

export { ROOT, SEED, idOf, placeOf, presenter };
