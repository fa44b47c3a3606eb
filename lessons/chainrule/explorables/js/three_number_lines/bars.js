// How many dx long is each nudge? The same arrows, under a magnifying glass that follows dx.
import { number } from '../lib/format.js';
import { ticks } from '../lib/scale.js';
import { svg } from '../lib/svg.js';
import { arrow } from './arrow.js';
import { BARS, LABELS, WIDE, barRows, barScale } from './layout.js';
import { tick } from './words.js';

function makeBars({ frame }, parent) {
  const bars = frame.plot({ parent, name: 'The nudges measured in dx', ...BARS });
  const layer = bars.layer();

  function draw(now, stage) {
    const shown = ratios(now);
    layer.fill(JSON.stringify([shown, bars.width, stage >= WIDE]), (g) => {
      const scale = barScale(shown.map(([, ratio]) => ratio), bars.box);
      const rows = barRows(stage);
      drawAxis(g, scale, rows.ghost + 12, bars.box);
      for (const bar of shown) drawBar(g, bar, scale, rows, bars.box);
    });
  }
  return { draw };
}

// [row, length in dx, label, class of the arrow, class of the text]
function ratios({ at, haunted }) {
  const first = ['x', 1, 'dx', 'tl-outer', ''];
  if (at.trouble) return [first];
  const all = [
    first, ['u', at.measured.inner, 'du', 'tl-middle', 'middle'], ['y', at.dy / at.dx, 'dy', 'tl-outer', ''],
    ['rule', at.rule.whole, 'rule', 'tl-rule', 'slope'],
    ...(haunted ? [['ghost', at.ghost.whole, 'ghost', 'tl-ghost', 'ghost']] : []),
  ];
  return all.filter(([, ratio]) => Number.isFinite(ratio));
}

function drawAxis(g, scale, bottom, box) {
  svg('text', { x: box.left, y: 13, class: 'muted' }, g).textContent = 'How many dx long?';
  for (const t of ticks(...scale.values, 4)) {
    const x = scale(t);
    svg('line', { x1: x, x2: x, y1: 22, y2: bottom, class: t === 0 ? 'axis' : 'grid' }, g);
    if (x <= box.left + 136) continue;
    const place = x > box.right - 8 ? { x: x + 6, 'text-anchor': 'end' } : { x, 'text-anchor': 'middle' };
    svg('text', { ...place, y: 13, class: 'tick' }, g).textContent = tick(t);
  }
}

function drawBar(g, [row, ratio, label, cls, tint], scale, rows, box) {
  const y = rows[row] + 4.5;
  arrow(g, { from: scale(0), to: scale(ratio) }, rows[row], cls);
  svg('text', { x: box.left, y, class: tint }, g).textContent = label;
  const value = svg('text', { x: box.left + LABELS - 14, y, 'text-anchor': 'end', class: `strong ${tint}` }, g);
  value.textContent = label === 'dx' ? '1' : number(ratio);
}

export { makeBars };
