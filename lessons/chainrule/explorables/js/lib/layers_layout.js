// Places for the nodes of a graph that is drawn in columns. No DOM.
//
// Returns { id: { column, row } }: `column` counts the edges of the longest way from a node that
// nothing leads to; `row` is centred on 0, and neighbours in a column lie at least 1 apart. A node
// that feeds late stands late: it moves as near to its first reader as it can.
import { topological } from './routes.js';

const ROUNDS = 6;

function layersLayout(graph) {
  const columns = columnsOf(graph);
  const count = Math.max(-1, ...columns.values()) + 1;
  const layers = Array.from({ length: count }, (_, column) =>
    graph.nodes.filter((node) => columns.get(node) === column),
  );
  const rows = new Map();
  for (const layer of layers) spread(layer, rows, new Map(layer.map((node, i) => [node, i - (layer.length - 1) / 2])));
  for (let round = 0; round < ROUNDS; round += 1) {
    const forwards = round % 2 === 0;
    for (const layer of forwards ? layers : [...layers].reverse()) settle(graph, layer, rows, forwards);
  }
  centre(rows);
  return Object.fromEntries(graph.nodes.map((node) => [node, { column: columns.get(node), row: rows.get(node) }]));
}

function columnsOf(graph) {
  const columns = new Map();
  const order = topological(graph);
  for (const node of order) {
    const before = graph.edges.filter(({ to }) => to === node).map(({ from }) => columns.get(from) + 1);
    columns.set(node, Math.max(0, ...before));
  }
  for (const node of order.reverse()) {
    const readers = graph.edges.filter(({ from }) => from === node).map(({ to }) => columns.get(to));
    if (readers.length > 0) columns.set(node, Math.min(...readers) - 1);
  }
  return columns;
}

// Move a column's nodes towards the middle of their neighbours on one side.
function settle({ edges }, layer, rows, forwards) {
  const [near, far] = forwards ? ['to', 'from'] : ['from', 'to'];
  const wishes = new Map(
    layer.map((node) => {
      const places = edges.filter((edge) => edge[near] === node).map((edge) => rows.get(edge[far]));
      return [node, places.length > 0 ? places.reduce((sum, row) => sum + row, 0) / places.length : rows.get(node)];
    }),
  );
  spread(layer, rows, wishes);
}

// Give every node the row that it wishes, in the order of wishes, at least 1 apart, and the whole
// column the middle that it wishes.
function spread(layer, rows, wishes) {
  if (layer.length === 0) return;
  const sorted = layer
    .map((node, place) => ({ node, place, wish: wishes.get(node) }))
    .sort((a, b) => a.wish - b.wish || a.place - b.place);
  let last = -Infinity;
  const given = sorted.map(({ wish }) => {
    last = Math.max(wish, last + 1);
    return last;
  });
  const mean = (list) => list.reduce((sum, row) => sum + row, 0) / list.length;
  const shift = mean(sorted.map(({ wish }) => wish)) - mean(given);
  sorted.forEach(({ node }, i) => rows.set(node, given[i] + shift));
}

function centre(rows) {
  if (rows.size === 0) return;
  const all = [...rows.values()];
  const middle = (Math.min(...all) + Math.max(...all)) / 2;
  for (const [node, row] of rows) rows.set(node, row - middle);
}

export { layersLayout };
