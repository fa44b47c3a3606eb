// Where the nodes of the route tracer stand: in columns from left to right, on a narrow page in rows
// from top to bottom. No DOM.
import { layersLayout } from '../lib/layers_layout.js';
import { KNOBS } from '../lib/network.js';
import { NAMES } from './present.js';

const WIDE = 760; // from this width on the graph runs from left to right
const BIAS_BELOW = 54; // from a neuron to its bias
const GAPS = [2.1, 1.3, 2, 1.3, 1.45]; // between input, z, a, z, a and loss
const CROSSING = [2, 4]; // knobs on edges that cross another one
const NODE = { w: 64, h: 44 };
const PLUG = { w: 66, h: 24 };
const BARE = { w: 30, h: 30 };

const runsAcross = (width) => width >= WIDE;

function nineHeight(width) {
  return runsAcross(width) ? 264 : 620;
}

function deepHeight(width, depth) {
  return runsAcross(width) ? 250 : 70 * (depth + 1) + 60;
}

// [{ x, y }] of every node; `along` is the direction in which the graph runs.
function places(now, width, height) {
  return now.deep ? deepPlaces(now, width, height) : ninePlaces(now, width, height);
}

function ninePlaces(now, width, height) {
  const across = runsAcross(width);
  const bare = {
    nodes: now.graph.nodes.filter((node) => !NAMES.includes(node)),
    edges: now.graph.edges.filter(({ from }) => !NAMES.includes(from)),
  };
  const grid = layersLayout(bare);
  const total = GAPS.reduce((sum, gap) => sum + gap, 0);
  const room = across ? width - NODE.w - 6 : height - NODE.h - 30;
  const offset = across ? NODE.w / 2 + 2 : NODE.h / 2 + 16;
  const step = (column) => offset + (room * GAPS.slice(0, column).reduce((sum, gap) => sum + gap, 0)) / total;
  const spread = across ? 152 : Math.min(260, 0.64 * width);
  const middle = across ? 132 : width / 2;
  const at = {};
  for (const node of bare.nodes) {
    const { column, row } = grid[node];
    at[node] = across ? { x: step(column), y: middle + spread * row } : { x: middle + spread * row, y: step(column) };
  }
  for (const knob of KNOBS) at[knob.name] = plugPlace(knob, at, across);
  return { at, along: across ? 'x' : 'y', across };
}

// A plug sits on the edge of its weight; a bias beside its neuron.
function plugPlace(knob, at, across) {
  const to = at[`${knob.to}.z`];
  if (!knob.from) {
    if (!across) return { x: to.x + (knob.to === 'h2' ? -1 : 1) * 74, y: to.y };
    return { x: to.x, y: to.y + (knob.to === 'h2' ? -1 : 1) * BIAS_BELOW };
  }
  const from = at[knob.from] ?? at[`${knob.from}.a`];
  const t = CROSSING.includes(knob.key) ? (across ? 0.27 : 0.24) : across ? (knob.to === 'out' ? 0.42 : 0.5) : 0.55;
  return { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
}

function deepPlaces(now, width, height) {
  const across = runsAcross(width);
  const grid = layersLayout(now.graph);
  const columns = now.depth + 1;
  const long = across ? width - 84 : height - 50;
  const first = across ? 40 : 25;
  const spread = across ? 84 : Math.min(110, 0.3 * width);
  const middle = across ? height / 2 : width / 2;
  const at = Object.fromEntries(
    now.graph.nodes.map((node) => {
      const { column, row } = grid[node];
      const [far, side] = [first + (long * column) / columns, middle + spread * row];
      return [node, across ? { x: far, y: side } : { x: side, y: far }];
    }),
  );
  return { at, along: across ? 'x' : 'y', across };
}

export { NODE, PLUG, BARE, nineHeight, deepHeight, places };
