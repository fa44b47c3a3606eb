// The three dials, each with an arc to where the next push should take its needle.
import { fixed, grouped, neat } from '../lib/digits.js';
import { set, svg, write } from '../lib/svg.js';
import { LOWEST_LINE, PANEL, TURN, arc, dialPlace, needle, polar, turnOf } from './layout.js';

const DIALS = [
  {
    id: 'rpm', name: 'engine', unit: 'rpm', most: 7000, step: 1000, show: grouped, tick: (v) => String(v / 1000),
    note: '× 1000',
  },
  { id: 'speed', name: 'speed', unit: 'km/h', most: 240, step: 40, show: (v) => fixed(v, 1), tick: String },
  { id: 'drag', name: 'drag', unit: 'kW', most: 100, step: 20, show: (v) => neat(v, 3), tick: String },
];

function makeDials({ frame }) {
  const dials = DIALS.map((kind) => openDial(frame, kind));
  return { draw(now) { for (const dial of dials) dial.draw(now); } };
}

function openDial(frame, kind) {
  const plot = frame.plot({ name: `${kind.name} in ${kind.unit}`, basis: 150, grow: 2, ...PANEL });
  const [face, ahead] = [plot.layer(), plot.layer()];
  const make = (tag, attributes) => svg(tag, { ...attributes, 'aria-hidden': 'true' }, plot.picture);
  const hand = make('path', { class: 'db-needle' });
  const hub = make('circle', { class: 'db-hub', r: 6 });
  const text = make('text', { class: 'db-number halo', 'text-anchor': 'middle' });
  const below = make('text', { class: 'tick', 'text-anchor': 'middle' });
  write(below, `${kind.name}, ${kind.unit}`);

  function draw({ at, next, pushes }) {
    const place = dialPlace(plot.width);
    const { cx, cy } = place;
    const value = at[kind.id];
    const [turn, goal] = [value, value + next.predicted[kind.id]].map((v) => turnOf(kind.most, v));
    face.fill(String(plot.width), (g) => {
      drawFace(g, kind, place);
      set(hub, { cx, cy });
      set(text, { x: cx, y: cy + 60 });
      set(below, { x: cx, y: LOWEST_LINE });
    });
    ahead.fill(JSON.stringify([plot.width, value, goal]), (g) => drawAhead(g, place, turn, goal));
    set(ahead.node, { display: pushes ? null : 'none' });
    set(hand, { d: needle(place, turn) });
    write(text, kind.show(value));
  }
  return { draw };
}

function drawFace(g, { most, step, tick, note }, place) {
  const { cx, cy, r } = place;
  svg('path', { class: 'db-rim', d: arc(place, r, ...TURN) }, g);
  for (let v = 0; v <= most + 1e-9; v += step / 2) {
    const whole = Math.abs(v / step - Math.round(v / step)) < 1e-9;
    const turn = turnOf(most, v);
    const [[x1, y1], [x2, y2]] = [polar(place, r, turn), polar(place, r - (whole ? 9 : 5), turn)];
    svg('line', { class: 'axis', x1, y1, x2, y2 }, g);
    if (!whole) continue;
    const [x, y] = polar(place, r - 20, turn);
    svg('text', { class: 'tick', x, y: y + 4, 'text-anchor': 'middle' }, g).textContent = tick(v);
  }
  if (note) svg('text', { class: 'tick', x: cx, y: cy + 28, 'text-anchor': 'middle' }, g).textContent = note;
}

function drawAhead(g, place, turn, goal) {
  const [cx, cy] = polar(place, place.r + 6, goal);
  svg('path', { class: 'db-ahead', d: arc(place, place.r + 6, turn, goal) }, g);
  svg('circle', { class: 'db-ahead-end', cx, cy, r: 3.5 }, g);
}

export { DIALS, makeDials };
