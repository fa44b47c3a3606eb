// The gear lever in its gate.
import { fixed } from '../lib/digits.js';
import { handle } from '../lib/handle.js';
import { set, svg, write } from '../lib/svg.js';
import { LOWEST_LINE, PANEL, gatePath, gatePlaces, gearNamePlaces, nearestGear } from './layout.js';
import { GEAR, setGear } from './present.js';
import { sayGear } from './words.js';

function makeLever(figure) {
  const plot = figure.frame.plot({ name: 'Gear lever', basis: 110, ...PANEL });
  const { picture } = plot;
  const gate = svg('path', { class: 'db-gate', 'aria-hidden': 'true' }, picture);
  const names = gatePlaces(0).map((_, i) => {
    const text = svg('text', { class: 'db-gear', 'text-anchor': 'middle', 'aria-hidden': 'true' }, picture);
    text.textContent = String(i + 1);
    return text;
  });
  const lever = svg('g', { class: 'db-handle' }, picture);
  for (const [cls, r] of [['db-hit', 22], ['db-knob', 13], ['db-ring', 18]]) svg('circle', { class: cls, r }, lever);
  const below = svg('text', { class: 'tick', 'text-anchor': 'middle', 'aria-hidden': 'true' }, picture);
  const slider = handle(lever, {
    picture, name: 'gear lever', ...GEAR,
    get: () => figure.model.get('gear'), set: (gear) => setGear(figure, gear), speak: () => sayGear(figure.now),
    toValue: (at) => nearestGear(gatePlaces(plot.width), at),
  });

  function draw({ gear, ratio }) {
    const places = gatePlaces(plot.width);
    const { x, y } = places[gear - 1];
    set(gate, { d: gatePath(places) });
    gearNamePlaces(places).forEach((place, i) => set(names[i], place));
    set(lever, { transform: `translate(${x},${y})` });
    set(below, { x: plot.width / 2, y: LOWEST_LINE });
    write(below, `gear ${gear}, ratio ${fixed(ratio, 1)}`);
    slider.update();
  }
  return { draw };
}

export { makeLever };
