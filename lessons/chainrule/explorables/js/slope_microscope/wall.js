// The round-off wall: how far the measured slope is from the exact one, for every step h.
import { power } from '../lib/format.js';
import { clamp } from '../lib/keys.js';
import { point } from '../lib/point.js';
import { errorCurve, tenTo } from '../lib/slope.js';
import { svg } from '../lib/svg.js';
import { WALL, errorPlace, wallScales } from './layout.js';
import { H } from './present.js';
import { sayH } from './words.js';

const EXPONENTS = Array.from({ length: 171 }, (_, i) => H.min + i / 10);
const TICKS = [-16, -12, -8, -4, 0];

function makeWall(figure) {
  const wall = figure.frame.plot({
    name: 'Error of the measured slope against the step h', heading: 'Distance from the exact slope, against h', ...WALL,
  });
  const axes = wall.layer();
  const errors = wall.layer({ clipped: true });
  const mark = wall.layer();
  const hPoint = point({
    picture: wall.picture, parent: wall.picture, name: 'step h on the error curve', colour: 'crx-slope', ...H,
    get: () => figure.model.get('h'), set: (h) => figure.frame.assign({ h }), speak: () => sayH(figure.now),
    toValue: (at) => H.scale.from(clamp(wallScales(wall.box).across.back(at.x), H.min, H.max)),
  });

  function draw(now) {
    const { box } = wall;
    const { error, exact } = now.measured;
    const scales = wallScales(box);
    const at = scales.across(Math.log10(now.h));
    axes.fill(`${wall.width}`, (g) => drawAxes(g, scales, box));
    errors.fill(JSON.stringify([now.name, now.x, wall.width]), (g) => {
      if (Number.isFinite(exact)) drawErrors(g, now, scales, box);
    });
    mark.fill(`${now.h}${wall.width}`, (g) => {
      svg('line', { x1: at, x2: at, y1: box.top, y2: box.bottom, class: 'slope thin dashed' }, g);
    });
    hPoint.update(at, Number.isFinite(error) ? errorPlace(error, scales.down, box) : box.top);
  }
  return { draw };
}

function drawAxes(g, { across, down }, box) {
  for (const exponent of TICKS) {
    const px = across(exponent);
    const anchor = exponent ? 'middle' : 'end';
    svg('line', { x1: px, x2: px, y1: box.top, y2: box.bottom, class: 'grid' }, g);
    const words = svg('text', { x: px, y: box.bottom + 17, 'text-anchor': anchor, class: 'tick' }, g);
    words.textContent = power(tenTo(exponent));
  }
  for (const exponent of TICKS) {
    const py = down(exponent);
    svg('line', { x1: box.left, x2: box.right, y1: py, y2: py, class: 'grid' }, g);
    const words = svg('text', { x: box.left - 7, y: py + 4, 'text-anchor': 'end', class: 'tick' }, g);
    words.textContent = power(tenTo(exponent));
  }
  svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
  const middle = (box.left + box.right) / 2;
  const words = svg('text', { x: middle, y: box.bottom + 36, 'text-anchor': 'middle', class: 'muted' }, g);
  words.textContent = '← smaller step h';
}

function drawErrors(g, { fn, x }, { across, down }, box) {
  let path = '';
  for (const { exponent, error } of errorCurve(fn, x, EXPONENTS)) {
    if (!Number.isFinite(error)) continue;
    const [cx, cy] = [across(exponent), errorPlace(error, down, box)].map((pixel) => pixel.toFixed(1));
    const looks = error === 0 ? { r: 2.6, class: 'sm-zero' } : { r: 1.8, class: 'sm-error' };
    path += `${path ? 'L' : 'M'}${cx},${cy}`;
    svg('circle', { cx, cy, ...looks }, g);
  }
  svg('path', { d: path, class: 'slope thin sm-trend' }, g);
}

export { makeWall };
