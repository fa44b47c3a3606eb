// The picture: every number is a node with its value and, once the loss has been followed back so far,
// its gradient. What can be turned is turned at its node.
import { graph } from '../lib/graph.js';
import { handle } from '../lib/handle.js';
import { clamp, snap } from '../lib/keys.js';
import { svg } from '../lib/svg.js';
import { heightOf, places } from './layout.js';
import { LEAF } from './present.js';
import { gradText, nodeSaid, shown } from './words.js';

const REACH = 45; // pixels of a drag for a change of 1
const NAMED_INSIDE = /^[xwb]/; // the others have room for a name above

function makeMap(figure) {
  const { frame, model } = figure;
  const plot = frame.plot({
    name: 'The neuron: values and gradients',
    basis: 300,
    height: () => heightOf(model.get('x').length),
    margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
  });
  const g = graph(svg('g', {}, plot.picture));
  const hands = new Map();

  function draw(now) {
    plot.measure();
    const where = places(now.state.x.length, plot.width);
    plot.host.classList.toggle('ng-narrow', !where.wide);
    g.begin();
    const drawn = now.nodes.map((node) => [node, drawNode(g, now, node, where)]);
    now.edges.forEach((edge) => drawEdge(g, now, edge, where));
    g.end();
    for (const [node, element] of drawn) {
      if (!node.turn || !now.has('turn')) continue;
      const known = hands.get(node.id)?.element === element;
      if (!known) hands.set(node.id, { element, hand: makeHand(figure, plot, element, node) });
      hands.get(node.id).hand.update();
    }
    for (const kind of ['edge', 'label']) g.layers[kind].setAttribute('aria-hidden', 'true');
  }
  return { draw };
}

function drawNode(g, now, node, { at, plate, wide }) {
  const inside = NAMED_INSIDE.test(node.id);
  const value = shown(node.value, wide);
  const cells = [{ text: inside ? `${node.label} ${value}` : value, kind: 'forward' }];
  const reached = now.back >= node.reached;
  if (reached) cells.push({ text: gradText(node, wide), kind: 'gradient' });
  const marks = reached && 'right' in node ? (node.agrees ? 'ng-right' : 'ng-wrong') : '';
  const turned = node.turn && now.has('turn') ? 'g-handle' : '';
  return g.node(node.id, {
    ...at[node.id], ...plate, shape: 'box', stacked: true, cells, name: inside ? '' : node.label,
    on: now.back > 0 && now.back === node.reached,
    cls: `${marks} ${turned}`,
  });
}

function drawEdge(g, now, { from, to, slope, reached }, { wide }) {
  const passed = now.back >= reached;
  g.edge(`${from} ${to}`, {
    from, to, at: 0.5, kind: passed ? 'gradient' : '', on: passed && wide && now.back === reached,
    label: passed && wide ? shown(slope, false) : '',
  });
}

// A number is dragged to the right or up to make it larger; arrow keys do the same.
function makeHand(figure, plot, element, { id, said, turn: [name, place] }) {
  const { frame, model } = figure;
  const get = () => (place === null ? model.get(name) : model.get(name)[place]);
  const put = (value) => {
    const next = clamp(snap(value, LEAF.step), LEAF.min, LEAF.max);
    const changed = place === null ? next : model.get(name).map((old, i) => (i === place ? next : old));
    if (get() !== next) frame.assign({ [name]: changed });
  };
  return handle(element, {
    picture: plot.picture, name: said, ...LEAF, get, set: put,
    toValue: ({ x, y, startX, startY, grab }) => grab + (x - startX - (y - startY)) / REACH,
    speak: () => nodeSaid(figure.now, id),
  });
}

export { makeMap };
