// The mathematics of the depth lab and of the cost ruler, against Python's.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { present as costs } from '../../../lessons/chainrule/explorables/js/cost_ruler/present.js';
import { countWords, timeWords } from '../../../lessons/chainrule/explorables/js/cost_ruler/words.js';
import { chainNumbers } from '../../../lessons/chainrule/explorables/js/depth_lab/chain.js';
import { ruler } from '../../../lessons/chainrule/explorables/js/depth_lab/layout.js';
import { asQuestion, digitsOf, freshNet, measured, settingsOf } from '../../../lessons/chainrule/explorables/js/depth_lab/net.js';
import { present } from '../../../lessons/chainrule/explorables/js/depth_lab/present.js';
import { numbersNow, story, tables } from '../../../lessons/chainrule/explorables/js/depth_lab/words.js';
import { digitRows } from '../../../lessons/chainrule/explorables/js/lib/digit_rows.js';
import { oncePerFrame } from '../../../lessons/chainrule/explorables/js/lib/paced.js';
import { backward, forward, norm, spreadOf, startNet, trainStep } from '../../../lessons/chainrule/explorables/js/lib/mlp.js';
import { accuracy, makeTrainer, rowsOf, seededOrders } from '../../../lessons/chainrule/explorables/js/lib/training.js';

const golden = JSON.parse(readFileSync(process.env.GOLDEN));
const close = (a, b, what, within = 1e-9) => assert.ok(Math.abs(a - b) <= within * Math.max(1e-12, Math.abs(b)), `${what}: ${a} is not ${b}`);
const allClose = (a, b, what, within = 1e-9) => {
  assert.equal(a.length, b.length, what);
  const size = Math.max(...b.map(Math.abs));
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) <= within * size, `${what}[${i}]: ${value} is not ${b[i]}`));
};
const netOf = ({ sizes, hidden, straight, layers }) => ({
  sizes, hidden, straight,
  layers: layers.map(({ W, b }, k) => ({ inputs: sizes[k], outputs: sizes[k + 1], W: Float64Array.from(W), b: Float64Array.from(b) })),
});
const tableOf = ({ X, Y, sizes }) => ({ X: Float64Array.from(X), Y: Float64Array.from(Y), rows: X.length / sizes[0], width: sizes[0], outputs: sizes.at(-1) });
const digits = digitRows(golden.pixels, golden.labels);
const model = (traits) => ({ get: (name) => traits[name] });
const SETTINGS = { mode: 'net', depth: 4, activation: 'sigmoid', start: 1, output: 'sigmoid', cut: 0, seed: 0, controls: ['train'], runs: [], mine: false };
const settingsModel = (traits) => model({ ...SETTINGS, pixels: golden.pixels, labels: golden.labels, ...traits });

function labOf(traits, more = {}) {
  const figure = settingsModel(traits);
  const settings = settingsOf(figure);
  const made = freshNet(settings, digits);
  const rows = measured(made.net, rowsOf(digits.training, Array.from({ length: 32 }, (_, i) => i)), settings.cut);
  return { ...made, now: present(figure, { settings, rows, accuracies: [], running: false, lengths: null, problem: '', ...more }) };
}

test('outputs and gradients of nets of any depth and kind agree with autograd', () => {
  assert.equal(golden.nets.length, 18);
  for (const given of golden.nets) {
    const [net, { X, Y, rows, outputs, width }] = [netOf(given), tableOf(given)];
    const what = `${given.hidden} ${given.straight} ${given.sizes}`;
    const all = forward(net, X, rows);
    allClose([...all.at(-1)], given.out, what);
    const found = backward(net, all, Y, rows);
    found.forEach(({ dW, db }, k) => {
      allClose([...dW], given.gradients[k].W, `${what} dW ${k}`);
      allClose([...db], given.gradients[k].b, `${what} db ${k}`);
    });
    close(accuracy(net, { X, Y, rows, width, outputs }), given.accuracy, 'accuracy');
  }
});

test('below a cut there is no gradient, above it the same, and a step leaves those layers alone', () => {
  const given = golden.nets.find(({ sizes, hidden }) => sizes.length === 5 && hidden === 'tanh');
  const [net, table] = [netOf(given), tableOf(given)];
  const found = backward(net, forward(net, table.X, table.rows), table.Y, table.rows, 2);
  assert.deepEqual(found.slice(0, 2), [null, null]);
  allClose([...found[2].dW], given.gradients[2].W, 'dW above the cut');
  trainStep(net, table, { lr: 0.7, cut: 2 });
  assert.deepEqual([...net.layers[1].W], given.layers[1].W);
  allClose([...net.layers[3].b], given.layers[3].b.map((b, i) => b - 0.7 * given.gradients[3].b[i]), 'b after the step');
});

test('the digits come out of their text as Python scales them', () => {
  allClose([...digits.training.X.subarray(0, 192)], golden.rows.first, 'rows', 1e-12);
  assert.deepEqual([...digits.training.Y.subarray(0, 30)], golden.rows.targets);
  assert.deepEqual([digits.training.rows, digits.test.rows], golden.counts);
  const sums = [digits.training, digits.test].map(({ X }) => X.reduce((sum, x) => sum + Math.abs(x), 0));
  allClose(sums, golden.sums, 'sums');
});

test('an epoch of training on the digits ends where Python ends', () => {
  for (const { hidden, lr, start, order, end, accuracy: due } of golden.epochs) {
    const net = netOf({ sizes: [64, 32, 32, 10], hidden, straight: false, layers: start });
    const trainer = makeTrainer(net, digits.training, { lr, batch: 32, orderOf: () => order });
    let steps = 1;
    while (!trainer.step()) steps += 1;
    assert.equal(steps, 45);
    net.layers.forEach(({ W, b }, k) => {
      allClose([...W], end[k].W, `${hidden} W ${k}`, 1e-8);
      allClose([...b], end[k].b, `${hidden} b ${k}`, 1e-8);
    });
    close(accuracy(net, digits.test), due, `${hidden} accuracy`);
  }
});

test('start weights have the spread that they should, and repeat with their seed', () => {
  const make = (hidden, more) => startNet({ sizes: [64, 320, 10], hidden, seed: 3, ...more });
  close(spreadOf(make('tanh').layers[0].W), 1 / 8, 'spread', 0.02);
  close(spreadOf(make('relu').layers[0].W), Math.sqrt(2) / 8, 'spread for ReLU', 0.02);
  close(spreadOf(make('sigmoid', { start: 4 }).layers[1].W), 4 / Math.sqrt(320), 'four times', 0.05);
  assert.deepEqual(make('tanh').layers[0].W, make('tanh').layers[0].W);
  assert.notDeepEqual(make('tanh').layers[0].W, make('tanh', { seed: 4 }).layers[0].W);
  assert.ok(make('relu').layers.every(({ b }) => b.every((each) => each === 0)));
});

test('every epoch takes every row once, in another order', () => {
  const orders = seededOrders(23, 5);
  assert.deepEqual([...orders(0)].sort((a, b) => a - b), Array.from({ length: 23 }, (_, i) => i));
  assert.notDeepEqual(orders(0), orders(1));
});

test('a row of neurons agrees with autograd, and the products run from the loss back', () => {
  for (const { depth, w, x, y, gradients } of golden.chains) {
    const rows = chainNumbers({ depth, w, x, y });
    assert.deepEqual(rows.map(({ number }) => number), Array.from({ length: depth }, (_, i) => depth - i));
    rows.forEach(({ gradient, number, factor, product }, i) => {
      close(gradient, gradients[number - 1], `dL/dw ${number} of ${depth}`, 1e-6);
      close(product, factor * (i > 0 ? rows[i - 1].product : 1), 'product');
    });
  }
});

test('measured layers stand from the loss back, with length and spread', () => {
  const { net, now } = labOf({ depth: 3, activation: 'tanh', cut: 1 });
  const { X, Y, rows } = rowsOf(digits.training, Array.from({ length: 32 }, (_, i) => i));
  const all = forward(net, X, rows);
  const found = backward(net, all, Y, rows);
  assert.deepEqual(now.rows.map(({ name }) => name), ['output', 'hidden 3', 'hidden 2', 'hidden 1']);
  close(now.rows[1].gradient, norm(found[2].dW), 'length');
  close(now.rows[1].spread, spreadOf(all[3]), 'spread');
  close(now.rows[2].times, norm(found[1].dW) / norm(found[2].dW), 'factor');
  assert.equal(now.rows[3].gradient, null);
  assert.match(JSON.stringify(tables(now)), /no signal/);
});

test('what each net does at its start, as the lesson says', () => {
  for (const seed of [0, 1, 2]) {
    const vanishing = labOf({ seed }).now;
    assert.ok(vanishing.mean > 0.17 && vanishing.mean < 0.26, `σ shrinks by ${vanishing.mean}`);
    assert.ok(labOf({ seed, start: 4 }).now.mean > 0.35);
    assert.ok(labOf({ seed, activation: 'tanh' }).now.mean > 0.8);
    const growing = { depth: 20, activation: 'relu', start: 2, seed };
    assert.ok(labOf({ ...growing, output: 'straight' }).now.rows.every(({ gradient }) => gradient > 1e13));
    const flat = labOf(growing).now;
    assert.equal(flat.state, 'flat');
    assert.match(story(flat), /exactly 0/);
  }
  assert.equal(labOf({ depth: 0, cut: 5 }).now.cut, 0);
});

test('a figure says what it is asked, and no more', () => {
  const names = (now) => numbersNow(now).map(([name]) => name);
  assert.deepEqual(names(labOf({ controls: [] }).now), ['from a hidden layer to the one before']);
  assert.deepEqual(names(labOf({}, { accuracies: [0.1, 0.9] }).now).slice(1), ['after 1 epoch', 'learning rate']);
  const lost = labOf({}, { rows: [{ number: 5, gradient: NaN, spread: NaN }] }).now;
  assert.match(story(lost), /too large/);
});

test("the learner's lengths are compared layer by layer", () => {
  const due = labOf({ depth: 2, activation: 'relu', mine: true }).now.rows.map(({ gradient }) => gradient).reverse();
  const told = (lengths) => story(labOf({ depth: 2, activation: 'relu', mine: true }, { lengths }).now);
  assert.match(told(due), /agrees in all 3 layers/);
  assert.match(told([due[0] * 1.001, due[1], due[2]]), /differs in hidden 1\./);
  assert.match(told([null, due[1], 0]), /differs in hidden 1 and output/);
  assert.match(told([due[0] * (1 + 1e-8), due[1], due[2]]), /agrees/);
});

test('what Python is asked holds the numbers of the net', () => {
  const figure = settingsModel({ depth: 1 });
  const { net } = freshNet(settingsOf(figure), digits);
  const { layers, X, Y } = asQuestion(net, digitsOf(figure).shown);
  assert.deepEqual(layers.map(({ inputs, outputs, W, b }) => [inputs, outputs, W.length, b.length]), [[64, 32, 2048, 32], [32, 10, 320, 10]]);
  assert.deepEqual([X.length, Y.length], [32 * 64, 32 * 10]);
});

test('a ruler holds all numbers and at least two marks', () => {
  for (const numbers of [[1e-13, 3], [5e13], [0, 1e-4], [NaN, Infinity, 2]]) {
    const scale = ruler(numbers, [-4, 1], [10, 110]);
    assert.ok(scale.exponents.length >= 2);
    for (const each of numbers) assert.ok(scale(each) >= 10 && scale(each) <= 110);
  }
});

test('one gradient costs 3 runs, n + 1 or 2n, and its time is said in words', () => {
  const lanes = (n, ns) => costs(model({ n, ns, controls: [] })).lanes;
  assert.deepEqual(lanes(2410, 5).map(({ runs }) => runs), [3, 2411, 4820]);
  close(lanes(1e9, 5)[0].seconds, 15, 'backprop');
  close(lanes(2.94e6, 5)[2].seconds, 86400, 'a day', 0.01);
  const said = [[3.6e-5, '36 microseconds'], [15, '15 seconds'], [86436, '1 day'], [1e10, '317 years'], [0.99996, '1 second'], [150, '2.5 minutes'], [1e16, '317 million years']];
  for (const [seconds, words] of said) assert.equal(timeWords(seconds), words);
  assert.deepEqual([4820, 999999, 2e6, 1e12].map(countWords), ['4\u00a0820', '999\u00a0999', '2 million', '1 trillion']);
});

test('of the values of one frame the first is used at once, and the last at the next frame', () => {
  const [used, frames] = [[], []];
  const paced = oncePerFrame((value) => used.push(value), { aborted: false }, (f) => frames.push(f));
  const nextFrame = () => frames.shift()();
  paced.set(5);
  assert.deepEqual(used, [5]);
  for (const value of [6, 7, 8]) paced.set(value);
  assert.deepEqual(used, [5]);
  assert.equal(paced.wished(5), 8); // a key press goes on from here
  nextFrame();
  assert.deepEqual(used, [5, 8]);
  assert.equal(paced.wished(8), 8);
  nextFrame();
  assert.deepEqual([used, frames], [[5, 8], []]); // nothing is asked for while nothing moves
  paced.set(9);
  assert.deepEqual(used, [5, 8, 9]);
});

test('what goes on from a value has it settled first, and it comes no second time', () => {
  const [used, frames] = [[], []];
  const paced = oncePerFrame((value) => used.push(value), { aborted: false }, (f) => frames.push(f));
  paced.set(1);
  paced.set(2);
  paced.settle();
  paced.settle();
  assert.deepEqual(used, [1, 2]);
  paced.set(3);
  assert.deepEqual(used, [1, 2]); // still one drawing a frame for a hand that goes on sliding
  frames.shift()();
  assert.deepEqual(used, [1, 2, 3]);
  frames.shift()();
  assert.deepEqual([used, frames], [[1, 2, 3], []]);
});

test('a figure that is gone uses no value that waited', () => {
  const [used, frames, signal] = [[], [], { aborted: false }];
  const paced = oncePerFrame((value) => used.push(value), signal, (f) => frames.push(f));
  paced.set(1);
  paced.set(2);
  signal.aborted = true;
  frames.shift()();
  assert.deepEqual(used, [1]);
});
