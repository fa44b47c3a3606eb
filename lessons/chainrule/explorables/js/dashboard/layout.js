// Where things are on the dashboard: pedal, gate, dials, strip chart. No DOM.
import { clamp } from '../lib/keys.js';
import { linear } from '../lib/scale.js';

const PANEL = { height: () => 172, margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }) };
const LOWEST_LINE = 166; // of the words below a panel
const CHART = { basis: 900, height: () => 94, margin: () => ({ left: 8, right: 64, top: 8, bottom: 24 }) };
const GATE = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]]; // column and row of each gear
const GATE_MIDDLE = 78;
const TURN = [135, 405]; // degrees of a dial's lowest and highest value, clockwise from the right

// The hinge of the pedal.
function foot(width) {
  return { x: width / 2 - 40, y: 132, length: 84 };
}

function pedalTip(pedal, { x, y, length }) {
  const angle = ((58 - 44 * (pedal / 100)) * Math.PI) / 180;
  return { x: x + length * Math.cos(angle), y: y - length * Math.sin(angle), angle };
}

// The plate from the side: `t` runs along it, `off` across it.
function pedalPath(pedal, hinge) {
  const tip = pedalTip(pedal, hinge);
  const corner = ([t, off]) => {
    const x = hinge.x + t * (tip.x - hinge.x) + off * Math.sin(tip.angle);
    const y = hinge.y + t * (tip.y - hinge.y) + off * Math.cos(tip.angle);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };
  const corners = [[0.02, 5], [0.3, 5], [0.34, 9], [1, 9], [1, -4], [0.3, -4], [0.02, -2]];
  return `M${corners.map(corner).join('L')}Z`;
}

function gatePlaces(width) {
  return GATE.map(([column, row]) => ({ x: width / 2 + (column - 1) * 34, y: 46 + row * 64 }));
}

function gatePath([first, second, third, fourth, fifth]) {
  return `M${first.x},${first.y}V${second.y}M${third.x},${third.y}V${fourth.y}`
    + `M${first.x},${GATE_MIDDLE}H${fifth.x}V${fifth.y}`;
}

// The number of a gear stands above or below its end of the gate.
function gearNamePlaces(places) {
  return places.map(({ x, y }, i) => ({ x, y: y + (GATE[i][1] ? 30 : -20) }));
}

function nearestGear(places, { x, y }) {
  const distances = places.map((place) => Math.hypot(place.x - x, place.y - y));
  return distances.indexOf(Math.min(...distances)) + 1;
}

function dialPlace(width) {
  return { cx: width / 2, cy: 84, r: Math.min(66, width / 2 - 12) };
}

// The angle of a value on a dial that ends at `most`.
function turnOf(most, value) {
  return linear([0, most], TURN)(clamp(value, 0, most));
}

function polar({ cx, cy }, r, degrees) {
  const angle = (degrees * Math.PI) / 180;
  return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
}

function arc(centre, r, from, to) {
  const [a, b] = [from, to].map((degrees) => written(polar(centre, r, degrees)));
  return `M${a}A${r},${r} 0 ${Math.abs(to - from) > 180 ? 1 : 0} ${to > from ? 1 : 0} ${b}`;
}

function needle(centre, turn) {
  const [left, right] = [turn - 90, turn + 90].map((degrees) => written(polar(centre, 4.5, degrees)));
  return `M${left}L${written(polar(centre, centre.r - 6, turn))}L${right}Z`;
}

function written([x, y]) {
  return `${x.toFixed(2)},${y.toFixed(2)}`;
}

// Labels moved apart so that none covers another, within top and bottom.
function spread(places, room, top, bottom) {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const rows = [...places];
  let last = top - room;
  for (const i of order) {
    rows[i] = Math.max(rows[i], last + room);
    last = rows[i];
  }
  let limit = bottom;
  for (const i of order.reverse()) {
    rows[i] = Math.min(rows[i], limit);
    limit = rows[i] - room;
  }
  return rows;
}

export {
  PANEL, LOWEST_LINE, CHART, TURN, foot, pedalTip, pedalPath, gatePlaces, gatePath, gearNamePlaces, nearestGear,
  dialPlace, turnOf, polar, arc, needle, spread,
};
