// The one drawing of networks and chains: nodes with values, edges with weights, tokens that
// travel, and the path of an effect. Forward values are blue, gradients orange; a path is marked by
// thickness and dashes, so that colour is never the only carrier. Its looks are in css/graph.css.
//
//   const g = graph(parent);
//   g.begin();
//   g.node('h1', { x, y, w: 104, h: 44, name: 'hidden 1', note: 'bias 0.10',
//     cells: [{ label: 'z', text: '−0.40', kind: 'forward' }, { label: 'a', text: '0.401', kind: 'forward' }] });
//   g.edge('w', { from: 'x1', to: 'h1', label: '0.30', at: 0.3, on: true });
//   g.end();                                  // what was not drawn again since begin() is removed
//
// Places are centres, in pixels. Whatever keeps its id keeps its element: it can hold the focus,
// and it glides to a new place unless less motion is wanted. Each call returns the element.
import { set, svg } from './svg.js';
import { arrowHead } from './plot.js';

function graph(parent) {
  const layers = {};
  for (const kind of ['edge', 'shape', 'token', 'node', 'label']) layers[kind] = svg('g', {}, parent);
  const places = new Map();
  const { put, ...drawing } = keeper(layers);
  return {
    layers, ...drawing, // begin() and end()

    // cells: [{ label, text, kind }] side by side, or one below the other (`stacked`).
    // state: '', 'pending' or 'off'; on: on the path; kind: 'chosen' or 'forward'; cls: classes of
    // the caller's own.
    node(id, { x, y, w, h, shape = 'round', name = '', note = '', cells = [], stacked = false, ...looks }) {
      const { state = '', on = false, kind = '', cls = '' } = looks;
      places.set(id, { x, y, w, h });
      const classes = `g-${shape} ${mark(state)} ${on ? 'g-on' : ''} ${mark(kind)} ${cls}`;
      const content = { w, h, shape, name, note, cells, stacked };
      return put('node', id, { x, y, classes, content }, drawNode);
    },

    // From node to node (ids), or from place to place ({ x, y }). `along`: the direction in which
    // the graph runs. `backward`: the arrow points against it. `at`: where on the edge its label is.
    edge(id, { from, to, label = '', at = 0.5, along = 'x', on = false, state = '', kind = '', ...looks }) {
      const start = typeof from === 'string' ? edgeOf(places.get(from), along, 1) : from;
      const end = typeof to === 'string' ? edgeOf(places.get(to), along, -1) : to;
      const shift = { x: end.x - start.x, y: end.y - start.y };
      const classes = `${on ? 'g-on' : ''} ${mark(state)} ${mark(kind)}`;
      const content = { shift, on, weight: 1.5, backward: false, arrow: true, ...looks };
      const node = put('edge', id, { ...start, classes, content }, drawEdge);
      const middle = { x: start.x + at * shift.x, y: start.y + at * shift.y };
      if (label) put('label', id, { ...middle, classes, content: label }, drawWeight);
      return node;
    },

    // A value on the move: kind 'forward' or 'gradient'.
    token(id, { x, y, text, kind = 'forward', state = '', w = null, h = 27, cls = '' }) {
      const width = w ?? Math.max(38, 9 * text.length + 16);
      places.set(id, { x, y, w: width, h });
      const classes = `g-${kind} ${mark(state)} ${cls}`;
      return put('token', id, { x, y, classes, content: { text, width, h } }, drawToken);
    },

    // How much a machine magnifies: a nudge of one unit goes in on the left, and `rate` units come
    // out on the right; a negative rate turns it over. Heights are squeezed so that any rate fits:
    // a rate of 1 has half of the height.
    magnifier(id, { x, y, w, h, rate, along = 'x' }) {
      const classes = `g-magnifier ${Number.isFinite(rate) ? '' : 'g-off'}`;
      return put('shape', id, { x, y, classes, content: { w, h, rate, along } }, drawMagnifier);
    },

    // Plain text that belongs to the graph.
    caption(id, { x, y, words, anchor = 'middle', cls = '' }) {
      return put('label', `caption ${id}`, { x, y, content: { words, anchor, cls } }, drawCaption);
    },

    place: (id) => places.get(id),
  };
}

function mark(word) {
  return word ? `g-${word}` : '';
}

// Keeps an element for each kind and id, from one drawing to the next.
function keeper(layers) {
  const items = new Map();
  let seen = new Set();

  // Moved when only its place changes, drawn again when its content does.
  function put(kind, id, { x, y, classes = '', content }, draw) {
    const name = `${kind} ${id}`;
    const key = JSON.stringify(content);
    if (!items.has(name)) items.set(name, { node: svg('g', {}, layers[kind]), key: null });
    const item = items.get(name);
    const { node } = item;
    const transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    if (node.style.transform !== transform) node.style.transform = transform;
    const held = node.classList.contains('held') ? ' held' : '';
    const wanted = `g-${kind} ${classes}${held}`;
    if (node.getAttribute('class') !== wanted) node.setAttribute('class', wanted);
    seen.add(name);
    if (item.key !== key) {
      item.key = key;
      node.replaceChildren();
      draw(node, content);
    }
    return node;
  }
  function end() {
    for (const [name, { node }] of items) {
      if (seen.has(name)) continue;
      node.remove();
      items.delete(name);
    }
  }
  return { put, begin() { seen = new Set(); }, end };
}

function write(where, x, y, words, cls) {
  svg('text', { x, y, class: cls, 'text-anchor': 'middle' }, where).textContent = words;
}

function drawNode(g, { w, h, shape, name, note, cells, stacked }) {
  const plate = { x: -w / 2, y: -h / 2, width: w, height: h, rx: shape === 'round' ? h / 2 : 7 };
  for (const cls of ['g-under', 'g-plate']) svg('rect', { class: cls, ...plate }, g);
  cells.forEach((cell, place) => {
    if (stacked) drawStackedCell(g, cell, -h / 2 + (h / cells.length) * (place + 0.5));
    else drawCell(g, cell, place, { w, h, count: cells.length, shape });
  });
  if (name) write(g, 0, -h / 2 - 7, name, 'g-name halo');
  if (note) write(g, 0, h / 2 + 17, note, 'g-note halo');
}

function drawStackedCell(g, { text, kind }, middle) {
  write(g, 0, middle + 5, text, `g-value ${mark(kind)}`);
}

function drawCell(g, { label, text, kind }, place, { w, h, count, shape }) {
  const width = w / count;
  const left = -w / 2 + width * place;
  // Halves of a round node: their middles lie a little further in.
  const inwards = shape === 'round' && count === 2 ? (place === 0 ? 2 : -2) : 0;
  const middle = left + width / 2 + inwards;
  if (place > 0) svg('line', { class: 'g-divider', x1: left, x2: left, y1: -h / 2 + 1, y2: h / 2 - 1 }, g);
  if (label) write(g, middle, -h / 2 + 16, label, 'g-cell-label');
  write(g, middle, label ? h / 2 - 9 : 5, text, `g-value ${mark(kind)}`);
}

function drawEdge(g, { shift, on, weight, backward, arrow }) {
  const tip = backward ? { x: 0, y: 0 } : shift;
  const angle = Math.atan2(shift.y, shift.x) + (backward ? Math.PI : 0);
  const line = svg('path', { class: 'g-line', d: `M0,0L${shift.x.toFixed(1)},${shift.y.toFixed(1)}` }, g);
  set(line, { style: `--weight:${weight.toFixed(2)}px` });
  if (arrow) svg('path', { class: 'g-arrow', d: arrowHead(tip.x, tip.y, angle, on ? 11 : 8) }, g);
}

function drawWeight(g, label) {
  write(g, 0, 4.5, label, 'g-weight halo');
}

function drawToken(g, { text, width, h }) {
  const plate = { x: -width / 2, y: -h / 2, width, height: h, rx: h / 2 };
  for (const cls of ['g-under', 'g-plate']) svg('rect', { class: cls, ...plate }, g);
  write(g, 0, 5, text, 'g-value');
}

function drawMagnifier(g, { w, h, rate, along }) {
  const inward = h / 4;
  const size = Number.isFinite(rate) ? squeeze(rate) * (h / 2) : h / 2;
  const across = along === 'x';
  const corners = across
    ? [[-w / 2, -inward], [w / 2, -size], [w / 2, size], [-w / 2, inward]]
    : [[-inward, -h / 2], [-size, h / 2], [size, h / 2], [inward, -h / 2]];
  const [a, b, c, d] = corners.map(([p, q]) => `${p.toFixed(1)},${q.toFixed(1)}`);
  const head = Math.min(7, 3 + Math.abs(size));
  const out = across
    ? arrowHead(w / 2, -size, rate < 0 ? Math.PI / 2 : -Math.PI / 2, head)
    : arrowHead(size, h / 2, rate < 0 ? Math.PI : 0, head);
  const foot = across ? arrowHead(-w / 2, -inward, -Math.PI / 2, 6) : arrowHead(inward, -h / 2, 0, 6);
  const paths = [
    ['g-fan', `M${a}L${b}L${c}L${d}Z`], ['g-rim', `M${a}L${b}M${d}L${c}`], 
    ['g-in', `M${a}L${d}`], ['g-out', `M${b}L${c}`], ['g-out', out], ['g-in', foot],
  ];
  for (const [cls, path] of paths) svg('path', { class: cls, d: path }, g);
}

function drawCaption(g, { words, anchor, cls }) {
  svg('text', { class: `${cls} halo`, 'text-anchor': anchor, y: 4.5 }, g).textContent = words;
}

// The middle of a node's right (+1) or left (−1) side, or of its bottom or top if it runs along y.
function edgeOf({ x, y, w, h }, along, side) {
  return along === 'x' ? { x: x + (side * w) / 2, y } : { x, y: y + (side * h) / 2 };
}

// A rate of any size as a number between −1 and 1: 1 → ½, 3 → ¾, ∞ → 1.
function squeeze(rate) {
  return rate / (1 + Math.abs(rate));
}

export { graph, squeeze };
