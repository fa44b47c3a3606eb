// Merging routes step by step: equal tails, or equal heads, become one number at a node. No DOM.
import { layersLayout } from '../lib/layers_layout.js';
import { between, sweep } from '../lib/routes.js';

// Each step: { values: { node: number }, fresh: [nodes], edges: [edges], cost, start }. From the loss
// a step is one column of the graph, for all starts at once. From the start it is one column too;
// with several starts it is one whole sweep, because each start needs a sweep of its own.
function mergeSteps(graph, starts, end) {
  if (end === 'loss') return columnSteps(between(graph, starts, graph.end), graph.end, true);
  if (starts.length === 1) return columnSteps(between(graph, starts, graph.end), starts[0], false);
  return starts.map((start) => {
    const part = between(graph, [start], graph.end);
    const { values } = sweep(part, start, { backward: false });
    return { values, fresh: part.nodes, edges: part.edges, cost: part.edges.length, start };
  });
}

function columnSteps(part, root, backward) {
  if (part.edges.length === 0) return [];
  const { values } = sweep(part, root, { backward });
  const places = layersLayout(part);
  const [near, far] = backward ? ['to', 'from'] : ['from', 'to'];
  const columns = [...new Set(part.nodes.map((node) => places[node].column))].sort((a, b) =>
    backward ? b - a : a - b,
  );
  return columns.slice(1).map((column, i) => {
    const fresh = part.nodes.filter((node) => places[node].column === column);
    const edges = part.edges.filter((edge) => fresh.includes(edge[far]));
    const seen = i === 0 ? [root, ...fresh] : fresh;
    return {
      values: Object.fromEntries(seen.map((node) => [node, values[node]])),
      fresh,
      edges,
      cost: edges.length,
      start: null,
      terms: Object.fromEntries(
        fresh.map((node) => [
          node,
          edges.filter((edge) => edge[far] === node).map((edge) => ({ slope: edge.slope, value: values[edge[near]] })),
        ]),
      ),
    };
  });
}

// What is known after `merged` steps. `apart`: every step stands for itself, only the last is seen.
function mergedState(steps, merged, apart) {
  const done = steps.slice(0, merged);
  const shown = apart ? done.slice(-1) : done;
  return {
    values: Object.assign({}, ...shown.map(({ values }) => values)),
    edges: new Set(shown.flatMap(({ edges }) => edges)),
    cost: done.reduce((cost, step) => cost + step.cost, 0),
    sweeps: apart ? merged : Math.min(1, merged),
    last: done.at(-1) ?? null,
    complete: merged > 0 && merged === steps.length,
  };
}

export { mergeSteps, mergedState };
