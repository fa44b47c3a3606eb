// The belt itself: machines, the values above, the sensitivities below, and what runs beside them.
import { neat, signed } from '../lib/digits.js';
import { graph } from '../lib/graph.js';
import { handle } from '../lib/handle.js';
import { set, svg } from '../lib/svg.js';
import { VIEW, laneAt, layout } from './layout.js';
import { makeMachine } from './machine.js';
import { X, isSwept, setX } from './present.js';
import { describe, sayX } from './words.js';

const OF_SWEEPS = /^(back|running)/; // names of the rows that come with the products
const PER_UNIT = 90; // pixels of dragging for a change of 1 in x

function makePicture(figure) {
  const view = figure.frame.plot({ name: 'Conveyor belt of machines', ...VIEW });
  const loop = svg('path', { class: 'cv-loop', 'fill-rule': 'evenodd', 'aria-hidden': 'true' }, view.picture);
  const ways = svg('path', { class: 'cv-way', 'aria-hidden': 'true' }, view.picture);
  const g = openGraph(view.picture);
  const elements = new Map(); // key of a machine → its element
  let x = null; // the token of x as a slider

  function draw(now) {
    const { belt, rides } = figure;
    const at = layout(view.width, now.count, now.nudge);
    picture.at = at;
    g.layers.node.classList.toggle('cv-tight', at.digits < 4);
    if (view.height !== at.height) {
      view.height = at.height;
      set(view.picture, { viewBox: `0 0 ${view.width} ${at.height}`, height: at.height });
    }
    set(loop, { d: at.loop });
    set(ways, { d: at.ways });
    g.begin();
    for (const { id, ...words } of at.rowNames) if (now.sweeps || !OF_SWEEPS.test(id)) g.caption(id, words);
    belt.keys.forEach((key, i) => {
      const node = drawMachine(g, now, at, belt, i);
      if (node.getAttribute('role') === null) {
        elements.set(key, node);
        makeMachine(figure, node, key);
      }
      set(node, { 'aria-label': describe(now, i), 'aria-pressed': String(key === belt.chosen) });
    });
    now.chain.values.forEach((_, k) => {
      const token = drawGap(g, now, at, rides.token, k);
      if (k === 0) x ??= makeX(figure, token, view.picture, g.layers.token);
    });
    drawRider(g, at, rides.token, now.count);
    g.end();
    inOrder(g.layers.node, belt.keys.map((key) => elements.get(key)));
    x.update();
  }

  const picture = {
    draw, node: view.picture,
    at: null, // where everything is; see layout.js
    focus: (key) => elements.get(key).focus(),
    hasFocus: () => g.layers.node.contains(document.activeElement),
  };
  return picture;
}

function openGraph(parent) {
  const g = graph(svg('g', {}, parent));
  for (const kind of ['edge', 'shape', 'label']) set(g.layers[kind], { 'aria-hidden': 'true' });
  set(g.layers.node, { role: 'group', 'aria-label': 'machines on the belt, in order' });
  return g;
}

// The box of machine i and, above or beside it, how much it magnifies. Gives the box's element.
function drawMachine(g, { machines, chain }, at, { keys, chosen, held }, i) {
  const key = keys[i];
  const { x, y, fan } = at.boxes[i];
  const rate = chain.rates[i];
  const lies = at.along === 'x';
  const off = held && held.key === key ? held.by : 0;
  g.magnifier(key, { ...fan, rate, along: at.along });
  return g.node(key, {
    x: x + (lies ? off : 0), y: y + (lies ? 0 : off), ...at.box, shape: 'box', stacked: lies,
    kind: key === chosen ? 'chosen' : '', cls: 'cv-machine',
    cells: [{ text: machines[i].label }, { text: `×${neat(rate, at.digits)}`, kind: 'gradient' }],
  });
}

// What is known between two machines. Gives the element of the value.
function drawGap(g, now, at, riding, k) {
  const { chain, change, count } = now;
  const place = at.gaps[k];
  const late = riding && riding.kind === 'forward' && k > riding.place;
  const known = isSwept(now, k);
  const value = g.token(`value ${k}`, {
    ...place.value, text: neat(chain.values[k]), w: at.pill, state: late ? 'pending' : '',
    cls: k === 0 ? 'g-handle' : '',
  });
  if (change) g.caption(`change ${k}`, { ...place.change, words: signed(neat(change.real[k], 3)), cls: 'g-change' });
  if (!now.sweeps) return value;
  g.token(`back ${k}`, {
    ...place.back, text: known ? neat(chain.sensitivities[k]) : '?', kind: 'gradient', w: at.pill,
    state: known ? '' : 'pending',
  });
  g.token(`running ${k}`, {
    ...place.running, text: neat(chain.running[k], at.digits), kind: 'gradient', state: 'flat', w: at.runningPill,
  });
  if (k < count) g.edge(`running ${k}`, { ...runningEnds(at, k), kind: 'gradient' });
  return value;
}

// From the rim of one running product to the rim of the next.
function runningEnds({ along, gaps, runningPill }, k) {
  const [from, to] = [gaps[k].running, gaps[k + 1].running];
  if (along === 'x') {
    return { from: { x: from.x + runningPill / 2, y: from.y }, to: { x: to.x - runningPill / 2, y: from.y } };
  }
  return { from: { x: from.x, y: from.y + 13 }, to: { x: from.x, y: to.y - 13 } };
}

function drawRider(g, at, token, count) {
  if (!token) return;
  const { kind, place, text } = token;
  g.token('riding', { ...laneAt(at, place, kind, count), text, kind, w: at.pill });
}

// The value of x can be dragged along the belt.
function makeX(figure, node, picture, layer) {
  set(layer, { role: 'presentation' });
  return handle(node, {
    picture, name: 'x on the belt', ...X,
    get: () => figure.model.get('x'), set: (x) => setX(figure, x), speak: () => sayX(figure.now),
    toValue: (place) => place.grab + (place.x - place.startX) / PER_UNIT,
  });
}

// The Tab key meets the machines as they lie on the belt. The one that is focused or held stays
// where it is, since it would lose that; the others are put around it.
function inOrder(layer, nodes) {
  if (nodes.every((node, i) => layer.children[i] === node)) return;
  const fixed = nodes.find((node) => node === document.activeElement) ?? nodes[0];
  const place = nodes.indexOf(fixed);
  for (const node of nodes.slice(0, place)) layer.insertBefore(node, fixed);
  layer.append(...nodes.slice(place + 1));
}

export { makePicture };
