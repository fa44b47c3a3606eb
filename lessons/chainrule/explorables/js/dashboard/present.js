// What the dashboard shows: its traits, and what they lead to. No DOM.
import { GEARS, drive, pressMore } from '../lib/car.js';
import { clamp, snap } from '../lib/keys.js';

const PEDAL = { min: 0, max: 100, step: 1 };
const NUDGE = { min: 0.5, max: 20, step: 0.5 };
const GEAR = { min: 1, max: GEARS.length, step: 1 };
// From the last link to the first, as they are written: dD/du · du/dv · dv/dr · dr/dp.
const LINKS = [
  { id: 'dD_du', over: 'D', under: 'u', top: 'kW', bottom: 'm/s', name: 'drag' },
  { id: 'du_dv', over: 'u', under: 'v', top: 'm/s', bottom: 'km/h', name: 'change of unit' },
  { id: 'dv_dr', over: 'v', under: 'r', top: 'km/h', bottom: 'rpm', name: 'gearbox' },
  { id: 'dr_dp', over: 'r', under: 'p', top: 'rpm', bottom: '%', name: 'engine' },
];
const TO_SPEED = { over: 'v', under: 'p', top: 'km/h', bottom: '%', name: 'pedal to speed', id: 'dv_dp' };
const TO_DRAG = { over: 'D', under: 'p', top: 'kW', bottom: '%', name: 'the whole chain', id: 'dD_dp' };
// What a push is judged by: the speed, or with all four links the drag.
const BY_SPEED = { key: 'speed', rate: 'dv_dp', unit: 'km/h', said: 'kilometres per hour' };
const BY_DRAG = { key: 'drag', rate: 'dD_dp', unit: 'kW', said: 'kilowatts' };

// `at` is the car as lib/car.js drives it; `next` what pressing by the nudge would do; `last` the
// push that led here, or null; `pushes`: can the pedal be pushed at all, if not, nothing is ahead of
// it and no product told, but by multiplying the cards; `links` the links on show, `whole` the rate
// that they multiply to.
function present(model) {
  const [pedal, gear, nudge, count, join] = ['pedal', 'gear', 'nudge', 'links', 'join'].map((name) => model.get(name));
  const pushes = model.get('pushes');
  const ratio = GEARS[gear - 1];
  const all = count === LINKS.length;
  return {
    pedal, gear, nudge, join, pushes, ratio,
    at: drive(pedal, ratio), next: pressMore(pedal, pushes ? nudge : 0, ratio),
    last: pushes ? lastPush(model.get('last'), pedal, gear) : null,
    links: LINKS.slice(-count), whole: all ? TO_DRAG : TO_SPEED, judged: all ? BY_DRAG : BY_SPEED,
  };
}

// A push counts until the pedal or the gear is moved otherwise.
function lastPush(last, pedal, gear) {
  return last && last.speed && last.end === pedal && last.gear === gear ? last : null;
}

function setPedal({ frame }, pedal) {
  frame.assign({ pedal: clamp(snap(pedal, 0.5), PEDAL.min, PEDAL.max) });
}

function setGear({ frame }, gear) {
  frame.assign({ gear: clamp(Math.round(gear), GEAR.min, GEAR.max) });
}

export { PEDAL, NUDGE, GEAR, LINKS, present, setPedal, setGear };
