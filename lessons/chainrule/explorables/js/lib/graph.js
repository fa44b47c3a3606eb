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
  const items = new Map();
  const places = new Map();
  let seen = new Set();

  // An element that is moved when only its place changes, and rebuilt when its content does.
  function put(kind, id, { x, y, classes = '', key }, build) {
    const name = `${kind} ${id}`;
    seen.add(name);
    let item = items.get(name);
    if (!item) {
      item = { node: svg('g', {}, layers[kind]), key: null };
      items.set(name, item);
    }
    const { node } = item;
    const transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    if (node.style.transform !== transform) node.style.transform = transform;
    const held = node.classList.contains('held') ? ' held' : '';
    const wanted = `g-${kind} ${classes}${held}`;
    if (node.getAttribute('class') !== wanted) node.setAttribute('class', wanted);
    if (item.key !== key) {
      item.key = key;
      node.replaceChildren();
      build(node);
    }
    return node;
  }

  const text = (where, x, y, words, cls) => {
    svg('text', { x, y, class: cls, 'text-anchor': 'middle' }, where).textContent = words;
  };

  const self = {
    layers,
    begin() { seen = new Set(); },
    end() {
      for (const [name, { node }] of [...items]) {
        if (seen.has(name)) continue;
        node.remove();
        items.delete(name);
      }
    },

    // cells: [{ label, text, kind }] side by side, or one below the other (`stacked`).
    // state: '', 'pending' or 'off'; on: on the path; kind: 'chosen' or 'forward'; cls: classes of
    // the caller's own.
    node(id, { x, y, w, h, shape = 'round', name = '', note = '', cells = [], stacked = false, state = '', on = false, kind = '', cls = '' }) {
      places.set(id, { x, y, w, h });
      const classes = `g-${shape} ${state ? `g-${state}` : ''} ${on ? 'g-on' : ''} ${kind ? `g-${kind}` : ''} ${cls}`;
      const key = JSON.stringify([w, h, shape, name, note, cells, stacked]);
      return put('node', id, { x, y, classes, key }, (node) => {
        const radius = shape === 'round' ? h / 2 : 7;
        svg('rect', { class: 'g-under', x: -w / 2, y: -h / 2, width: w, height: h, rx: radius }, node);
        svg('rect', { class: 'g-plate', x: -w / 2, y: -h / 2, width: w, height: h, rx: radius }, node);
        if (stacked) {
          cells.forEach((cell, place) => {
            const middle = -h / 2 + (h / cells.length) * (place + 0.5);
            text(node, 0, middle + 5, cell.text, `g-value ${cell.kind ? `g-${cell.kind}` : ''}`);
          });
        } else cells.forEach((cell, place) => {
          const width = w / cells.length;
          // Halves of a round node: their middles lie a little further in.
          const inwards = shape === 'round' && cells.length === 2 ? (place === 0 ? 2 : -2) : 0;
          const middle = -w / 2 + width * (place + 0.5) + inwards;
          if (place > 0) svg('line', { class: 'g-divider', x1: -w / 2 + width * place, x2: -w / 2 + width * place, y1: -h / 2 + 1, y2: h / 2 - 1 }, node);
          if (cell.label) text(node, middle, -h / 2 + 16, cell.label, 'g-cell-label');
          text(node, middle, cell.label ? h / 2 - 9 : 5, cell.text, `g-value ${cell.kind ? `g-${cell.kind}` : ''}`);
        });
        if (name) text(node, 0, -h / 2 - 7, name, 'g-name halo');
        if (note) text(node, 0, h / 2 + 17, note, 'g-note halo');
      });
    },

    // From node to node (ids), or from place to place ({ x, y }). `along`: the direction in which
    // the graph runs. `backward`: the arrow points against it. `at`: where on the edge its label is.
    edge(id, { from, to, label = '', at = 0.5, along = 'x', on = false, state = '', kind = '', weight = 1.5, backward = false, arrow = true }) {
      const start = typeof from === 'string' ? edgeOf(places.get(from), along, 1) : from;
      const end = typeof to === 'string' ? edgeOf(places.get(to), along, -1) : to;
      const classes = `${on ? 'g-on' : ''} ${state ? `g-${state}` : ''} ${kind ? `g-${kind}` : ''}`;
      const key = JSON.stringify([end.x - start.x, end.y - start.y, label, at, weight, backward, arrow, on]);
      const shift = { x: end.x - start.x, y: end.y - start.y };
      const node = put('edge', id, { x: start.x, y: start.y, classes, key }, (g) => {
        const tip = backward ? { x: 0, y: 0 } : shift;
        const angle = Math.atan2(shift.y, shift.x) + (backward ? Math.PI : 0);
        set(svg('path', { class: 'g-line', d: `M0,0L${shift.x.toFixed(1)},${shift.y.toFixed(1)}` }, g), { style: `--weight:${weight.toFixed(2)}px` });
        if (arrow) svg('path', { class: 'g-arrow', d: arrowHead(tip.x, tip.y, angle, on ? 11 : 8) }, g);
      });
      if (label) {
        put('label', id, { x: start.x + at * shift.x, y: start.y + at * shift.y, classes, key: label }, (g) => {
          text(g, 0, 4.5, label, 'g-weight halo');
        });
      }
      return node;
    },

    // A value on the move: kind 'forward' or 'gradient'.
    token(id, { x, y, text: words, kind = 'forward', state = '', w = null, h = 27, cls = '' }) {
      const width = w ?? Math.max(38, 9 * words.length + 16);
      places.set(id, { x, y, w: width, h });
      const key = JSON.stringify([words, width, h]);
      return put('token', id, { x, y, classes: `g-${kind} ${state ? `g-${state}` : ''} ${cls}`, key }, (node) => {
        const plate = { x: -width / 2, y: -h / 2, width, height: h, rx: h / 2 };
        svg('rect', { class: 'g-under', ...plate }, node);
        svg('rect', { class: 'g-plate', ...plate }, node);
        text(node, 0, 5, words, 'g-value');
      });
    },

    // How much a machine magnifies: a nudge of one unit goes in on the left, and `rate` units come
    // out on the right; a negative rate turns it over. Heights are squeezed so that any rate fits:
    // a rate of 1 has half of the height.
    magnifier(id, { x, y, w, h, rate, along = 'x' }) {
      const inward = h / 4;
      const size = Number.isFinite(rate) ? squeeze(rate) * (h / 2) : h / 2;
      const key = JSON.stringify([w, h, rate, along]);
      return put('shape', id, { x, y, classes: `g-magnifier ${Number.isFinite(rate) ? '' : 'g-off'}`, key }, (node) => {
        const corners = along === 'x'
          ? [[-w / 2, -inward], [w / 2, -size], [w / 2, size], [-w / 2, inward]]
          : [[-inward, -h / 2], [-size, h / 2], [size, h / 2], [inward, -h / 2]];
        const [a, b, c, d] = corners.map(([p, q]) => `${p.toFixed(1)},${q.toFixed(1)}`);
        svg('path', { class: 'g-fan', d: `M${a}L${b}L${c}L${d}Z` }, node);
        svg('path', { class: 'g-rim', d: `M${a}L${b}M${d}L${c}` }, node);
        svg('path', { class: 'g-in', d: `M${a}L${d}` }, node);
        svg('path', { class: 'g-out', d: `M${b}L${c}` }, node);
        const head = along === 'x'
          ? arrowHead(w / 2, -size, rate < 0 ? Math.PI / 2 : -Math.PI / 2, Math.min(7, 3 + Math.abs(size)))
          : arrowHead(size, h / 2, rate < 0 ? Math.PI : 0, Math.min(7, 3 + Math.abs(size)));
        svg('path', { class: 'g-out', d: head }, node);
        const foot = along === 'x' ? arrowHead(-w / 2, -inward, -Math.PI / 2, 6) : arrowHead(inward, -h / 2, 0, 6);
        svg('path', { class: 'g-in', d: foot }, node);
      });
    },

    // Plain text that belongs to the graph.
    caption(id, { x, y, words, anchor = 'middle', cls = '' }) {
      return put('label', `caption ${id}`, { x, y, key: JSON.stringify([words, anchor, cls]) }, (node) => {
        svg('text', { class: `${cls} halo`, 'text-anchor': anchor, y: 4.5 }, node).textContent = words;
      });
    },

    place: (id) => places.get(id),
  };
  return self;
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
