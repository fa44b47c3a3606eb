// The gas pedal, and as a ghost where the next push would put it.
import { neat } from '../lib/digits.js';
import { handle } from '../lib/handle.js';
import { set, svg, write } from '../lib/svg.js';
import { LOWEST_LINE, PANEL, foot, pedalPath, pedalTip } from './layout.js';
import { PEDAL, setPedal } from './present.js';
import { sayPedal } from './words.js';

const PER_PIXEL = 1.6; // percent for a pixel of dragging

function makePedal(figure) {
  const plot = figure.frame.plot({ name: 'Gas pedal', basis: 110, ...PANEL });
  const { picture } = plot;
  const ground = plot.layer();
  const ghost = svg('path', { class: 'db-ghost', 'aria-hidden': 'true' }, picture);
  const pedal = svg('g', { class: 'db-handle' }, picture);
  const hit = svg('rect', { class: 'db-hit', width: 96, height: 60 }, pedal);
  const ring = svg('path', { class: 'db-ring' }, pedal); // below the plate: it shows around it
  const plate = svg('path', { class: 'db-plate' }, pedal);
  const [value, name] = ['db-number', 'tick'].map((cls) => (
    svg('text', { class: cls, 'text-anchor': 'middle', 'aria-hidden': 'true' }, picture)));
  const slider = handle(pedal, {
    picture, name: 'gas pedal', ...PEDAL,
    get: () => figure.model.get('pedal'), set: (p) => setPedal(figure, p), speak: () => sayPedal(figure.now),
    toValue: (at) => at.grab + (at.y - at.startY) * PER_PIXEL,
  });
  write(name, 'pedal');

  function draw({ pedal: p, next, pushes }) {
    const hinge = foot(plot.width);
    const tip = pedalTip(p, hinge);
    for (const outline of [plate, ring]) set(outline, { d: pedalPath(p, hinge) });
    set(ghost, { d: pedalPath(next.end, hinge), display: pushes ? null : 'none' });
    set(hit, { x: hinge.x, y: Math.min(tip.y, hinge.y) - 14 });
    ground.fill(String(plot.width), (g) => {
      svg('path', { class: 'axis', d: `M${hinge.x - 14},${hinge.y + 12}h112` }, g);
      svg('circle', { class: 'db-pivot', cx: hinge.x, cy: hinge.y, r: 6 }, g);
      set(value, { x: plot.width / 2, y: 24 });
      set(name, { x: plot.width / 2, y: LOWEST_LINE });
    });
    write(value, `${neat(p)} %`);
    slider.update();
  }
  return { draw };
}

export { makePedal };
