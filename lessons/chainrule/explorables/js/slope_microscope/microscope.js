// The curve under the microscope: its piece in view, the exact slope, and the measured one.
import { number, power } from '../lib/format.js';
import { clamp, snap } from '../lib/keys.js';
import { point } from '../lib/point.js';
import { curvePath, lineInBox, ticks } from '../lib/scale.js';
import { segment, svg, write } from '../lib/svg.js';
import { VIEW, distinctDoubles, secantEnds, viewScales } from './layout.js';
import { X } from './present.js';
import { heading, sayX } from './words.js';

function makeMicroscope(figure) {
  const view = figure.frame.plot({ name: 'The curve under the microscope', ...VIEW });
  const axes = view.layer();
  const curve = view.layer({ clipped: true });
  const lens = view.layer({ clipped: true });
  const xPoint = makeXPoint(figure, view);

  function draw(now) {
    const { box } = view;
    const scales = viewScales(now, box);
    const lively = Number.isFinite(now.measured.value);
    const key = JSON.stringify([now.name, now.x, now.zoom, view.width]);
    write(view.title, heading(now));
    axes.fill(key, (g) => drawAxes(g, now, scales, box));
    curve.fill(key, (g) => { if (lively) drawCurve(g, now, scales); });
    lens.fill(`${key}${now.h}`, (g) => { if (lively) drawSlopes(g, now, scales, box); });
    xPoint.update(scales.across(0), lively ? clamp(scales.down(0), box.top, box.bottom) : box.bottom);
    xPoint.node.classList.toggle('sm-lost', !lively);
  }
  return { draw };
}

// Dragged as far as the hand moves, at the magnification at which the drag began.
function makeXPoint(figure, view) {
  return point({
    picture: view.picture, parent: view.picture, name: 'point x on the curve', ...X,
    get: () => figure.model.get('x'), set: (x) => figure.frame.assign({ x: clamp(x, X.min, X.max) }),
    speak: () => sayX(figure.now),
    hold: () => ({ x: figure.now.x, rate: viewScales(figure.now, view.box).perPixel }),
    toValue: (at) => {
      const moved = at.grab.x + (at.x - at.startX) * at.grab.rate;
      return snap(moved, 10 ** Math.floor(Math.log10(at.grab.rate * 1.0001)));
    },
  });
}

function drawAxes(g, now, scales, box) {
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  svg('rect', { x: box.left, y: box.top, width: wide, height: high, rx: 6, class: 'sm-pane' }, g);
  if (now.zoom < 3) drawGrid(g, now, scales, box);
  else drawRuler(g, scales, box);
}

function drawGrid(g, { x, measured: { value } }, { across, down }, box) {
  const [lo, hi] = across.values;
  for (const t of ticks(x + lo, x + hi, 6)) {
    const px = across(t - x);
    if (px < box.left + 6 || px > box.right - 6) continue;
    svg('line', { x1: px, x2: px, y1: box.top, y2: box.bottom, class: 'grid' }, g);
    const words = number(t).replace(/\.?0+$/, '');
    svg('text', { x: px, y: box.bottom + 17, 'text-anchor': 'middle', class: 'tick' }, g).textContent = words;
  }
  const [bottom, top] = down.values;
  for (const t of ticks(value + bottom, value + top, 5)) {
    const py = down(t - value);
    if (!(py > box.top + 6 && py < box.bottom - 6)) continue;
    svg('line', { x1: box.left, x2: box.right, y1: py, y2: py, class: t === 0 ? 'axis' : 'grid' }, g);
    svg('text', { x: box.left + 5, y: py - 4, class: 'tick' }, g).textContent = number(t).replace(/\.0+$/, '');
  }
}

// A ruler instead of ticks: under the microscope only lengths mean something.
function drawRuler(g, { across }, box) {
  const [lo, hi] = across.values;
  const length = 10 ** Math.floor(Math.log10((hi - lo) * 0.45));
  const px = length * across.rate;
  const at = box.left + 2;
  svg('path', { d: `M${at},${box.bottom + 7}v6h${px}v-6`, class: 'axis' }, g);
  svg('text', { x: at + px + 8, y: box.bottom + 17, class: 'tick' }, g).textContent = `this long: ${power(length)}`;
}

// A line; so deep that single doubles can be told apart, those doubles.
function drawCurve(g, { fn: { f }, x, measured: { value } }, { across, down }) {
  const doubles = distinctDoubles(f, x, across.values);
  if (!doubles) {
    const path = curvePath((t) => f(x + t) - value, across.values, across, down, 200);
    svg('path', { d: path, class: 'forward line' }, g);
    return;
  }
  const dots = doubles.map(({ t, y }) => [across(t), clamp(down(y), -1e4, 1e4)].map((pixel) => pixel.toFixed(1)));
  const path = dots.map(([px, py], i) => `${i ? 'L' : 'M'}${px},${py}`).join('');
  svg('path', { d: path, class: 'forward thin sm-joined' }, g);
  for (const [cx, cy] of dots) svg('circle', { cx, cy, r: 3, class: 'sm-double' }, g);
}

// The tangent, and the line through the two points that stand h away.
function drawSlopes(g, now, scales, box) {
  const { across, down } = scales;
  const { exact, gap, slope } = now.measured;
  const steepness = down.rate / across.rate; // pixels up per pixel across, for slope 1
  segment(lineInBox({ x: across(0), y: down(0) }, exact * steepness, box), 'slope thin sm-exact', g);
  if (gap) return;
  const [left, right] = secantEnds(now, scales);
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  segment(lineInBox(middle, slope * steepness, box), 'slope line', g);
  const roomy = right.x - left.x > 76;
  drawEnd(g, left, roomy ? 'x − h' : '', box);
  drawEnd(g, right, roomy ? 'x + h' : '', box);
}

function drawEnd(g, { x, y }, words, box) {
  if (x < box.left - 1 || x > box.right + 1) return;
  svg('line', { x1: x, x2: x, y1: box.top, y2: box.bottom, class: 'sm-step' }, g);
  if (y > box.top - 9 && y < box.bottom + 9) svg('circle', { cx: x, cy: y, r: 5, class: 'sm-end' }, g);
  if (!words) return;
  const [anchor, shift] = x < box.left + 40 ? ['start', 4] : x > box.right - 40 ? ['end', -4] : ['middle', 0];
  svg('text', { x: x + shift, y: box.top + 16, 'text-anchor': anchor, class: 'halo' }, g).textContent = words;
}

export { makeMicroscope };
