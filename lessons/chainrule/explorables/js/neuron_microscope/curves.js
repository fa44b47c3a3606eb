// The four curves with their tangents: one for each link of the chain, and L against w.
import { neat } from '../lib/digits.js';
import { clamp } from '../lib/keys.js';
import { neuron } from '../lib/network.js';
import { point } from '../lib/point.js';
import { curvePath, ticks } from '../lib/scale.js';
import { svg, writePieces } from '../lib/svg.js';
import { BIG, SMALL, flatPieces, piece, scales, windows } from './layout.js';
import { RANGES, put } from './present.js';
import { say, show } from './words.js';

// `over` and `up`: the quantities across and upwards; `at`: the place on the curve; `slope` of the
// tangent there, and its name; `long`: the tangent's length in pixels. `mark` is what is dragged.
const CURVES = [
  {
    id: 'z', name: 'z against w', ...SMALL, over: 'w', up: 'z', title: ['z against w: ', 'dz/dw = x'], long: 110,
    f: ({ state }) => (t) => t * state.x + state.b, at: ({ state, at }) => [state.w, at.z], slope: 'dz_dw',
    mark: { name: 'w on the line of z', moves: 'w', byPlace: true },
  },
  {
    id: 'a', name: 'a against z', ...SMALL, over: 'z', up: 'a', title: ['a against z: ', 'da/dz'], long: 110,
    f: ({ bend }) => bend.f, at: ({ at }) => [at.z, at.a], slope: 'da_dz', under: drawFlats,
    mark: { name: 'z on the activation, moved by b', moves: 'b', byPlace: false },
  },
  {
    id: 'L', name: 'L against a', ...SMALL, over: 'a', up: 'L', title: ['L against a: ', 'dL/da'], long: 110,
    f: ({ state, options }) => (t) => (options.half ? 0.5 : 1) * (t - state.y) ** 2, at: ({ at }) => [at.a, at.L],
    slope: 'dL_da', below: drawMiss, above: drawDot,
    mark: { name: 'target y', moves: 'y', byPlace: true, colour: 'nm-target' },
  },
  {
    id: 'big', name: 'L against w', ...BIG, over: 'w', up: 'L', title: ['L against w, one tangent: ', 'dL/dw'], long: 210,
    f: ({ state, options }) => (w) => neuron({ ...state, w }, options).L, at: ({ state, at }) => [state.w, at.L],
    slope: 'dL_dw', below: drawNudge,
    mark: { name: 'w on the loss curve', moves: 'w', byPlace: true, size: 8 },
  },
];

function makeCurves(figure) {
  const curves = CURVES.map((kind) => openCurve(figure, kind));
  return { draw(now) { for (const curve of curves) curve.draw(now); } };
}

function openCurve(figure, kind) {
  const plot = figure.frame.plot(kind);
  const layers = { axes: plot.layer(), curve: plot.layer({ clipped: true }), tangent: plot.layer({ clipped: true }) };
  const scaled = (now) => {
    const view = windows(now);
    return scales(plot.box, view[kind.over], view[kind.up]);
  };
  const mark = makeMark(figure, kind, plot, scaled);

  function draw(now) {
    const scale = scaled(now);
    const { box, width } = plot;
    const values = [scale.across.values, scale.down.values];
    const key = [width, now.state, now.options, values];
    writePieces(plot.title, heading(kind, now));
    layers.axes.fill(JSON.stringify([width, values]), (node) => drawAxes(node, kind, scale, box));
    layers.curve.fill(JSON.stringify(key), (node) => {
      kind.under?.(node, now, scale, box);
      const d = curvePath(kind.f(now), scale.across.values, scale.across, scale.down);
      svg('path', { class: 'line forward', d }, node);
    });
    layers.tangent.fill(JSON.stringify([...key, now.compare, now.h]), (node) => {
      kind.below?.(node, now, scale, box);
      drawTangent(node, kind, now, scale);
      kind.above?.(node, now, scale);
    });
    placeMark(mark, kind, now, scale, box);
  }
  return { draw };
}

function heading({ title: [plain, name], slope }, { at }) {
  return [plain, ['slope-text strong', `${name} = ${show(at[slope])}`]];
}

// Dragged to the place under the pointer, or by as much as the pointer moves.
function makeMark(figure, { mark: { name, moves, byPlace, ...looks } }, plot, scaled) {
  const across = () => scaled(figure.now).across;
  const drag = byPlace
    ? { toValue: (at) => across().back(at.x) }
    : {
      hold: () => ({ value: figure.now.state[moves], rate: across().rate }),
      toValue: (at) => at.grab.value + (at.x - at.startX) / at.grab.rate,
    };
  return point({
    picture: plot.picture, parent: plot.picture, name, ...looks, ...RANGES[moves], ...drag,
    get: () => figure.model.get(moves), set: (value) => put(figure, moves, value), speak: () => say(figure.now, moves),
  });
}

// The mark of a curve stands on it; the target's stands where its y is.
function placeMark(mark, kind, now, { across, down }, box) {
  if (kind.mark.moves === 'y') {
    mark.update(across(now.state.y), down(0));
    return;
  }
  const [x, y] = kind.at(now);
  const [low, high] = down.values;
  mark.update(across(x), clamp(down(y), box.top, box.bottom), y >= Math.min(low, high) && y <= Math.max(low, high));
}

function drawAxes(node, { over, up }, { across, down }, { left, right, top, bottom }) {
  for (const t of ticks(...across.values, 5)) {
    const x = across(t);
    svg('line', { class: t === 0 ? 'axis' : 'grid', x1: x, x2: x, y1: top, y2: bottom }, node);
    svg('text', { class: 'tick', x, y: bottom + 16, 'text-anchor': 'middle' }, node).textContent = neat(t, 3);
  }
  for (const v of ticks(...down.values, 4)) {
    const y = down(v);
    svg('line', { class: v === 0 ? 'axis' : 'grid', x1: left, x2: right, y1: y, y2: y }, node);
    svg('text', { class: 'tick', x: left - 6, y: y + 4, 'text-anchor': 'end' }, node).textContent = neat(v, 3);
  }
  svg('text', { class: 'var halo', x: right, y: bottom - 5, 'text-anchor': 'end' }, node).textContent = over;
  svg('text', { class: 'var halo', x: left + 4, y: top + 13 }, node).textContent = up;
}

function drawTangent(node, kind, now, { across, down }) {
  const [x, y] = kind.at(now);
  const rise = now.at[kind.slope] * (down.rate / across.rate);
  if (!Number.isFinite(rise)) return;
  const ends = piece({ x: across(x), y: down(y) }, rise, kind.long / 2 / Math.hypot(1, rise));
  svg('line', { class: 'line slope nm-tangent', ...ends }, node);
}

// How far the activation misses the target.
function drawMiss(node, { state, at }, { across, down }, box) {
  const [a, y, ground] = [across(at.a), across(state.y), down(0)];
  svg('line', { class: 'nm-miss', x1: a, x2: y, y1: ground - 1, y2: ground - 1 }, node);
  const x = clamp(y, box.left + 8, box.right - 8);
  svg('text', { class: 'halo', x, y: ground - 14, 'text-anchor': 'middle' }, node).textContent = 'y';
}

function drawDot(node, { at }, { across, down }) {
  svg('circle', { class: 'nm-dot', cx: across(at.a), cy: down(at.L), r: 6 }, node);
}

// Where the activation is so flat that the product dies.
function drawFlats(node, { bend }, { across }, box) {
  for (const [from, to] of flatPieces(bend.df, across.values)) {
    const [left, right] = [across(from), across(to)];
    const [width, height] = [right - left, box.bottom - box.top];
    svg('rect', { class: 'nm-flat', x: left, y: box.top, width, height }, node);
    if (width <= 34) continue;
    const middle = { x: (left + right) / 2, y: (box.top + box.bottom) / 2 + 4 };
    svg('text', { class: 'tick halo', ...middle, 'text-anchor': 'middle' }, node).textContent = 'flat';
  }
}

// The line through the two points at w − h and w + h.
function drawNudge(node, now, { across, down }) {
  if (!now.compare) return;
  const loss = CURVES.at(-1).f(now);
  const { h, state: { w } } = now;
  const [left, right] = [w - h, w + h].map((t) => ({ x: across(t), y: down(loss(t)) }));
  const rise = (right.y - left.y) / (right.x - left.x);
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const half = Math.max(150 / Math.hypot(1, rise), (right.x - left.x) / 2 + 10);
  if (Number.isFinite(rise)) svg('line', { class: 'line ghost', ...piece(middle, rise, half) }, node);
  for (const { x, y } of [left, right]) svg('circle', { class: 'nm-nudged', cx: x, cy: y, r: 4.5 }, node);
}

export { makeCurves };
