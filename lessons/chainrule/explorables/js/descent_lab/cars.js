// The cars, and the line that the present w and b draw through them.
import { neat } from '../lib/digits.js';
import { curvePath, ticks } from '../lib/scale.js';
import { svg, write } from '../lib/svg.js';
import { SMALL, carScales } from './layout.js';
import { headings } from './words.js';

function makeCars(figure) {
  const view = figure.frame.plot({ name: 'The cars and the line', ...SMALL });
  const dots = view.layer({ clipped: true });
  const axes = view.layer();
  const line = view.layer({ clipped: true });

  function draw(now) {
    const { box } = view;
    const scales = carScales(now, box);
    const place = JSON.stringify([now.units, view.width]);
    write(view.title, headings(now).cars);
    dots.fill(place, (g) => drawDots(g, now, scales));
    axes.fill(place, (g) => drawAxes(g, now, scales, box));
    line.fill(JSON.stringify([place, now.here]), (g) => drawLine(g, now.here, scales));
  }
  return { draw };
}

function drawDots(g, { cars: { xs, ys } }, { across, down }) {
  const d = xs.map((x, i) => `M${across(x).toFixed(1)},${down(ys[i]).toFixed(1)}h0`).join('');
  svg('path', { d, class: 'dl-cars' }, g);
}

function drawAxes(g, { view }, { across, down }, box) {
  for (const x of ticks(...across.values, 4)) {
    svg('text', { x: across(x), y: box.bottom + 15, 'text-anchor': 'middle', class: 'tick' }, g).textContent = neat(x);
  }
  for (const y of ticks(...down.values, 5)) {
    svg('text', { x: box.left - 6, y: down(y) + 4, 'text-anchor': 'end', class: 'tick' }, g).textContent = neat(y);
  }
  svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
  svg(
    'text',
    { x: (box.left + box.right) / 2, y: box.bottom + 30, 'text-anchor': 'middle', class: 'muted' },
    g,
  ).textContent = view.x;
}

function drawLine(g, { w, b }, { across, down }) {
  const d = curvePath((x) => w * x + b, across.values, across, down, 2);
  svg('path', { d, class: 'forward line' }, g);
}

export { makeCars };
