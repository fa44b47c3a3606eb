// A sweep back through a graph, step by step: under any order and rule, by hand, or as it was
// recorded. No DOM.
//
//   graph = { nodes: [ids], edges: [{ from, to, slope }] }, as in routes.js: an edge leads from a
//   parent to what is made of it. A sweep runs against the edges, beginning at `root`.
//   step = { acting, kind, moves: [{ to, edge, held, share, before, after }] }
//
// What moves over an edge is its slope times what the acting node `held`: the share. `acting` is the
// node that hands on (null: nobody), `edge` a place in graph.edges. `kind` is 'seed' (the last node
// gets its 1), 'hand', and in a record also 'gather' (a node collects from all that are made of it),
// 'reset' (set to 0) and 'odd' (no neighbour explains what was written).
import { topological } from './routes.js';

const MOST_STEPS = 2000;
const ROUNDING = 1e-9;
const RULES = { add: (held, share) => held + share, overwrite: (_, share) => share };

// Places of the edges over which each node hands on, in the order in which its parents are listed.
function handsOver({ nodes, edges }) {
  const places = new Map(nodes.map((node) => [node, []]));
  edges.forEach(({ to }, place) => places.get(to).push(place));
  return places;
}

// A sweep under way: `values` by node, and the steps taken so far.
function begin(graph, root, rule = 'add') {
  const values = Object.fromEntries(graph.nodes.map((node) => [node, 0]));
  const steps = [];
  const over = handsOver(graph);
  const give = (to, share, edge, held = null) => {
    const before = values[to];
    values[to] = RULES[rule](before, share);
    return { to, edge, held, share, before, after: values[to] };
  };
  return {
    values,
    steps,
    over,
    full: () => steps.length >= MOST_STEPS,
    seed: () => steps.push({ acting: null, kind: 'seed', moves: [give(root, 1, null)] }),
    // `held`: what is handed on, the node's gradient unless said otherwise.
    hand(node, edges = over.get(node), held = values[node]) {
      const moves = edges.map((edge) => give(graph.edges[edge].from, graph.edges[edge].slope * held, edge, held));
      steps.push({ acting: node, kind: 'hand', moves });
      return moves;
    },
  };
}

const parentsOver = (graph, sweep, node) => sweep.over.get(node).map((edge) => graph.edges[edge].from);

// Nodes as one finds them from the root, depth first.
function discovered(graph, root) {
  const over = handsOver(graph);
  const found = new Set();
  const waiting = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (found.has(node)) continue;
    found.add(node);
    waiting.push(
      ...over
        .get(node)
        .map((edge) => graph.edges[edge].from)
        .reverse(),
    );
  }
  return [...found];
}

// Nodes level by level from the root.
function byLevels(graph, root) {
  const over = handsOver(graph);
  const found = new Set([root]);
  for (const node of found) for (const edge of over.get(node)) found.add(graph.edges[edge].from);
  return [...found];
}

function eachOnce(order) {
  return (graph, root, sweep) => {
    for (const node of order(graph, root)) if (sweep.over.get(node).length > 0) sweep.hand(node);
  };
}

// Hand on as soon as something arrives, all that has arrived so far.
function atOnce(graph, node, sweep) {
  for (const edge of sweep.over.get(node)) {
    if (sweep.full()) return;
    sweep.hand(node, [edge]);
    atOnce(graph, graph.edges[edge].from, sweep);
  }
}

// Give to all parents first, then let each do the same, as often as it is listed.
function eachListing(graph, node, sweep) {
  if (sweep.full() || sweep.over.get(node).length === 0) return;
  sweep.hand(node);
  for (const parent of parentsOver(graph, sweep, node)) eachListing(graph, parent, sweep);
}

// Hand on the part that has just arrived and nothing else: every route by itself.
function partByPart(graph, node, sweep, part = sweep.values[node]) {
  for (const edge of sweep.over.get(node)) {
    if (sweep.full()) return;
    const [{ share }] = sweep.hand(node, [edge], part);
    partByPart(graph, graph.edges[edge].from, sweep, share);
  }
}

const ORDERS = {
  right: eachOnce((graph) => topological(graph).reverse()),
  at_once: atOnce,
  each_listing: eachListing,
  part: partByPart,
  discovery: eachOnce(discovered),
  levels: eachOnce(byLevels),
};

// The steps of a whole sweep.
function sweepSteps(graph, root, { order = 'right', rule = 'add', seeded = true } = {}) {
  const sweep = begin(graph, root, rule);
  if (seeded) sweep.seed();
  ORDERS[order](graph, root, sweep);
  return sweep.steps;
}

// The steps of a sweep by hand: `chosen` lists the nodes that hand on, null stands for the 1 at the
// end. A node hands on once.
function chosenSteps(graph, root, chosen, seeded) {
  const sweep = begin(graph, root);
  if (seeded) sweep.seed();
  const done = new Set();
  for (const node of chosen) {
    if (done.has(node)) continue;
    done.add(node);
    if (node === null) sweep.seed();
    else if (sweep.over.get(node)?.length > 0) sweep.hand(node);
  }
  return sweep.steps;
}

// Gradients after the first `count` steps, and which nodes have been written at all.
function gradientsAfter(graph, steps, count) {
  const values = Object.fromEntries(graph.nodes.map((node) => [node, 0]));
  const written = new Set();
  for (const { moves } of steps.slice(0, count)) {
    for (const { to, after } of moves) {
      values[to] = after;
      written.add(to);
    }
  }
  return { values, written };
}

// What arrived at a node after it had handed on for the last time. { node: amount }
function leftOver(steps) {
  const late = {};
  for (const { acting, moves } of steps) {
    if (acting !== null) late[acting] = 0;
    for (const { to, share } of moves) if (to in late) late[to] += share;
  }
  return Object.fromEntries(Object.entries(late).filter(([, amount]) => amount !== 0));
}

export { MOST_STEPS, ROUNDING, begin, chosenSteps, gradientsAfter, handsOver, leftOver, sweepSteps };
