// The picture of the graph: every node with its value and its gradient, every edge with its local
// slope. Who hands on is framed; the shares run back over the edges.
import { neat } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { graph } from '../lib/graph.js';
import { glide, wantsLessMotion } from '../lib/motion.js';
import { reachWhenWide } from '../lib/reach.js';
import { html, set, svg } from '../lib/svg.js';
import { handing, handOn, stepTo } from './pressing.js';
import { placeOf, ROOT } from './present.js';
import { amount, headOf, pressName } from './words.js';

const TRIP = 420; // milliseconds that a share is on its way
const APART = 11; // pixels between two edges with the same ends

function makeMap(figure) {
  const host = html('div', { class: 'gs-map' });
  const picture = svg('svg', { role: 'group', 'aria-label': 'The graph' });
  host.append(picture);
  figure.frame.stage.append(host);
  const g = graph(svg('g', {}, picture));
  const hands = makeHands(figure, picture, g.layers.node);
  const travel = makeTravel(figure, svg('g', { 'aria-hidden': 'true' }, picture)); // above all nodes
  let steps = null;
  let measured = null;

  function draw(now) {
    const { layout } = now;
    host.hidden = layout.listed;
    if (layout.listed) return;
    set(picture, { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}` });
    hands.open(now.mode === 'you' && !now.circle);
    host.classList.toggle('gs-dense', layout.dense);
    travel.stop();
    g.begin();
    for (const node of now.nodes) hands.ready(drawNode(g, now, node), now, node.id);
    now.graph.edges.forEach((edge, place) => drawEdge(g, now, edge, place));
    g.end();
    for (const kind of ['edge', 'label']) set(g.layers[kind], { 'aria-hidden': 'true' });
    if (layout !== measured) reachWhenWide(host, 'The graph, wider than the page');
    measured = layout; // measuring makes the browser lay out the page
    if (steps !== null && now.place === steps + 1) travel.go(now);
    if (steps !== null && now.place !== steps) lookAt(host, now);
    if (steps === null) host.scrollLeft = host.scrollWidth; // a sweep begins at the result
    steps = now.place;
  }
  return { draw };
}

// Four digits where there is room for them, else three, and one where the number has a power of ten.
function shown({ layout: { dense } }, value) {
  if (!Number.isFinite(value)) return '?';
  const text = neat(value, dense ? 3 : 4);
  return text.includes('×') ? number(value, dense ? 1 : 3) : text;
}

function drawNode(g, now, node) {
  const { at, plate, dense } = now.layout;
  const place = placeOf(node.id);
  const cells = [{ text: shown(now, node.data), kind: 'forward' }];
  if (now.mode !== 'ready') {
    const text = now.written.has(node.id) ? shown(now, now.values[node.id]) : '';
    cells.push({ text, kind: 'gradient' });
  }
  const judged = now.judge?.[place];
  const agrees = dense ? '' : ' ✓'; // in a dense graph, what differs stands out
  const mark = judged?.known ? (judged.agrees ? agrees : ' ✗') : '';
  const late = now.complete && node.id in now.late ? now.late[node.id] : null;
  const got = now.step?.moves.some(({ to }) => to === node.id);
  const wrong = judged?.known && !judged.agrees;
  const done = now.mode === 'you' && now.pressed.includes(place);
  const classes = [
    ['gs-got', got],
    ['gs-wrong', wrong],
    ['gs-late', late !== null],
    ['gs-done', done],
  ].flatMap(([name, on]) => (on ? [name] : []));
  return g.node(node.id, {
    ...at[node.id],
    ...plate,
    shape: 'box',
    stacked: true,
    cells,
    name: `${headOf(node)}${mark}`,
    note: late !== null && !dense ? `${amount(late)} left over` : node.hidden > 0 ? '…' : '',
    on: now.step?.acting === node.id,
    cls: `gs-node ${classes.join(' ')}`,
  });
}

// The points of an edge, from the parent's right side to the left side of what is made of it.
function pointsOf(now, edge, place) {
  const { at, bends, plate } = now.layout;
  const twins = now.graph.edges.flatMap(({ from, to }, k) => (from === edge.from && to === edge.to ? [k] : []));
  const aside = APART * (2 * twins.indexOf(place) - (twins.length - 1));
  const [start, end] = [at[edge.from], at[edge.to]];
  return [
    { x: start.x + plate.w / 2, y: start.y + aside },
    ...bends[place].map(({ x, y }) => ({ x, y: y + aside })),
    { x: end.x - plate.w / 2, y: end.y + aside },
  ];
}

function drawEdge(g, now, edge, place) {
  const points = pointsOf(now, edge, place);
  const moving = now.step?.moves.some((move) => move.edge === place) ?? false;
  points.slice(1).forEach((to, k) => {
    const last = k === points.length - 2;
    g.edge(`${place} ${k}`, {
      from: points[k],
      to,
      kind: moving ? 'gradient' : '',
      weight: moving ? 3.5 : 1.5,
      backward: moving,
      arrow: moving ? k === 0 : last,
    });
  });
  const [a, b] = points;
  g.caption(`slope ${place}`, {
    x: (a.x + b.x) / 2 - 2,
    y: (a.y + b.y) / 2,
    words: shown(now, edge.slope),
    cls: 'gs-slope',
  });
}

// In the mode `you` nodes can be pressed; Tab reaches one of them, arrows the others.
function makeHands(figure, picture, row) {
  let chosen = ROOT;
  const node = (target) => target.closest?.('[data-node]');
  const stop = (now) => (handing(now).includes(chosen) ? chosen : handing(now)[0]);
  picture.addEventListener('click', (event) => {
    const pressed = node(event.target);
    if (!pressed) return;
    chosen = pressed.dataset.node;
    handOn(figure, chosen);
    pressed.focus({ preventScroll: true });
  });
  picture.addEventListener('keydown', (event) => {
    const here = node(event.target);
    if (!here || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = stepTo(figure.now, here.dataset.node, event.key);
    if (next === null && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    if (next === null) handOn(figure, here.dataset.node);
    else {
      chosen = next;
      for (const each of picture.querySelectorAll('[data-node]'))
        set(each, { tabindex: each.dataset.node === next ? 0 : -1 });
      picture.querySelector(`[data-node="${next}"]`).focus();
    }
  });
  return {
    open(on) {
      const help = 'arrows move from node to node, Enter lets one hand on';
      set(picture, { role: on ? 'grid' : 'group', 'aria-label': on ? `The graph: ${help}` : 'The graph' });
      set(row, { role: on ? 'row' : null });
      set(row.parentNode, { 'aria-hidden': on ? null : 'true' });
    },
    ready(element, now, id) {
      const press = handing(now).includes(id);
      const place = placeOf(id);
      set(element, {
        'data-node': press ? id : null,
        role: press ? 'gridcell' : null,
        tabindex: press ? (id === stop(now) ? 0 : -1) : null,
        'aria-label': press ? pressName(now, id, place) : null,
        'aria-disabled': press && now.pressed.includes(place) ? 'true' : null,
        'aria-hidden': press || now.mode !== 'you' ? null : 'true',
      });
    },
  };
}

// The shares of the present step on their way back. They are drawn only while they move.
function makeTravel({ signal }, layer) {
  let halt = () => {};
  const clear = () => {
    halt();
    layer.replaceChildren();
  };
  return {
    stop: clear,
    go(now) {
      if (wantsLessMotion() || !now.step) return;
      const trips = now.step.moves
        .filter(({ edge }) => edge !== null)
        .map((move) => ({
          points: pointsOf(now, now.graph.edges[move.edge], move.edge).reverse(),
          node: makeToken(layer, shown(now, move.share)),
        }));
      if (trips.length === 0) return;
      const step = (t) => {
        for (const { points, node } of trips) {
          const { x, y } = alongside(points, t);
          node.setAttribute('transform', `translate(${x.toFixed(1)},${y.toFixed(1)})`);
        }
      };
      halt = glide({ from: 0, to: 1, ms: TRIP, signal, step, done: () => layer.replaceChildren() });
    },
  };
}

function makeToken(layer, text) {
  const node = svg('g', { class: 'gs-token g-token g-gradient' }, layer);
  const w = Math.max(30, 8 * text.length + 12);
  const plate = { x: -w / 2, y: -12, width: w, height: 24, rx: 12 };
  for (const cls of ['g-under', 'g-plate']) svg('rect', { class: cls, ...plate }, node);
  svg('text', { class: 'g-value', y: 5, 'text-anchor': 'middle' }, node).textContent = text;
  return node;
}

// A place on a line through `points`, t of the way.
function alongside(points, t) {
  const legs = points.slice(1).map((to, k) => Math.hypot(to.x - points[k].x, to.y - points[k].y));
  let rest = t * legs.reduce((sum, leg) => sum + leg, 0);
  const k = legs.findIndex((leg, i) => (rest <= leg || i === legs.length - 1 ? true : ((rest -= leg), false)));
  const share = legs[k] === 0 ? 0 : Math.min(1, rest / legs[k]);
  return {
    x: points[k].x + share * (points[k + 1].x - points[k].x),
    y: points[k].y + share * (points[k + 1].y - points[k].y),
  };
}

// In a picture wider than its page: bring to sight where something happens.
function lookAt(host, now) {
  if (!now.layout.wide || !now.step) return;
  const touched = [now.step.acting, ...now.step.moves.map(({ to }) => to)].filter(Boolean);
  const xs = touched.map((id) => now.layout.at[id].x);
  const [left, right] = [Math.min(...xs) - 60, Math.max(...xs) + 60];
  if (left < host.scrollLeft) host.scrollLeft = left;
  else if (right > host.scrollLeft + host.clientWidth) host.scrollLeft = right - host.clientWidth;
}

export { makeMap };
