// The three number lines, and the nudge that is carried from one to the next.
import { number } from '../lib/format.js';
import { clamp, snap } from '../lib/keys.js';
import { arrowHead } from '../lib/plot.js';
import { point } from '../lib/point.js';
import { ticks } from '../lib/scale.js';
import { svg } from '../lib/svg.js';
import { arrow } from './arrow.js';
import { LINES, ROWS, band, lineScales, near, nudgeEnds, xScale } from './layout.js';
import { DX, LARGEST_DX, X, setDx, setX } from './present.js';
import { sayDx, sayX, wholeTick } from './words.js';

const GRIP = 17; // pixels from the end of dx to the knob that changes it

function makeLines(figure, parent) {
  const lines = figure.frame.plot({ parent, name: 'Three number lines with one nudge', ...LINES });
  const ground = lines.layer();
  const bands = lines.layer({ clipped: true });
  const nudges = lines.layer({ clipped: true });
  const labels = lines.layer();
  const xPoint = makeXPoint(figure, lines);
  const grip = makeGrip(figure, lines);

  function draw(now) {
    const { box, width } = lines;
    const scales = lineScales(now.at, box);
    const ends = nudgeEnds(now.at, scales, box);
    const key = JSON.stringify([now.key, width]);
    ground.fill(JSON.stringify([width, scales.u.values, scales.y.values]), (g) => drawGround(g, scales, box));
    bands.fill(key, (g) => {
      drawBand(g, ends.x, ends.u, [ROWS.x, ROWS.u], 'tl-band-g');
      drawBand(g, ends.u, ends.y, [ROWS.u, ROWS.y], 'tl-band-f');
    });
    nudges.fill(key, (g) => {
      drawNudges(g, ends);
      if (ends.y && !now.at.trouble) drawPredictions(g, now, ends.y.from, scales.y, box);
    });
    labels.fill(key, (g) => drawLabels(g, now, box));
    xPoint.update(scales.x(now.x), ROWS.x);
    grip.update(clamp(scales.x(now.at.xEnd) + GRIP, box.left, box.right - 7), ROWS.x);
  }
  return { draw };
}

function makeXPoint(figure, lines) {
  return point({
    picture: lines.picture, parent: lines.picture, name: 'x', ...X,
    get: () => figure.model.get('x'), set: (x) => setX(figure, x), speak: () => sayX(figure.now),
    toValue: (at) => snap(xScale(lines.box).back(at.x), 0.01),
  });
}

function makeGrip(figure, lines) {
  const { model } = figure;
  return point({
    picture: lines.picture, parent: lines.picture, name: 'nudge dx', colour: 'tl-grip', size: 6, reach: 13, ...DX,
    get: () => model.get('dx'), set: (dx) => setDx(figure, dx), speak: () => sayDx(figure.now),
    toValue: (at) => clamp(snap(xScale(lines.box).back(at.x - GRIP) - model.get('x'), 0.01), 0.01, LARGEST_DX),
  });
}

function drawGround(g, scales, box) {
  for (const name of ['x', 'u', 'y']) {
    const at = ROWS[name];
    svg('line', { x1: box.left, x2: box.right, y1: at, y2: at, class: 'axis' }, g);
    for (const t of ticks(...scales[name].values, 8)) {
      const px = scales[name](t);
      if (px < box.left + 4 || px > box.right - 4) continue;
      svg('line', { x1: px, x2: px, y1: at - 4, y2: at + 4, class: 'axis' }, g);
      svg('text', { x: px, y: at + 18, 'text-anchor': 'middle', class: 'tick' }, g).textContent = wholeTick(t);
    }
  }
}

function drawBand(g, upper, lower, [from, to], cls) {
  if (!upper || !lower) return;
  const bottom = to - 5;
  const { area, sides } = band(upper, lower, from + 4, bottom);
  const head = (x) => svg('path', { d: arrowHead(x, bottom, Math.PI / 2, 7), class: 'tl-arrow' }, g);
  svg('path', { d: area, class: cls }, g);
  for (const side of sides) svg('path', { d: side, class: 'tl-arrow' }, g);
  head(lower.from);
  if (Math.abs(lower.to - lower.from) > 7) head(lower.to);
}

function drawNudges(g, ends) {
  for (const [name, cls] of [['x', 'tl-outer'], ['u', 'tl-middle'], ['y', 'tl-outer']]) {
    if (ends[name]) arrow(g, ends[name], ROWS[name], cls);
  }
  for (const name of ['u', 'y']) {
    if (ends[name]) svg('circle', { cx: ends[name].from, cy: ROWS[name], r: 6, class: 'tl-value' }, g);
  }
}

// Below the line of y: how far the rule says that y moves, and how far the ghost says.
function drawPredictions(g, { at, haunted }, from, scale, box) {
  const prediction = (name, whole, looks) => {
    if (!Number.isFinite(whole)) return;
    drawPrediction(g, name, { from, to: near(box, scale(at.y + whole * at.dx)) }, looks, box);
  };
  prediction('rule', at.rule.whole, { cls: 'tl-rule', tint: 'slope', words: 'dy by rule' });
  if (haunted) prediction('ghost', at.ghost.whole, { cls: 'tl-ghost', tint: 'ghost', words: 'dy of the ghost' });
}

function drawPrediction(g, name, ends, { cls, tint, words }, box) {
  const [low, high] = [Math.min(ends.from, ends.to), Math.max(ends.from, ends.to)];
  const left = low > (box.left + box.right) / 2;
  svg('line', { x1: ends.from, x2: ends.from, y1: ROWS.y + 22, y2: ROWS[name], class: 'tl-guide' }, g);
  arrow(g, ends, ROWS[name], cls);
  const place = { x: left ? low - 10 : high + 10, y: ROWS[name] + 4, 'text-anchor': left ? 'end' : 'start' };
  svg('text', { ...place, class: `halo ${tint}` }, g).textContent = words;
}

function drawLabels(g, { g: inner, f: outer, at }, box) {
  const rows = [
    ['x', 'x', at.x, 'dx', at.dx, ''],
    ['u', `u = ${inner.formula('x')}`, at.u, 'du', at.du, 'middle'],
    ['y', `y = ${outer.formula('u')}`, at.y, 'dy', at.dy, ''],
  ];
  for (const [row, name, value, move, size, tint] of rows) {
    const y = ROWS[row] - 19;
    equation(svg('text', { x: box.left, y, class: 'halo' }, g), name, value);
    equation(svg('text', { x: box.right, y, 'text-anchor': 'end', class: `halo ${tint}` }, g), move, size);
  }
}

function equation(text, name, value) {
  svg('tspan', {}, text).textContent = `${name} = `;
  svg('tspan', { class: 'strong' }, text).textContent = number(value);
}

export { makeLines };
