// The loss over w and b, the walk on it, the next step; the start and the step's end are dragged.
import { grip } from '../lib/grip.js';
import { arrowHead } from '../lib/plot.js';
import { ticks } from '../lib/scale.js';
import { svg, write } from '../lib/svg.js';
import { clamp, snap } from '../lib/keys.js';
import { neat } from '../lib/digits.js';
import { LANDSCAPE, inside, outlines, pixels, viewScales } from './layout.js';
import { LR, UNITS } from './present.js';
import { headings } from './words.js';

function makeLandscape(figure) {
  const view = figure.frame.plot({ name: 'The loss as a landscape over w and b', ...LANDSCAPE });
  const ground = view.layer({ clipped: true });
  const axes = view.layer();
  const trails = view.layer({ clipped: true });
  const scalesNow = () => viewScales(figure.now, view.box);
  const start = makeStart(figure, view, scalesNow);
  const reach = makeReach(figure, view, scalesNow);

  function draw(now) {
    const { box } = view;
    const scales = viewScales(now, box);
    const place = JSON.stringify([now.units, view.width]);
    write(view.title, headings(now).landscape);
    ground.fill(place, (g) => drawGround(g, now, scales, box));
    axes.fill(place, (g) => drawAxes(g, now, scales, box));
    trails.fill(JSON.stringify([place, now.places, now.given, now.next]), (g) => drawTrails(g, now, scales, box));
    const [from, to] = [pixels(now.places[0], scales, box), pixels(now.next, scales, box)];
    start.update(from, inside(from, box));
    reach.update(to, now.controls.includes('lr') && now.steps === 0 && inside(to, box));
  }
  return { draw };
}

function drawGround(g, now, scales, box) {
  svg(
    'rect',
    { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top, class: 'dl-ground' },
    g,
  );
  for (const d of outlines(now, scales)) svg('path', { d, class: 'dl-level' }, g);
  const low = pixels(now.bottom, scales, box);
  svg('path', { d: `M${low.x - 5},${low.y}h10M${low.x},${low.y - 5}v10`, class: 'dl-bottom' }, g);
}

function drawAxes(g, { view }, { across, down }, box) {
  for (const w of ticks(view.w.min, view.w.max, 5)) {
    svg('text', { x: across(w), y: box.bottom + 15, 'text-anchor': 'middle', class: 'tick' }, g).textContent = neat(w);
  }
  for (const b of ticks(view.b.min, view.b.max, 5)) {
    svg('text', { x: box.left - 6, y: down(b) + 4, 'text-anchor': 'end', class: 'tick' }, g).textContent = neat(b);
  }
  svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
  svg(
    'text',
    { x: (box.left + box.right) / 2, y: box.bottom + 30, 'text-anchor': 'middle', class: 'var muted' },
    g,
  ).textContent = 'w';
  svg('text', { x: 6, y: (box.top + box.bottom) / 2, 'text-anchor': 'middle', class: 'var muted' }, g).textContent =
    'b';
}

function drawTrails(g, now, scales, box) {
  drawTrail(g, now.given, scales, box, 'middle');
  drawTrail(g, now.places, scales, box, 'forward');
  const [from, to] = [pixels(now.here, scales, box), pixels(now.next, scales, box)];
  if (now.controls.includes('arrow') && Math.hypot(to.x - from.x, to.y - from.y) > 3) {
    svg('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: 'slope line' }, g);
    svg('path', { d: arrowHead(to.x, to.y, Math.atan2(to.y - from.y, to.x - from.x)), class: 'slope line' }, g);
  }
}

function drawTrail(g, places, scales, box, colour) {
  const dots = places.map((place) => pixels(place, scales, box));
  const d = dots.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join('');
  if (dots.length > 1) svg('path', { d, class: `${colour} thin` }, g);
  for (const { x, y } of dots.slice(1))
    svg('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.6, class: `dl-dot ${colour}` }, g);
}

// The start is dragged in the plane; the sliders below move w and b one by one.
function makeStart({ frame, model }, view, scalesNow) {
  return grip({
    picture: view.picture,
    parent: view.picture,
    move: ({ x, y }) => {
      const { w, b } = UNITS[model.get('units')];
      const { across, down } = scalesNow();
      frame.assign({
        w: clamp(snap(across.back(x), w.step), w.min, w.max),
        b: clamp(snap(down.back(y), b.step), b.min, b.max),
      });
    },
  });
}

// The end of the first step: pulled along the gradient, it makes the learning rate longer or shorter.
function makeReach(figure, view, scalesNow) {
  return grip({
    picture: view.picture,
    parent: view.picture,
    colour: 'crx-slope',
    size: 6,
    move: ({ x, y }) => {
      const { here, gradient } = figure.now;
      const { across, down } = scalesNow();
      const [dw, db] = [across.back(x) - here.w, down.back(y) - here.b];
      const along = -(dw * gradient.w + db * gradient.b) / (gradient.w ** 2 + gradient.b ** 2);
      if (along > 0) figure.frame.assign({ lr: LR.scale.from(clamp(Math.log10(along), LR.min, LR.max)) });
    },
  });
}

export { makeLandscape };
