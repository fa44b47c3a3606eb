// The map: every value is a node, every local slope an edge. The present route is thick and dashed;
// merging writes a number into each node that it has reached.
import { neat } from '../lib/digits.js';
import { graph } from '../lib/graph.js';
import { KNOBS } from '../lib/network.js';
import { svg } from '../lib/svg.js';
import { BARE, deepHeight, nineHeight, NODE, places, PLUG } from './layout.js';
import { CIRCLED, result, slopeText } from './words.js';

const NEURONS = [
  ['h1', 'hidden 1'],
  ['h2', 'hidden 2'],
  ['out', 'output'],
];
const LABELS = { x1: 'x₁', x2: 'x₂', L: 'L' };

function makeMap(figure) {
  const { frame, model } = figure;
  const plot = frame.plot({
    name: 'Map of the routes',
    basis: 440,
    height: (width) => (model.get('mode') === 'deep' ? deepHeight(width, model.get('depth')) : nineHeight(width)),
    margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
  });
  const g = graph(svg('g', { 'aria-hidden': 'true' }, plot.picture));

  // Measured again when another graph wants another height: measuring makes the browser lay out.
  let drawn = '';
  function draw(now) {
    const graphNow = `${now.deep} ${now.depth}`;
    if (graphNow !== drawn) plot.measure();
    drawn = graphNow;
    const on = marksOf(now);
    const where = places(now, plot.width, plot.height);
    g.begin();
    if (now.deep) drawDeep(g, now, where, on);
    else drawNine(g, now, where, on);
    g.end();
  }
  return { draw };
}

// What is marked: the edges and nodes of the present route, the edges walked before, those merged.
function marksOf({ graph: { edges }, route, routes, walked, merged, state }) {
  const before = merged > 0 ? [] : routes.slice(0, walked).flatMap((each) => each.edges.map((place) => edges[place]));
  return {
    route: new Set((route?.edges ?? []).map((place) => edges[place])),
    nodes: new Set(route?.nodes ?? []),
    walked: new Set(before),
    merged: merged > 0 ? state.edges : new Set(),
  };
}

const edgeKind = (edge, on) => (!on.route.has(edge) && (on.walked.has(edge) || on.merged.has(edge)) ? 'gradient' : '');

// A cell with the value, and below it the number that merging has brought.
function cellsOf(now, node, words) {
  const value = { text: words, kind: 'forward' };
  return node in now.state.values ? [value, { text: result(now.state.values[node]), kind: 'gradient' }] : [value];
}

function drawNine(g, now, { at, along, across }, on) {
  drawNeurons(g, at, across);
  const { values } = now.graph;
  for (const node of now.graph.nodes.filter((id) => !KNOBS.some(({ name }) => name === id))) {
    const [neuron, part] = node.split('.');
    const label = LABELS[node] ?? part;
    g.node(node, {
      ...at[node],
      ...NODE,
      shape: 'box',
      stacked: true,
      on: on.nodes.has(node),
      cells: cellsOf(now, node, `${label} ${neat(values[node], 3)}`),
      kind: neuron === 'L' ? 'chosen' : '',
    });
  }
  for (const edge of now.graph.edges) if (edge.part !== 'knob') drawNineEdge(g, now, edge, along, on);
  for (const knob of KNOBS) drawPlug(g, now, knob, at, along, on);
}

function drawNeurons(g, at, across) {
  for (const [id, name] of NEURONS) {
    const side = id === 'h2' ? 1 : -1;
    const [z, a] = [at[`${id}.z`], at[`${id}.a`]];
    const [w, h] = across ? [a.x - z.x + NODE.w + 16, NODE.h + 26] : [NODE.w + 54, a.y - z.y + NODE.h + 14];
    g.node(`frame ${id}`, { x: (z.x + a.x) / 2, y: (z.y + a.y) / 2, w, h, shape: 'box', cls: 'rt-neuron' });
    if (across)
      g.caption(`name ${id}`, { x: (z.x + a.x) / 2 + 34, y: z.y + side * (h / 2 + 10), words: name, cls: 'rt-name' });
    else
      g.caption(`name ${id}`, {
        x: z.x - 8 * side,
        y: (z.y + a.y) / 2 + 8,
        words: name,
        anchor: id === 'h2' ? 'end' : 'start',
        cls: 'rt-name',
      });
  }
}

function drawNineEdge(g, now, edge, along, on) {
  const id = `${edge.from} ${edge.to}`;
  const backward = on.merged.has(edge) && now.end === 'loss';
  g.edge(id, { from: edge.from, to: edge.to, along, on: on.route.has(edge), kind: edgeKind(edge, on), backward });
  if (edge.part === 'weight') return; // its plug says it
  const [from, to] = [g.place(edge.from), g.place(edge.to)];
  const beside =
    along === 'x' ? { x: (from.x + to.x) / 2, y: from.y - 12 } : { x: from.x + 8, y: (from.y + to.y) / 2 - 9 };
  g.caption(`slope ${id}`, {
    ...beside,
    words: slopeText(edge.slope),
    anchor: along === 'x' ? 'middle' : 'start',
    cls: 'rt-slope',
  });
}

// A knob is a plug on its edge; where it is the start of a route, what it multiplies is its slope.
function drawPlug(g, now, knob, at, along, on) {
  const { name, key, to } = knob;
  const edge = now.graph.edges.find(({ from }) => from === name);
  const marked = on.route.has(edge);
  const merged = on.merged.has(edge) || name in now.state.values;
  const row = now.mine && !now.mine.stale ? now.mine.rows[key - 1] : null;
  const mark = row ? (row.agrees ? ' ✓' : ' ✗') : '';
  const words = `${CIRCLED[key]} ${neat(now.graph.values[name], 3)}${mark}`;
  const cells = [
    { text: words },
    ...(name in now.state.values ? [{ text: result(now.state.values[name]), kind: 'gradient' }] : []),
  ];
  g.node(name, {
    ...at[name],
    w: mark ? PLUG.w + 12 : PLUG.w,
    h: cells.length > 1 ? 38 : PLUG.h,
    shape: 'box',
    stacked: true,
    cells,
    on: on.nodes.has(name),
    cls: `rt-plug ${row ? (row.agrees ? 'rt-right' : 'rt-wrong') : ''}`,
  });
  if (knob.from && !marked && !merged && !on.walked.has(edge)) return;
  const ends = knob.from ? { from: name, to: `${to}.z`, along } : { ...biasEnds(at[name], at[`${to}.z`], along) };
  g.edge(`plug ${name}`, {
    ...ends,
    on: marked,
    kind: edgeKind(edge, on),
    backward: now.merged > 0 && now.end === 'loss',
  });
  if (marked || merged) slopeBeside(g, name, edge, ends, along);
}

function biasEnds(plug, neuron, along) {
  if (along === 'x') {
    const side = Math.sign(neuron.y - plug.y);
    return {
      from: { x: plug.x, y: plug.y + (side * PLUG.h) / 2 },
      to: { x: neuron.x, y: neuron.y - (side * NODE.h) / 2 },
    };
  }
  const side = Math.sign(neuron.x - plug.x);
  return {
    from: { x: plug.x + (side * PLUG.w) / 2, y: plug.y },
    to: { x: neuron.x - (side * NODE.w) / 2, y: neuron.y },
  };
}

function slopeBeside(g, name, edge, ends, along) {
  const point = (end, side) =>
    typeof end === 'string'
      ? {
          x: g.place(end).x + (along === 'x' ? (side * g.place(end).w) / 2 : 0),
          y: g.place(end).y + (along === 'x' ? 0 : (side * g.place(end).h) / 2),
        }
      : end;
  const [a, b] = [point(ends.from, 1), point(ends.to, -1)];
  const short = typeof ends.from !== 'string';
  const across = along === 'x';
  // Before the output there is no room between plug and neuron: its slope stands
  // over or under the plug.
  if (across && !short && name.startsWith('W2')) {
    const place = { x: a.x - 16, y: a.y + 29 * Math.sign(a.y - b.y) };
    g.caption(`slope ${name}`, { ...place, words: slopeText(edge.slope), cls: 'rt-slope' });
    return;
  }
  const aside = across
    ? { x: short ? 12 : 0, y: short ? 0 : -10 }
    : { x: short ? 0 : Math.sign(a.x - b.x) * 20, y: short ? (name === 'b2[0]' ? 24 : -22) : 0 };
  g.caption(`slope ${name}`, {
    x: 0.4 * a.x + 0.6 * b.x + aside.x,
    y: 0.4 * a.y + 0.6 * b.y + aside.y,
    words: slopeText(edge.slope),
    cls: 'rt-slope',
  });
}

function drawDeep(g, now, { at, along, across }, on) {
  const named = (node) => (node === 'in' ? 'input' : node === 'end' ? 'output' : '');
  for (const node of now.graph.nodes) {
    const value = node in now.state.values ? result(now.state.values[node]) : '';
    const size = value ? { w: across ? 64 : 66, h: BARE.h } : BARE;
    g.node(node, {
      ...at[node],
      ...size,
      name: across ? named(node) : '',
      on: on.nodes.has(node),
      cells: [{ text: value, kind: 'gradient' }],
      kind: node === 'end' ? 'chosen' : '',
    });
    if (!across && named(node))
      g.caption(`name ${node}`, {
        x: at[node].x + 40,
        y: at[node].y,
        words: named(node),
        anchor: 'start',
        cls: 'rt-name',
      });
  }
  const backward = now.merged > 0 && now.end === 'loss';
  now.graph.edges.forEach((edge, place) => {
    const marked = on.route.has(edge);
    g.edge(`edge ${place}`, {
      from: edge.from,
      to: edge.to,
      along,
      on: marked,
      kind: edgeKind(edge, on),
      backward: backward && on.merged.has(edge),
      label: marked ? slopeText(edge.slope) : '',
      arrow: marked || on.merged.has(edge),
    });
  });
}

export { makeMap };
