// The mathematics of the figures that train or use a network, against Python's.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nextInk, pushed, stroked } from '../../../lessons/chainrule/explorables/js/digit_reader/brush.js';
import { EMPTY, scaled } from '../../../lessons/chainrule/explorables/js/digit_reader/present.js';
import { present } from '../../../lessons/chainrule/explorables/js/descent_lab/present.js';
import { curvatures, ellipse, gradientAt, lossAt, lowest, moments, rowsOf, walk } from '../../../lessons/chainrule/explorables/js/lib/line_fit.js';
import { activations, largest } from '../../../lessons/chainrule/explorables/js/lib/mlp.js';
import { FOUR_POINTS, meanGradient, meanLoss } from '../../../lessons/chainrule/explorables/js/lib/network.js';
import { walkOn } from '../../../lessons/chainrule/explorables/js/knob_descent/present.js';
import { seeded, shuffled } from '../../../lessons/chainrule/explorables/js/lib/random.js';

const golden = JSON.parse(readFileSync(process.env.GOLDEN));
const close = (a, b, what, within = 1e-9) => assert.ok(Math.abs(a - b) <= within * Math.max(1, Math.abs(b)), `${what}: ${a} is not ${b}`);
const allClose = (a, b, what) => {
  assert.equal(a.length, b.length, what);
  a.forEach((value, i) => close(value, b[i], `${what}[${i}]`));
};
const model = (traits) => ({ get: (name) => traits[name] });
const lab = (traits) => present(model({
  units: 'standard', w: 0, b: 0, lr: 0.1, batch: 392, steps: 0, seed: 0, trail: [], controls: [], cars: golden.cars, ...traits,
}));

test('the loss of a line, its gradient and its lowest place agree with numpy', () => {
  assert.ok(golden.lines.length > 4);
  for (const { xs, ys, w, b, loss, gradient, bottom, curvature } of golden.lines) {
    const data = moments(xs, ys);
    close(lossAt(data, { w, b }), loss, 'loss');
    const found = gradientAt(data, { w, b });
    allClose([found.w, found.b], gradient, 'gradient');
    allClose([lowest(data).w, lowest(data).b], bottom, 'lowest place');
    allClose(curvatures(data), curvature, 'curvatures');
    for (const place of ellipse(data, 0.75, 7)) close(lossAt(data, place) - lossAt(data, lowest(data)), 0.75, 'rise on the ellipse');
  }
});

test('a walk goes as numpy walks, with all cars and in both units', () => {
  for (const { units, lr, steps, loss, place } of golden.walks) {
    const now = lab({ units, lr, steps });
    close(now.loss, loss, `loss after ${steps} steps of ${lr} in ${units}`);
    allClose([now.here.w, now.here.b], place, 'place');
  }
  assert.equal(lab({ lr: 1.1, steps: 200 }).lost, true);
  assert.equal(lab({ lr: 1, steps: 50 }).fell, 0);
  assert.equal(lab({ lr: 0.3, steps: 9 }).fell, 9);
});

test('small batches take every row once an epoch, in another order each time', () => {
  const xs = Array.from({ length: 23 }, (_, i) => i + 1);
  const rows = rowsOf({ xs, ys: xs, data: moments(xs, xs) }, 4, 5);
  const sums = (epoch) => Array.from({ length: 6 }, (_, k) => rows(6 * epoch + k).x * (k < 5 ? 4 : 3));
  close(sums(0).reduce((a, b) => a + b), 276, 'sum of an epoch');
  close(sums(3).reduce((a, b) => a + b), 276, 'sum of another epoch');
  assert.notDeepEqual(sums(0), sums(1));
  assert.equal(rowsOf({ xs, ys: xs, data: 'all' }, 23, 5)(7), 'all');
  assert.equal(walk(() => moments([1, 2], [3, 5]), { start: { w: 0, b: 0 }, lr: 0.1, steps: 3 }).length, 4);
});

test('random numbers repeat with their seed and lie between 0 and 1', () => {
  const one = seeded(7);
  const two = seeded(7);
  const drawn = Array.from({ length: 2000 }, () => one());
  assert.deepEqual(drawn.slice(0, 5), Array.from({ length: 5 }, () => two()));
  assert.ok(drawn.every((number) => number >= 0 && number < 1));
  close(drawn.reduce((a, b) => a + b) / 2000, 0.5, 'mean', 0.05);
  assert.deepEqual([...shuffled(9, 1)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.notDeepEqual(shuffled(9, 1), shuffled(9, 2));
});

test('a network of any depth gives what Python gives', () => {
  for (const { layers, x, all } of golden.networks) {
    const found = activations(layers, x);
    assert.equal(found.length, all.length);
    found.forEach((values, i) => allClose(values, all[i], `layer ${i}`));
  }
  assert.equal(largest([0.2, 0.9, 0.9, 0.1]), 1);
  assert.equal(largest([-3, -1, -2]), 1);
});

test('pixels are scaled as the training rows were; a constant column says nothing', () => {
  assert.deepEqual(scaled([4, 0, 16], [2, 0, 8], [4, 0, 16]), [0.5, 0, 0.5]);
});

test('a push moves every row alike, and what leaves the pad is lost', () => {
  const pixels = EMPTY.map((_, i) => (i % 17) + 1);
  const rows = (inked) => Array.from({ length: 8 }, (_, row) => inked.slice(8 * row, 8 * row + 8));
  rows(pushed(pixels, -1)).forEach((row, r) => assert.deepEqual(row, [...rows(pixels)[r].slice(1), 0]));
  rows(pushed(pixels, 1)).forEach((row, r) => assert.deepEqual(row, [0, ...rows(pixels)[r].slice(0, 7)]));
});

test('the brush inks under itself, wipes, and the space bar goes round', () => {
  const cells = (pixels) => pixels.filter((ink) => ink > 0).length;
  const dot = stroked(EMPTY, { x: 3.5, y: 4.5 }, { x: 3.5, y: 4.5 });
  assert.equal(dot[4 * 8 + 3], 16);
  assert.equal(cells(dot), 5);
  const line = stroked(EMPTY, { x: 1.5, y: 2.5 }, { x: 6.5, y: 2.5 });
  assert.deepEqual(line.slice(17, 23), [16, 16, 16, 16, 16, 16]);
  assert.ok(line.every((ink) => Number.isInteger(ink) && ink >= 0 && ink <= 16));
  const wiped = stroked(line, { x: 3.5, y: 2.5 }, { x: 3.5, y: 2.5 }, true);
  assert.equal(wiped[19], 0);
  assert.ok(cells(wiped) < cells(line));
  assert.deepEqual(EMPTY, new Array(64).fill(0));
  assert.deepEqual([0, 3, 8, 12, 16].map(nextInk), [8, 8, 16, 16, 0]);
});

test('the nine gradients of the game agree with the reference, and 219 steps win it', () => {
  for (const { params, gradient } of golden.games) {
    const found = meanGradient(params, FOUR_POINTS);
    for (const name of ['W1', 'b1', 'W2', 'b2']) allClose(found[name].flat(), gradient[name].flat(), name);
  }
  for (const [lr, steps] of golden.wins) {
    const places = walkOn(golden.games[0].params, { lr, uphill: false }, 2000);
    assert.equal(places.length, steps, `learning rate ${lr}`);
    assert.ok(meanLoss(places.at(-1), FOUR_POINTS) < 0.01);
  }
  const climbed = walkOn(golden.games[0].params, { lr: 5, uphill: true }, 50);
  assert.equal(climbed.length, 50);
  assert.ok(meanLoss(climbed.at(-1), FOUR_POINTS) > 0.4);
});
