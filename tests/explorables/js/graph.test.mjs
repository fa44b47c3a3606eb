// The mathematics of the figures that draw networks and chains, against Python's reference.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ACTIVATIONS, dsigmoid, sigmoid } from '../../../lessons/chainrule/explorables/js/lib/activations.js';
import { GEARS, drive, pressMore } from '../../../lessons/chainrule/explorables/js/lib/car.js';
import { MACHINES, machineNamed, nudgeChain, runChain } from '../../../lessons/chainrule/explorables/js/lib/chain.js';
import { aloud, factor, fixed, grouped, neat, signed } from '../../../lessons/chainrule/explorables/js/lib/digits.js';
import {
  collapsed, forward, forwardSteps, FOUR_POINTS, KNOBS, meanLoss, neuron, nudgedSlope, readKnob, relativeError, squaredError, turnKnob,
} from '../../../lessons/chainrule/explorables/js/lib/network.js';
import { layout } from '../../../lessons/chainrule/explorables/js/conveyor/layout.js';
import { sayingPieces } from '../../../lessons/chainrule/explorables/js/nine_knobs/words.js';
import { squeeze } from '../../../lessons/chainrule/explorables/js/lib/graph.js';

const golden = JSON.parse(readFileSync(process.env.GOLDEN));
const near = (a, b) => Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
const close = (a, b, what) => assert.ok(near(a, b), `${what}: ${a} is not ${b}`);
const allClose = (a, b, what) => {
  assert.equal(a.length, b.length, what);
  a.forEach((value, i) => close(value, b[i], `${what}[${i}]`));
};

test('machines agree with Python', () => {
  assert.deepEqual(new Set(golden.machines.map(({ name }) => name)), new Set(Object.keys(MACHINES)));
  for (const { name, t, f, df } of golden.machines) {
    close(machineNamed(name).f(t), f, `${name}(${t})`);
    close(machineNamed(name).df(t), df, `rate of ${name} at ${t}`);
  }
  assert.throws(() => machineNamed('tan'), /no machine tan/);
});

test('chains agree with the reference', () => {
  assert.ok(golden.chains.length > 60);
  for (const { names, x, dx, values, rates, sensitivities, overall, predicted } of golden.chains) {
    const machines = names.map(machineNamed);
    const chain = runChain(x, machines);
    const what = `${names} at ${x}`;
    allClose(chain.values, values, `values of ${what}`);
    allClose(chain.rates, rates, `rates of ${what}`);
    allClose(chain.sensitivities, sensitivities, `sensitivities of ${what}`);
    close(chain.overall, overall, `overall rate of ${what}`);
    close(nudgeChain(x, dx, machines).predicted.at(-1), predicted, `predicted change of ${what}`);
    // From the left and from the right: at every gap the two products make the whole.
    chain.running.forEach((rate, k) => close(rate * chain.sensitivities[k], overall, `both ways in gap ${k} of ${what}`));
  }
});

test('the chain of the lesson', () => {
  const chain = runChain(0.4, ['triple', 'square', 'sin'].map(machineNamed));
  const printed = (list) => list.map((value) => neat(value)).join(' ');
  assert.equal(printed(chain.values), '0.4 1.2 1.44 0.9915');
  assert.equal(printed(chain.rates), '3 2.4 0.1304');
  assert.equal(printed(chain.sensitivities), '0.9391 0.3130 0.1304 1');
  assert.deepEqual(runChain(2, []).values, [2]);
  assert.deepEqual(runChain(2, []).sensitivities, [1]);
});

test('a small nudge moves every value as the rates predict', () => {
  const { real, predicted } = nudgeChain(0.4, 1e-6, ['triple', 'square', 'sin', 'exp', 'sigmoid'].map(machineNamed));
  real.forEach((change, k) => assert.ok(Math.abs(change - predicted[k]) < 1e-10));
});

// The left and the right end of everything that a layout of the belt places.
function endsOnTheBelt({ box, boxes, gaps, loop, pill, runningPill }) {
  const wide = (w) => ({ x }) => [x - w / 2, x + w / 2];
  return [
    ...boxes.flatMap(wide(box.w)), ...boxes.flatMap(({ fan }) => wide(fan.w)(fan)),
    ...gaps.flatMap(({ value, back, running }) => (
      [...wide(pill)(value), ...wide(pill)(back), ...wide(runningPill)(running)])),
    ...[...loop.matchAll(/(?:[MH]|0 0 1 )(-?[\d.]+)/g)].map(([, x]) => Number(x)),
  ];
}

test('nothing on the belt lies outside its picture', () => {
  for (const width of [320, 360, 480, 639, 640, 700, 800, 900, 1100]) {
    for (let count = 0; count <= 6; count += 1) {
      const ends = endsOnTheBelt(layout(width, count, false));
      const [least, most] = [Math.min(...ends), Math.max(...ends)];
      assert.ok(least >= 0 && most <= width, `${count} machines at ${width}: from ${least} to ${most}`);
    }
  }
});

test('networks agree with the reference, with and without σ and hidden layer', () => {
  for (const { params, x, y, squash, hidden, z1, a1, z2, a2, loss } of golden.networks) {
    const pass = forward(params, x, { squash, hidden });
    const what = JSON.stringify({ params, x, squash, hidden });
    allClose(pass.z1, z1, `z1 of ${what}`);
    allClose(pass.a1, a1, `a1 of ${what}`);
    close(pass.z2, z2, `z2 of ${what}`);
    close(pass.a2, a2, `a2 of ${what}`);
    close(squaredError(pass.a2, y), loss, `loss of ${what}`);
    const steps = forwardSteps(params, x, y, { squash, hidden });
    assert.equal(steps.length, hidden ? 13 : 5);
    close(steps.at(-1).loss, loss, 'the last step');
    const final = steps.filter(({ to }) => to === 'out');
    close(final[0].product + final[1].product + final[2].bias, z2, 'the products and the bias');
  }
});

test('the loss on four points agrees with the reference', () => {
  for (const { params, loss } of golden.games) close(meanLoss(params, FOUR_POINTS), loss, JSON.stringify(params));
});

test('the goal of the game can be reached with the knobs there are', () => {
  const params = { W1: [[6, 6], [6, 6]], b1: [-3, -8], W2: [[8], [-8]], b2: [-4] };
  assert.ok(meanLoss(params, FOUR_POINTS) < 0.01);
});

test('without σ in the middle two layers are one neuron', () => {
  for (const { params, x, squash, hidden, z2 } of golden.networks) {
    if (squash && hidden) continue;
    const { w, b } = collapsed(params, { hidden });
    if (!squash || !hidden) close(w[0] * x[0] + w[1] * x[1] + b, z2, JSON.stringify(params));
  }
});

test('nine knobs, nine keys: each reads and turns its own number', () => {
  const { params } = golden.networks[0];
  assert.deepEqual(KNOBS.map(({ key }) => key), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const knob of KNOBS) {
    const turned = { ...params, ...turnKnob(params, knob, 7.5) };
    const changed = KNOBS.filter((other) => readKnob(turned, other) !== readKnob(params, other));
    assert.deepEqual(changed.map(({ key }) => key), [knob.key]);
    assert.equal(readKnob(turned, knob), 7.5);
  }
});

test('neurons agree with the reference', () => {
  assert.ok(golden.neurons.length > 40);
  for (const { state, z, a, L, local, dL_dw, dL_db, dL_dx } of golden.neurons) {
    const now = neuron(state);
    const what = JSON.stringify(state);
    for (const [name, value] of Object.entries({ z, a, L, ...local, dL_dw, dL_db, dL_dx })) close(now[name], value, `${name} of ${what}`);
    const halved = neuron(state, { half: true });
    close(halved.L, L / 2, 'the half loss');
    close(halved.dL_dw, dL_dw / 2, 'the half gradient');
  }
});

test('saturation: the gradient keeps its digits', () => {
  for (const { z, sigma, slope } of golden.sigmoids) {
    assert.ok(Math.abs(sigmoid(z) - sigma) <= 1e-12 * sigma, `σ(${z})`);
    assert.ok(Math.abs(dsigmoid(z) - slope) <= 1e-12 * slope, `σ′(${z}) is ${dsigmoid(z)}, not ${slope}`);
  }
});

test('every gradient is the limit of the nudge', () => {
  for (const activation of Object.keys(ACTIVATIONS)) {
    for (const half of [false, true]) {
      for (const state of [{ w: -0.8, b: 0.3, x: 1.5, y: 1 }, { w: 1.3, b: -0.4, x: 0.9, y: 0.2 }, { w: 0.5, b: 2, x: -1, y: 0 }]) {
        const options = { activation, half };
        const measured = nudgedSlope(state, 1e-5, options);
        assert.ok(Math.abs(measured - neuron(state, options).dL_dw) < 1e-8, `${activation} ${JSON.stringify(state)}`);
      }
    }
  }
  assert.equal(relativeError(0, 0), 0);
  assert.equal(relativeError(1, 2), 0.5);
});

test('the car agrees with the reference', () => {
  assert.deepEqual(GEARS, golden.gears);
  for (const { p, ratio, ...expected } of golden.car) {
    const now = drive(p, ratio);
    for (const [name, value] of Object.entries(expected)) close(now[name], value, `${name} at ${p} %, ratio ${ratio}`);
  }
});

test('a push ends at the floor, and a small one is predicted', () => {
  assert.equal(pressMore(95, 20, 1).moved, 5);
  assert.equal(pressMore(100, 1, 1).moved, 0);
  const push = pressMore(20, 1, 1.4);
  assert.equal(neat(push.predicted.speed), '1.742');
  assert.equal(neat(push.real.speed), '1.721');
  const tiny = pressMore(40, 1e-6, 2.1);
  for (const name of ['rpm', 'speed', 'drag']) assert.ok(Math.abs(tiny.predicted[name] / tiny.real[name] - 1) < 1e-5, name);
});

test('numbers agree with Python', () => {
  for (const row of golden.digits) {
    assert.equal(neat(row.value), row.neat, `neat(${row.value})`);
    assert.equal(fixed(row.value), row.fixed, `fixed(${row.value})`);
    assert.equal(grouped(row.value), row.grouped, `grouped(${row.value})`);
  }
  assert.equal(signed('0.3'), '+0.3');
  assert.equal(signed('−0.3'), '−0.3');
  assert.equal(factor('−0.3'), '(−0.3)');
  assert.equal(aloud('−2\u00a0846'), 'minus 2846');
});

test('a magnifier keeps order and sign for any rate', () => {
  assert.equal(squeeze(1), 0.5);
  assert.equal(squeeze(-3), -0.75);
  assert.ok(squeeze(1e9) < 1 && squeeze(5) > squeeze(4));
});

test('one neuron draws an S along an input that has a say, and else a flat line', () => {
  const said = (params, swept) => sayingPieces({ params, options: { squash: false, hidden: true }, swept }).flat().join('');
  const params = { W1: [[0.3, -0.5], [0, 0]], b1: [0.1, -0.2], W2: [[1.2], [-0.7]], b2: [0.3] };
  assert.match(said(params, 0), /Its curve is a single S\.$/);
  assert.match(said(params, 1), /Its curve is flat: this input has no say\.$/);
  assert.match(said({ ...params, W2: [[0], [0]] }, 0), /Its curve is flat/);
});
