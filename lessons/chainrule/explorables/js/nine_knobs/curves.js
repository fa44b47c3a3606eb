// z and a of the output, against one of the two inputs.
import { neat } from '../lib/digits.js';
import { point } from '../lib/point.js';
import { curvePath, linear, ticks } from '../lib/scale.js';
import { svg, write } from '../lib/svg.js';
import { CURVE, inputScale, reachOfZ } from './layout.js';
import { X, setInput, withInput } from './present.js';
import { sayOnCurve, shortInput } from './words.js';

const KINDS = [
  { name: 'z of the output against the input', of: ({ z2 }) => z2, levels: (reach) => [-reach, 0, reach], heading: zHeading, r: 5 },
  { name: 'Output against the input', of: ({ a2 }) => a2, levels: () => [0, 0.5, 1], heading: aHeading, r: 0.1 },
];

function makeCurves(figure, parent) {
  const curves = KINDS.map((kind) => {
    const plot = figure.frame.plot({ parent, name: kind.name, ...CURVE });
    return { ...kind, plot, axes: plot.layer(), curve: plot.layer({ clipped: true }) };
  });
  const output = curves.at(-1);
  const { picture } = output.plot;
  const mark = point({
    picture, parent: picture, name: 'input on the curve', ...X,
    get: () => figure.now.inputs[figure.now.swept], set: (value) => setInput(figure, figure.now.swept, value),
    speak: () => sayOnCurve(figure.now), toValue: (at) => inputScale(output.plot.box).back(at.x),
  });

  function draw(now) {
    if (now.mode !== 'curve') return;
    const reach = reachOfZ(now);
    const [, place] = curves.map((curve) => drawCurve(curve, now, reach));
    mark.update(place.x, place.y);
  }
  return { plots: curves.map(({ plot }) => plot), draw };
}

// Gives the place of the present input on the curve.
function drawCurve({ plot, axes, curve, of, levels, heading, r }, now, reach) {
  const { inputs, options, params, swept, through } = now;
  const marks = levels(reach);
  const across = inputScale(plot.box);
  const down = linear([marks[0], marks.at(-1)], [plot.box.bottom, plot.box.top]);
  const f = (t) => of(through(withInput(inputs, swept, t)));
  const place = { x: across(inputs[swept]), y: down(f(inputs[swept])) };
  axes.fill(JSON.stringify([plot.width, reach, swept]), (g) => drawAxes(g, across, down, marks, plot.box));
  curve.fill(JSON.stringify([plot.width, params, inputs, options, swept]), (g) => {
    svg('path', { class: 'line forward', d: curvePath(f, [X.min, X.max], across, down) }, g);
    svg('circle', { class: 'nk-dot', cx: place.x, cy: place.y, r }, g);
  });
  write(plot.title, heading(now));
  return place;
}

function drawAxes(g, across, down, marks, box) {
  for (const t of ticks(X.min, X.max, 6)) {
    const x = across(t);
    svg('line', { class: 'grid', x1: x, x2: x, y1: box.top, y2: box.bottom }, g);
    svg('text', { class: 'tick', x, y: box.bottom + 16, 'text-anchor': 'middle' }, g).textContent = neat(t, 3);
  }
  for (const v of marks) {
    const y = down(v);
    svg('line', { class: v === 0 ? 'axis' : 'grid', x1: box.left, x2: box.right, y1: y, y2: y }, g);
    svg('text', { class: 'tick', x: box.left - 6, y: y + 4, 'text-anchor': 'end' }, g).textContent = neat(v, 3);
  }
}

function zHeading({ options, swept }) {
  const straight = options.squash && options.hidden ? '' : ': a straight line, whatever the knobs';
  return `z of the output against ${shortInput(swept)}${straight}`;
}

function aHeading({ swept }) {
  return `output against ${shortInput(swept)}`;
}

export { makeCurves };
