// One neuron with several inputs, on numbers that Python's reference worked out.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { manyInputs, stepped } from '../../../lessons/chainrule/explorables/js/lib/many_inputs.js';
import { present } from '../../../lessons/chainrule/explorables/js/neuron_graph/present.js';
import { ownLine, sentence, stepLine, tables, wayLine } from '../../../lessons/chainrule/explorables/js/neuron_graph/words.js';

const golden = JSON.parse(readFileSync(process.env.GOLDEN));
const close = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} is not ${b}`);

function modelOf(traits) {
  const all = { back: 0, controls: ['turn', 'back', 'step'], lr: 0.5, mine: false, walk: {}, ...traits };
  return { get: (name) => all[name] };
}
const ALONE = { alone: false, answer: null };
const LESSON = { x: [1, -2, 0.5], w: [1, 0.5, -2], b: 1, y: 1 };

test('values and gradients agree with the reference', () => {
  assert.ok(golden.length > 8);
  for (const row of golden) {
    const at = manyInputs(row);
    const where = JSON.stringify(row.x);
    for (const name of ['z', 'a', 'L', 'delta', 'db']) close(at[name], row[name], `${name} at ${where}`);
    for (const name of ['dw', 'dx']) row[name].forEach((value, i) => close(at[name][i], value, `${name}[${i}] at ${where}`));
  }
});

test('a product of the slopes on the way is the gradient of every node', () => {
  for (const row of golden) {
    const { nodes, edges } = present(modelOf(row), ALONE);
    const grads = Object.fromEntries(nodes.map(({ id, grad }) => [id, grad]));
    for (const { from, to, slope } of edges) close(grads[from], grads[to] * slope, `${from} to ${to}`);
    assert.equal(edges.length, nodes.length - 1);
  }
});

test('a node is reached after the next one', () => {
  const { nodes, edges } = present(modelOf(LESSON), ALONE);
  const step = Object.fromEntries(nodes.map(({ id, reached }) => [id, reached]));
  for (const { from, to, reached } of edges) {
    assert.equal(reached, step[from]);
    assert.ok(step[from] > step[to]);
  }
});

test('a step against the gradients lowers the loss', () => {
  for (const row of golden) {
    const at = manyInputs(row);
    assert.ok(manyInputs({ ...row, ...stepped(row, at, 0.01) }).L <= at.L);
  }
});

test('nothing is said of a gradient before the walk reaches it', () => {
  const at = (back) => present(modelOf({ ...LESSON, back }), ALONE);
  assert.equal(wayLine(at(0)), 'Forward: 1 − 1 − 1 + 1 gives z = 0. Then a = σ(z) = 0.5 and L = (a − 1)² = 0.25.');
  assert.equal(wayLine(at(3)), 'Times the slope of σ: −1 · 0.25 = −0.25. This is δ.');
  assert.match(wayLine(at(5)), /w₂ gets δ · x₂ = −0.25 · \(−2\) = 0.5, and x₂ gets δ · w₂ = −0.25 · 0.5 = −0.125/);
  const column = (back) => tables(at(back))[0].rows.map((row) => row[3]);
  assert.deepEqual(column(0), Array(13).fill('–'));
  assert.equal(column(4).filter((cell) => cell === '–').length, 6);
  assert.equal(column(5).filter((cell) => cell === '–').length, 0);
  assert.doesNotMatch(sentence(at(0)), /gradient/);
});

test('the learner’s own numbers stand on the nodes, and are judged', () => {
  const key = JSON.stringify([LESSON.x, LESSON.w, LESSON.b, LESSON.y]);
  const now = (answer, more = {}) => present(modelOf({ ...LESSON, back: 5, mine: true }), { alone: false, answer: answer && { key, problem: '', ...answer }, ...more });
  const right = now({ dw: [-0.25, 0.5, -0.125], db: -0.25 });
  assert.match(ownLine(right), /all agree/);
  const wrong = now({ dw: [-0.25, -0.5, -0.125], db: null });
  assert.equal(ownLine(wrong), 'Your own function says −0.5 for w₂; the way back gives 0.5.');
  assert.deepEqual(tables(wrong)[0].rows.filter((row) => row[5] === '✗ differs').map((row) => row[0]), ['weight 2 (w₂)', 'bias (b)']);
  assert.match(ownLine(now(null)), /works on these numbers/);
  assert.match(ownLine(now({ key: 'old', dw: [1, 1, 1], db: 1 })), /works on these numbers/);
  assert.match(ownLine(now({ problem: 'ValueError: x', dw: [], db: null })), /stopped: ValueError/);
  assert.match(ownLine(now(null, { alone: true })), /figure’s own/);
});

test('steps are told only where they led to', () => {
  const to = JSON.stringify([LESSON.x, LESSON.w, LESSON.b, LESSON.y]);
  assert.equal(stepLine(present(modelOf({ ...LESSON, walk: { to, steps: 2, began: 0.5 } }), ALONE)), 'After 2 steps, each 0.5 times the gradients, the other way: L = 0.25. It began at 0.5.');
  assert.equal(stepLine(present(modelOf({ ...LESSON, b: 0.5, walk: { to, steps: 2, began: 0.5 } }), ALONE)), '');
});
