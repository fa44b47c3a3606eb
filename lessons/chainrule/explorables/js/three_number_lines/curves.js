// Both curves with their tangents, and on the outer one the slope that the ghost reads.
import { number } from '../lib/format.js';
import { clamp } from '../lib/keys.js';
import { curvePath, lineInBox, ticks } from '../lib/scale.js';
import { segment, svg, writePieces } from '../lib/svg.js';
import { CURVE, curveScales } from './layout.js';

const STEEPNESS = -1; // pixels down per pixel across for slope 1: same unit both ways

function makeCurves({ frame }, parent) {
  const inner = openCurve(frame.plot({ parent, ...CURVE, name: 'Inner curve with its tangent at x' }));
  const outer = openCurve(frame.plot({ parent, ...CURVE, name: 'Outer curve with its tangent at u' }));
  function draw(now) {
    const key = JSON.stringify([now.key, inner.plot.width, outer.plot.width]);
    drawCurve(inner, innerCurve(now), key);
    drawCurve(outer, outerCurve(now), key);
  }
  return { draw };
}

function openCurve(plot) {
  return { plot, layer: plot.layer({ clipped: true }), names: plot.layer() };
}

// `move`, `rise`: the nudge across and upwards; `good`: there is a nudge to show; `missing`: where
// the ghost reads the slope.
function innerCurve({ g, at }) {
  return {
    fn: g, at: at.x, value: at.u, move: at.dx, rise: at.du, slope: at.rule.inner, follows: false, names: ['x', 'u'],
    good: isGood(at) || at.trouble.where === 'outer', moves: ['tl-outer', 'tl-middle'], missing: null,
    title: [`u = ${g.formula('x')}, slope at x: `, ['slope-text strong', number(at.rule.inner)]],
  };
}

function outerCurve({ f, at, haunted }) {
  return {
    fn: f, at: at.u, value: at.y, move: at.du, rise: at.dy, slope: at.rule.outer, follows: true, names: ['u', 'y'],
    good: isGood(at), moves: ['tl-middle', 'tl-outer'], missing: haunted ? { at: at.x, slope: at.ghost.outer } : null,
    title: [`y = ${f.formula('u')}, slope at u: `, ['slope-text strong', number(at.rule.outer)]],
  };
}

function isGood({ trouble }) {
  return !trouble || trouble.kind === 'jump';
}

function drawCurve({ plot, layer, names }, curve, key) {
  const { box } = plot;
  writePieces(plot.title, curve.title);
  layer.fill(key, (g) => {
    const scales = curveScales(curve, box);
    drawGrid(g, scales, box);
    const d = curvePath(curve.fn.f, scales.right.values, scales.right, scales.up, 120);
    svg('path', { d, class: 'forward line' }, g);
    if (curve.missing && Number.isFinite(curve.missing.slope)) drawMissing(g, curve, scales, box);
    if (curve.good && Number.isFinite(curve.value)) drawTangent(g, curve, scales, box);
  });
  names.fill(`${plot.width}`, (g) => {
    const [across, up] = curve.names;
    const cls = 'muted var halo';
    svg('text', { x: box.right - 7, y: box.bottom - 7, 'text-anchor': 'end', class: cls }, g).textContent = across;
    svg('text', { x: box.left + 7, y: box.top + 16, class: cls }, g).textContent = up;
  });
}

function drawGrid(g, { right, up }, box) {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  svg('rect', { x: box.left, y: box.top, width, height, rx: 6, class: 'tl-pane' }, g);
  const look = (t) => (t === 0 ? 'axis' : 'grid');
  for (const t of ticks(...right.values, 8)) {
    svg('line', { x1: right(t), x2: right(t), y1: box.top, y2: box.bottom, class: look(t) }, g);
  }
  for (const t of ticks(...up.values, 8)) {
    svg('line', { x1: box.left, x2: box.right, y1: up(t), y2: up(t), class: look(t) }, g);
  }
}

function drawMissing(g, { fn, missing }, { right, up }, box) {
  const there = { x: right(missing.at), y: up(fn.f(missing.at)) };
  svg('line', { x1: there.x, x2: there.x, y1: box.top, y2: box.bottom, class: 'ghost thin tl-thin' }, g);
  segment(lineInBox(there, missing.slope * STEEPNESS, box), 'ghost thin', g);
  if (Math.abs(there.y) < 1e5) svg('circle', { cx: there.x, cy: there.y, r: 5, class: 'tl-hollow' }, g);
}

// The tangent, and the nudge as a step across and a step upwards.
function drawTangent(g, { at, value, move, rise, slope, moves }, { right, up }, box) {
  const here = { x: right(at), y: up(value) };
  const [corner, top] = [right(at + move), up(value + rise)].map((pixel) => clamp(pixel, -999, 9999));
  segment(lineInBox(here, slope * STEEPNESS, box), 'slope line', g);
  if (Number.isFinite(corner) && Number.isFinite(top)) {
    svg('line', { x1: here.x, x2: corner, y1: here.y, y2: here.y, class: `tl-step ${moves[0]}` }, g);
    svg('line', { x1: corner, x2: corner, y1: here.y, y2: top, class: `tl-step ${moves[1]}` }, g);
  }
  svg('circle', { cx: here.x, cy: here.y, r: 6, class: 'tl-value' }, g);
}

export { makeCurves };
