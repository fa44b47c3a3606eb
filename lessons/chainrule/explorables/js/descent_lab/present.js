// What the descent lab shows: its traits, and what they lead to. No DOM.
import { snap } from '../lib/keys.js';
import { gradientAt, lossAt, lowest, moments, rowsOf, standardised, stepFrom, walk } from '../lib/line_fit.js';
import { tenTo } from '../lib/slope.js';

const LOG = { to: Math.log10, from: (place) => tenTo(snap(place, 0.01)) };
const LR = { min: -2.3, max: 0.3, step: 0.01, scale: LOG }; // from 0.005 to 2
const BATCHES = [1, 8, 64, 392];
const MOST_STEPS = 200;
const RUN = 50;
const SEEN = 1e-9; // a smaller change of the loss, as a share of it, is the computer's rounding
// In the course's units a weight of 1 means what it says; in the cars' own it moves mpg by 1 for
// every 1000 lb. The view and the start's room belong to the units.
const UNITS = {
  standard: { w: { min: -2.2, max: 1.2, step: 0.05 }, b: { min: -1.6, max: 1.6, step: 0.05 }, x: 'weight', y: 'mpg' },
  own: { w: { min: -24, max: 24, step: 0.5 }, b: { min: -10, max: 70, step: 1 }, x: 'weight in 1000 lb', y: 'mpg' },
};

// The cars in both units, worked out once for each list of cars.
const known = new WeakMap();
function carsOf(cars) {
  if (!known.has(cars)) {
    const [pounds, mpg] = [cars.map((car) => car[0]), cars.map((car) => car[1])];
    const made = (xs, ys) => ({ xs, ys, data: moments(xs, ys), batches: new Map() });
    known.set(cars, {
      standard: made(standardised(pounds), standardised(mpg)),
      own: made(
        pounds.map((weight) => weight / 1000),
        mpg,
      ),
    });
  }
  return known.get(cars);
}

// The rows of each step, kept for as long as the cars are.
function rowsFor(cars, batch, seed) {
  const key = `${batch} ${seed}`;
  if (!cars.batches.has(key)) cars.batches.set(key, rowsOf(cars, batch, seed));
  return cars.batches.get(key);
}

function present(model) {
  const [units, lr, batch, steps, seed] = ['units', 'lr', 'batch', 'steps', 'seed'].map((name) => model.get(name));
  const cars = carsOf(model.get('cars'))[units];
  const start = { w: model.get('w'), b: model.get('b') };
  const rows = rowsFor(cars, batch, seed);
  const places = walk(rows, { start, lr, steps });
  const here = places[places.length - 1];
  const whole = batch >= cars.xs.length;
  const gradient = gradientAt(rows(places.length - 1), here);
  const next = stepFrom(here, gradient, lr);
  const losses = places.map((place) => lossAt(cars.data, place));
  const bottom = lowest(cars.data);
  return {
    units,
    lr,
    batch,
    steps,
    whole,
    cars,
    places,
    here,
    gradient,
    next,
    losses,
    bottom,
    given: model.get('trail').map(([w, b]) => ({ w, b })),
    floor: lossAt(cars.data, bottom),
    loss: losses[losses.length - 1],
    lossNext: lossAt(cars.data, next),
    promised: -lr * (gradient.w ** 2 + gradient.b ** 2),
    lost: places.length <= steps, // the walk left all bounds
    fell: losses.filter((loss, k) => k > 0 && losses[k - 1] - loss > SEEN * loss).length,
    view: UNITS[units],
    controls: model.get('controls'),
  };
}

export { LR, BATCHES, MOST_STEPS, RUN, SEEN, UNITS, present };
