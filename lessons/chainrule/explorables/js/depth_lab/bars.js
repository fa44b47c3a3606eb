// A row for every layer, from the loss back to the input: the length of its gradient on a ruler of
// powers of ten, and beside it the spread of its activations or, in a chain, the factors.
import { power, number } from '../lib/format.js';
import { arrowHead } from '../lib/plot.js';
import { svg, write } from '../lib/svg.js';
import { BARS, columns, rowPlaces, ruler } from './layout.js';
import { barsHeading, headings, shortName } from './words.js';

const DIGITS = (roomy) => (roomy ? 3 : 2);

function makeBars(figure) {
  const view = figure.frame.plot({ name: 'A bar for every layer', ...BARS(() => figure.now?.rows.length ?? 5) });
  const all = view.layer();

  function draw(now, stage) {
    view.measure(stage);
    write(view.title, barsHeading(now));
    all.fill(JSON.stringify([view.width, view.height, now.mode, now.rows, now.cut]), (g) => drawAll(g, now, view));
  }
  return { draw };
}

function drawAll(g, now, { width, box }) {
  const places = columns(width, now.mode);
  const rows = rowPlaces(now.rows.length, box);
  g.setAttribute('class', places.roomy ? '' : 'dp-small');
  const scale = ruler(gradients(now), now.mode === 'chain' ? [-8, 0] : [-4, 1], places.bars);
  drawHeadings(g, now, places);
  drawRuler(g, scale, box);
  drawWay(g, now, rows, box);
  now.rows.forEach((row, i) => drawRow(g, row, { ...rows[i], places, scale, now }));
  drawTops(g, now, rows, scale);
  if (now.mode === 'chain') now.rows.forEach((row, i) => drawFactors(g, row, rows[i], places));
  else drawSpreads(g, now, rows, places, box);
}

function gradients({ rows }) {
  return rows.flatMap(({ gradient, mine }) => [gradient, mine]).filter((each) => typeof each === 'number');
}

function text(g, attributes, words) {
  svg('text', attributes, g).textContent = words;
}

function drawHeadings(g, now, { bars, factors, products, spreads, spreadNumbers }) {
  const words = headings(now);
  text(g, { x: bars[0], y: 13, class: 'slope dp-head' }, words.gradient);
  if (now.mode === 'chain') {
    text(g, { x: factors, y: 13, 'text-anchor': 'end', class: 'muted' }, 'w·σ′');
    text(g, { x: products, y: 13, 'text-anchor': 'end', class: 'muted' }, 'product');
    return;
  }
  const room = spreadNumbers - spreads[0];
  text(g, { x: spreads[0], y: 13, class: 'forward dp-head' }, room > 150 ? words.spread : words.spreadShort);
}

function drawRuler(g, scale, { top, bottom }) {
  for (const exponent of scale.exponents) {
    const x = scale.at(exponent);
    svg('line', { x1: x, x2: x, y1: top, y2: bottom, class: 'grid' }, g);
    text(g, { x, y: bottom + 15, 'text-anchor': 'middle', class: 'tick' }, power(Number(`1e${exponent}`)));
  }
}

// The signal's way from the loss to the lowest layer; it breaks where the signal is cut.
function drawWay(g, { rows, cut = 0, mode }, places, { top, bottom }) {
  const x = 10;
  const last = rows.length - 1 - cut;
  text(g, { x: 0, y: 13, class: 'muted' }, 'loss');
  text(g, { x: 0, y: bottom + 15, class: 'muted' }, mode === 'chain' ? 'x' : 'input');
  const end = places[last].y;
  svg('path', { d: `M${x},${top - 4}V${end.toFixed(1)}`, class: 'slope thin' }, g);
  svg('path', { d: arrowHead(x, end, Math.PI / 2), class: 'slope thin' }, g);
  if (cut === 0) return;
  const gap = end + places[0].tall / 2;
  svg('path', { d: `M${x - 7},${gap + 3}l14,-6M${x - 7},${gap + 7}l14,-6`, class: 'axis dp-broken' }, g);
  svg('path', { d: `M${x},${(gap + 8).toFixed(1)}V${places.at(-1).y.toFixed(1)}`, class: 'axis dashed' }, g);
}

function drawRow(g, row, { y, tall, places, scale, now }) {
  const [left] = places.bars;
  text(g, { x: places.names, y: y + 4.5, class: 'dp-name' }, shortName(row, now, places.roomy));
  if (row.gradient === null) {
    text(g, { x: left + 4, y: y + 4.5, class: 'muted' }, 'no signal');
    return;
  }
  const end = scale(row.gradient);
  drawBar(g, { left, end, y, tall: Math.min(13, tall - 4), cls: 'dp-gradient' });
  text(g, { x: places.numbers, y: y + 4.5, 'text-anchor': 'end' }, number(row.gradient, DIGITS(places.roomy)));
  if (typeof row.mine === 'number') drawMine(g, scale(row.mine), y, tall);
}

function drawBar(g, { left, end, y, tall, cls }) {
  const width = Math.max(0, end - left).toFixed(1);
  svg('rect', { x: left, y: (y - tall / 2).toFixed(1), width, height: tall.toFixed(1), class: cls }, g);
}

// What the learner's own function says: a tick across the bar's end.
function drawMine(g, x, y, tall) {
  const half = tall / 2 - 1;
  svg('line', { x1: x, x2: x, y1: y - half, y2: y + half, class: 'dp-mine' }, g);
  svg('path', { d: `M${x - 4},${y - half}h8M${x - 4},${y + half}h8`, class: 'dp-mine' }, g);
}

// The line through the ends of the bars.
function drawTops(g, now, places, scale) {
  const tops = now.rows
    .map(({ gradient }, i) => [gradient, places[i].y])
    .filter(([gradient]) => gradient !== null && Number.isFinite(gradient) && gradient !== 0)
    .map(([gradient, y]) => [scale(gradient).toFixed(1), y.toFixed(1)]);
  if (tops.length > 1) svg('path', { d: `M${tops.map((top) => top.join(',')).join('L')}`, class: 'slope thin' }, g);
  for (const [cx, cy] of tops) svg('circle', { cx, cy, r: 3, class: 'dp-top' }, g);
}

function drawFactors(g, { factor, product }, { y }, { factors, products, roomy }) {
  for (const [x, value] of [
    [factors, factor],
    [products, product],
  ]) {
    text(g, { x, y: y + 4.5, 'text-anchor': 'end' }, number(value, DIGITS(roomy)));
  }
}

function drawSpreads(g, now, places, { spreads, spreadNumbers, roomy }, box) {
  const spread = now.rows.map((row) => row.spread);
  const scale = ruler(spread, [-2, 1], spreads);
  drawRuler(g, scale, box);
  now.rows.forEach((row, i) => {
    const { y, tall } = places[i];
    drawBar(g, { left: spreads[0], end: scale(row.spread), y, tall: Math.min(9, tall - 6), cls: 'dp-spread' });
    text(g, { x: spreadNumbers, y: y + 4.5, 'text-anchor': 'end' }, number(row.spread, DIGITS(roomy)));
  });
}

export { makeBars };
