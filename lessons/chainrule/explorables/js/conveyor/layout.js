// Where things are on the belt: `boxes[i]` of the machines and `gaps[k]` between them. No DOM.
import { clamp } from '../lib/keys.js';

const LIES_DOWN = 640; // from this width on the belt runs from left to right, else from top to bottom
const VIEW = { basis: 320, height: () => 250, margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }) };

function layout(width, count, nudged) {
  return width >= LIES_DOWN ? lying(width, count) : standing(width, count, nudged);
}

// The place of a riding token between gaps: place 1.5 is inside the second machine.
function laneAt({ gaps }, place, kind, count) {
  const lane = kind === 'forward' ? 'value' : 'back';
  if (count === 0) return gaps[0][lane];
  const k = clamp(Math.floor(place), 0, count - 1);
  const [a, b] = [gaps[k][lane], gaps[k + 1][lane]];
  const t = place - k;
  return { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
}

// From left to right: `gap` and `box` share the width, `pill` is a value's own.
function lying(width, n) {
  const labels = 84;
  const room = width - labels - 20; // the loop's end is 18 px beyond the last gap's
  const unit = room / (n + 1 + 0.9 * n);
  const gap = Math.min(unit, 132);
  const box = Math.min(0.9 * unit, 100);
  const start = labels + (room - (n + 1) * gap - n * box) / 2;
  const [top, bottom] = [120, 182];
  const [middle, running] = [(top + bottom) / 2, bottom + 58];
  const gapX = (k) => start + k * (gap + box) + gap / 2;
  const boxX = (i) => start + (i + 1) * gap + i * box + box / 2;
  const pill = Math.min(gap - (gap > 110 ? 34 : 4), 98);
  const left = gapX(0) - pill / 2 - 8;
  const right = gapX(n) + pill / 2 + 8;
  return {
    along: 'x', digits: unit < 84 ? 3 : 4, height: running + 24, pill, runningPill: Math.min(gap - 4, 76),
    box: { w: box, h: bottom - top + 54 },
    boxes: Array.from({ length: n }, (_, i) => (
      { x: boxX(i), y: middle, fan: { x: boxX(i), y: 42, w: Math.min(64, box * 0.66), h: 68 } })),
    gaps: Array.from({ length: n + 1 }, (_, k) => ({
      value: { x: gapX(k), y: top }, back: { x: gapX(k), y: bottom },
      change: { x: gapX(k), y: middle }, running: { x: gapX(k), y: running },
    })),
    loop: stadium(left - 12, top - 22, right + 12, bottom + 22) + stadium(left + 6, top + 18, right - 6, bottom - 18),
    ways: lyingWays(n, (k) => gapX(k) + pill / 2, (gap - pill) / 2, [top, bottom]),
    rowNames: lyingNames(n, [gapX(0), gapX(n)], { top, bottom, running }),
  };
}

// Chevrons behind each value, along both lanes; none where there is no room.
function lyingWays(n, edgeX, free, [top, bottom]) {
  if (free < 13) return '';
  const chevrons = Array.from({ length: n }, (_, k) => {
    const x = edgeX(k) + free / 2;
    return `M${x - 2.5},${top - 5}l5,5l-5,5M${x + 2.5},${bottom - 5}l-5,5l5,5`;
  });
  return chevrons.join('');
}

function lyingNames(n, [first, last], { top, bottom, running }) {
  const row = (id, y, words) => ({ id, x: 0, y, words, anchor: 'start', cls: 'g-row' });
  return [
    row('fan', 36, 'local'), row('fan 2', 52, 'rate'), row('value', top, 'value'),
    row('back', bottom - 8, 'output'), row('back 2', bottom + 8, 'per value'),
    row('running', running - 8, 'value'), row('running 2', running + 8, 'per x'),
    { id: 'x', x: first, y: top - 34, words: n ? 'x' : 'x = output', cls: 'g-row' },
    ...(n ? [{ id: 'out', x: last, y: top - 34, words: 'output', cls: 'g-row' }] : []),
  ];
}

// From top to bottom: the values in the first column, the sensitivities in the second.
function standing(width, n, nudged) {
  const head = 40;
  const pill = Math.min(84, width * 0.25);
  const first = pill / 2 + 14;
  const second = first + pill + 24;
  const side = (second + pill / 2 + 22 + width) / 2;
  const step = nudged ? 116 : 98;
  const gapY = (k) => head + 28 + k * step;
  const boxY = (i) => gapY(i) + step / 2;
  const bottom = gapY(n);
  const outer = stadium(first - pill / 2 - 10, gapY(0) - 22, second + pill / 2 + 10, bottom + 22, 30);
  const inner = stadium(first + pill / 2 + 6, gapY(0) + 2, second - pill / 2 - 6, bottom - 2);
  return {
    along: 'y', digits: 4, height: bottom + 42, pill, runningPill: 76,
    box: { w: second - first + pill + 16, h: 44 },
    boxes: Array.from({ length: n }, (_, i) => ({
      x: (first + second) / 2, y: boxY(i), fan: { x: Math.min(side + 52, width - 30), y: boxY(i), w: 54, h: 40 },
    })),
    gaps: Array.from({ length: n + 1 }, (_, k) => ({
      value: { x: first, y: gapY(k) }, back: { x: second, y: gapY(k) },
      change: { x: first, y: gapY(k) + 22 }, running: { x: side - 10, y: gapY(k) },
    })),
    loop: outer + inner,
    ways: Array.from({ length: n }, (_, k) => standingWays(first, second, gapY(k), nudged)).join(''),
    rowNames: standingNames(first, second, side - 10),
  };
}

// A nudge's change stands where the chevron of the first column would be.
function standingWays(first, second, top, nudged) {
  const y = top + (nudged ? 36 : 30);
  return `${nudged ? '' : `M${first - 5},${y - 14}l5,5l5,-5`}M${second - 5},${y - 9}l5,-5l5,5`;
}

function standingNames(first, second, side) {
  const name = (id, x, y, words) => ({ id, x, y, words, cls: 'g-row' });
  return [
    name('value', first, 14, 'value ↓'), name('back', second, 6, 'output'), name('back 2', second, 22, 'per value ↑'),
    name('running', side, 6, 'value'), name('running 2', side, 22, 'per x ↓'),
  ];
}

// The outline of a belt, with round ends of at most the radius `most`.
function stadium(left, top, right, bottom, most = 60) {
  const r = Math.min((bottom - top) / 2, (right - left) / 2, most);
  const turn = (x, y) => `A${r},${r} 0 0 1 ${x},${y}`;
  return `M${left + r},${top}H${right - r}${turn(right, top + r)}V${bottom - r}${turn(right - r, bottom)}`
    + `H${left + r}${turn(left, bottom - r)}V${top + r}${turn(left + r, top)}Z`;
}

export { VIEW, layout, laneAt };
