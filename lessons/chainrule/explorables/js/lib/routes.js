// Routes through a graph whose edges carry local slopes: walked one by one, or merged in a sweep.
// No DOM.
//
//   graph = { nodes: ['x', 'z', 'L'], edges: [{ from: 'x', to: 'z', slope: 0.3 }, …] }
//
// The graph has no circles. Along a route slopes multiply, routes add. A cost counts one
// multiplication a local slope, the starting 1 included: a route of five edges costs five.

// Every route from `start` to `end`, in the order of the edges: { edges: [places], nodes, factors,
// product }. `factors` runs from the end back to the start, as a derivative is written.
function routesBetween({ edges }, start, end) {
  const leaving = edgesBy(edges, 'from');
  const found = [];
  const walk = (node, taken) => {
    if (node === end) {
      found.push(asRoute(edges, start, taken));
      return;
    }
    for (const place of leaving.get(node) ?? []) walk(edges[place].to, [...taken, place]);
  };
  walk(start, []);
  return found;
}

function asRoute(edges, start, taken) {
  const factors = taken.map((place) => edges[place].slope).reverse();
  return {
    edges: taken,
    nodes: [start, ...taken.map((place) => edges[place].to)],
    factors,
    product: factors.reduce((product, slope) => product * slope, 1),
  };
}

function edgesBy(edges, side) {
  const places = new Map();
  edges.forEach((edge, place) => {
    if (!places.has(edge[side])) places.set(edge[side], []);
    places.get(edge[side]).push(place);
  });
  return places;
}

function sumOf(routes) {
  return routes.reduce((sum, { product }) => sum + product, 0);
}

function costOf(routes) {
  return routes.reduce((cost, { edges }) => cost + edges.length, 0);
}

// The part of the graph that lies on routes from any of `starts` to `end`.
function between({ nodes, edges }, starts, end) {
  const ahead = reach(edges, starts, 'from', 'to');
  const behind = reach(edges, [end], 'to', 'from');
  const inside = (node) => ahead.has(node) && behind.has(node);
  return { nodes: nodes.filter(inside), edges: edges.filter(({ from, to }) => inside(from) && inside(to)) };
}

function reach(edges, from, near, far) {
  const seen = new Set(from);
  const waiting = [...from];
  while (waiting.length > 0) {
    const node = waiting.pop();
    for (const edge of edges) {
      if (edge[near] !== node || seen.has(edge[far])) continue;
      seen.add(edge[far]);
      waiting.push(edge[far]);
    }
  }
  return seen;
}

// The nodes in an order in which every edge leads onwards; of several possible orders, the one that
// follows the list of nodes.
function topological({ nodes, edges }) {
  const missing = new Map(nodes.map((node) => [node, 0]));
  for (const { to } of edges) missing.set(to, missing.get(to) + 1);
  const order = [];
  while (order.length < nodes.length) {
    const next = nodes.find((node) => missing.get(node) === 0);
    if (next === undefined) throw new Error('the graph has a circle');
    missing.set(next, -1);
    order.push(next);
    for (const { from, to } of edges) if (from === next) missing.set(to, missing.get(to) - 1);
  }
  return order;
}

// What is done with a share that arrives at a node.
const RULES = {
  add: (held, share) => held + share,
  overwrite: (held, share) => share,
};

// Start with `seed` at `root` and let the nodes of `order` hand on, each to its neighbours on the
// way: slope times what it holds. `backward` runs against the edges (gradients of the root with
// respect to every node), otherwise along them (how every node answers to the root). The default
// order is the one in which nothing is handed on too early; another order, a node listed twice or
// another rule shows what goes wrong. Returns `values` by node, `writes` one by one, and `cost`.
function sweep(graph, root, { backward = true, order = null, rule = 'add', seed = 1 } = {}) {
  const [near, far] = backward ? ['to', 'from'] : ['from', 'to'];
  const sorted = order ?? (backward ? topological(graph).reverse() : topological(graph));
  const leaving = edgesBy(graph.edges, near);
  const values = Object.fromEntries(graph.nodes.map((node) => [node, 0]));
  values[root] = seed;
  const writes = [];
  for (const node of sorted) {
    for (const place of leaving.get(node) ?? []) {
      const { slope, [far]: to } = graph.edges[place];
      const share = slope * values[node];
      values[to] = RULES[rule](values[to], share);
      writes.push({ edge: place, from: node, to, share, value: values[to] });
    }
  }
  return { values, writes, cost: writes.length };
}

// How many routes lead from `start` to every node.
function routeCounts(graph, start) {
  const ones = { ...graph, edges: graph.edges.map((edge) => ({ ...edge, slope: 1 })) };
  return sweep(ones, start, { backward: false }).values;
}

export { routesBetween, sumOf, costOf, between, topological, sweep, routeCounts };
