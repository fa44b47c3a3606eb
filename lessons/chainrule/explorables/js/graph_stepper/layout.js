// Where the nodes of a graph stand: in columns from left to right, the result on the right. A long
// edge keeps a row of its own in every column that it crosses. No DOM.
import { layersLayout } from '../lib/layers_layout.js';

const ROOMY = 150; // a column with four digits and room for a slope
const DENSE = 76; // the narrowest column
const WIDEST = 92; // plate
const GAP = 25; // between two plates of a dense graph
const NARROW = 118; // columns below it are dense
const LEAST_DRAWN = 700; // below it a graph that does not fit becomes a list

// { at, bends, width, height, wide, dense, listed } for `room` pixels. `tall` rows have two numbers each.
// Points of `bends` lie between the ends of the edge with the same place.
function layout(graph, room, tall) {
  const { grid, ways } = spread(graph);
  const columns = 1 + Math.max(...Object.values(grid).map(({ column }) => column));
  const wanted = columns * DENSE;
  if (wanted > room && room < LEAST_DRAWN) return { listed: true };
  const width = Math.max(room, wanted);
  const pitch = Math.min(ROOMY, (width - 8) / columns);
  const dense = pitch < NARROW;
  const left = (width - pitch * columns) / 2;
  const rows = Object.values(grid).map(({ row }) => row);
  const [least, most] = [Math.min(...rows), Math.max(...rows)];
  const step = (tall ? 40 : 26) + (dense ? 20 : 44);
  const top = (tall ? 20 : 13) + 26;
  const place = ({ column, row }) => ({ x: left + pitch * (column + 0.5), y: top + step * (row - least) });
  return {
    listed: false,
    wide: width > room,
    dense,
    width,
    height: Math.round(top + step * (most - least) + (tall ? 20 : 13) + 24),
    at: Object.fromEntries(graph.nodes.map((node) => [node, place(grid[node])])),
    bends: ways.map((way) => way.map((stop) => place(grid[stop]))),
    plate: { w: Math.min(dense ? pitch - GAP : pitch - 62, WIDEST), h: tall ? 40 : 26 },
  };
}

// Places on a grid, with a stand-in node for every column that an edge crosses.
function spread(graph) {
  const first = layersLayout(graph);
  const nodes = [...graph.nodes];
  const edges = [];
  const ways = graph.edges.map(({ from, to }, place) => {
    const way = [];
    for (let column = first[from].column + 1; column < first[to].column; column += 1) way.push(`${place}:${column}`);
    nodes.push(...way);
    [...way, to].forEach((stop, k) => edges.push({ from: k === 0 ? from : way[k - 1], to: stop }));
    return way;
  });
  return { grid: layersLayout({ nodes, edges }), ways };
}

// The rows of the indented list: from the result down to what it is made of. A node that was shown
// before is only named again. [{ id, edge, depth, again }]
function listed({ nodes, edges }, root) {
  const over = new Map(nodes.map((node) => [node, []]));
  edges.forEach(({ to }, place) => over.get(to).push(place));
  const rows = [];
  const seen = new Set();
  const visit = (id, edge, depth) => {
    const again = seen.has(id);
    seen.add(id);
    rows.push({ id, edge, depth, again });
    if (!again) for (const place of over.get(id)) visit(edges[place].from, place, depth + 1);
  };
  visit(root, null, 0);
  return rows;
}

// Keeps the last answer: a graph is laid out again only when it, its room or its rows change.
function layoutKeeper() {
  let last = [];
  let kept = null;
  return ({ graph, circle, mode }, room) => {
    const tall = mode !== 'ready';
    const asked = [graph, room, tall];
    if (!asked.every((value, k) => value === last[k])) {
      kept = circle ? { listed: true } : layout(graph, room, tall);
      last = asked;
    }
    return kept;
  };
}

export { layout, layoutKeeper, listed };
