// The figures' mathematics, on the very files that the linker joins.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { allDigits, number, power, sharedPrefix, spoken } from '../../../lessons/chainrule/explorables/js/lib/format.js';
import { FUNCTIONS, functionNamed, gapBetween } from '../../../lessons/chainrule/explorables/js/lib/functions.js';
import { keyedValue, snap } from '../../../lessons/chainrule/explorables/js/lib/keys.js';
import { curvePath, followingWindow, linear, lineInBox, magnified, niceAbove, ticks } from '../../../lessons/chainrule/explorables/js/lib/scale.js';
import { centralSlope, errorCurve, measure, nudgeThrough, spacing, tenTo } from '../../../lessons/chainrule/explorables/js/lib/slope.js';
import { lostDigits, story } from '../../../lessons/chainrule/explorables/js/slope_microscope/words.js';
import { wholeTick } from '../../../lessons/chainrule/explorables/js/three_number_lines/words.js';
import { pythonLiteral, settingsAsCode } from '../../../lessons/chainrule/explorables/js/lib/state.js';

const golden = JSON.parse(readFileSync(new URL('../golden.json', import.meta.url)));
const close = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} is not ${b}`);

test('values and derivatives agree with Python', () => {
  assert.ok(golden.functions.length > 50);
  for (const { name, x, f, df } of golden.functions) {
    close(functionNamed(name).f(x), f, `${name}(${x})`);
    close(functionNamed(name).df(x), df, `slope of ${name} at ${x}`);
  }
  assert.deepEqual(new Set(golden.functions.map((row) => row.name)), new Set(Object.keys(FUNCTIONS)));
});

test('measured slopes agree with the reference', () => {
  for (const { name, x, h, slope } of golden.slopes) close(centralSlope(functionNamed(name).f, x, h), slope, `${name} at ${x}, h = ${h}`);
});

test('nudges through two machines agree with the reference', () => {
  for (const row of golden.chains) {
    const now = nudgeThrough(functionNamed(row.inner), functionNamed(row.outer), row.x, row.dx);
    const where = `${row.outer} of ${row.inner} at ${row.x}`;
    for (const key of ['u', 'y', 'du', 'dy']) close(now[key], row[key], `${key}, ${where}`);
    close(now.rule.whole, row.rule, `rule, ${where}`);
    close(now.ghost.whole, row.ghost, `ghost, ${where}`);
  }
});

test('every derivative is the limit of measured slopes', () => {
  for (const [name, { f, df }] of Object.entries(FUNCTIONS)) {
    for (let x = -2.9; x < 3; x += 0.37) assert.ok(Math.abs(centralSlope(f, x, 1e-5) - df(x)) < 1e-6 * Math.max(1, Math.abs(df(x)) ** 2), `${name} at ${x}`);
  }
});

test('the middle nudge cancels: measured fractions multiply', () => {
  for (const inner of Object.values(FUNCTIONS)) {
    for (const outer of Object.values(FUNCTIONS)) {
      const { measured, rule, trouble } = nudgeThrough(inner, outer, 1.3, 1e-5);
      assert.equal(trouble, null);
      close(measured.inner * measured.outer, measured.whole, 'product');
      assert.ok(Math.abs(measured.whole - rule.whole) < 1e-3 * Math.max(1, Math.abs(rule.whole)));
    }
  }
});

test('the ghost is right only where it should be', () => {
  const { square, sin } = FUNCTIONS;
  assert.equal(nudgeThrough(square, sin, 1, 0.1).ghost.whole, nudgeThrough(square, sin, 1, 0.1).rule.whole); // g(1) = 1
  assert.ok(Math.abs(nudgeThrough(square, sin, 1.3, 0.1).ghost.whole - 0.6955) < 1e-4);
  assert.ok(Math.abs(nudgeThrough(square, sin, 1.3, 0.1).rule.whole - -0.3092) < 1e-4);
});

test('gaps, jumps and overflow are told apart', () => {
  const { reciprocal, sin, exp, square, triple_plus_one: line } = FUNCTIONS;
  assert.deepEqual(nudgeThrough(reciprocal, sin, 0, 0.1).trouble, { where: 'inner', kind: 'gap' });
  assert.deepEqual(nudgeThrough(reciprocal, sin, -0.05, 0.1).trouble, { where: 'inner', kind: 'jump' });
  assert.deepEqual(nudgeThrough(square, reciprocal, 0, 0.1).trouble, { where: 'outer', kind: 'gap' });
  assert.deepEqual(nudgeThrough(line, reciprocal, -0.35, 0.1).trouble, { where: 'outer', kind: 'jump' });
  assert.deepEqual(nudgeThrough(reciprocal, exp, 1e-3, 1e-6).trouble, { where: 'outer', kind: 'large' });
  assert.equal(nudgeThrough(reciprocal, exp, 1.3, 0.1).trouble, null);
  assert.ok(gapBetween(reciprocal, 1, -1) && !gapBetween(reciprocal, 1, 2) && !gapBetween(sin, -1, 1));
});

test('the round-off wall is real', () => {
  const { sin, square } = FUNCTIONS;
  const at = measure(sin, 1, 1e-17);
  assert.ok(at.stuck);
  assert.equal(at.slope, 0);
  assert.equal(at.error, Math.cos(1));
  assert.ok(!measure(sin, 1, 1e-15).stuck);
  assert.ok(!measure(sin, 0, 1e-17).stuck); // near 0 the numbers are dense
  const errors = errorCurve(sin, 1, [-17, -13, -5, -1]).map(({ error }) => error);
  assert.ok(errors[2] < errors[1] && errors[1] < errors[0] && errors[2] < errors[3]);
  assert.ok(errorCurve(square, 1, [0])[0].error === 0); // a central difference is exact on parabolas
  assert.equal(spacing(1), 2 ** -52);
  assert.equal(spacing(0), 5e-324);
  assert.equal(spacing(-3), spacing(3));
});

test('digits that cancel are counted by size, not by how two numbers are written', () => {
  assert.equal(lostDigits(1.00000002, 0.99999998), 7);
  assert.equal(lostDigits(0.84147098, 0.84147099), 7);
  assert.equal(lostDigits(-2, -2), 16);
  assert.equal(lostDigits(3, -2), 0);
  for (const name of ['square', 'cube', 'triple_plus_one', 'exp']) {
    const x = name === 'exp' ? 0 : 1;
    const said = story({ x, h: 1e-8, measured: measure(FUNCTIONS[name], x, 1e-8) });
    if (said.startsWith('Round-off')) assert.match(said, /agree to about 7 of them/, name);
    assert.doesNotMatch(said, /\b0 of them/, name);
  }
});

test('what the microscope blames is what happens', () => {
  const told = (name, x, h) => story({ x, h, measured: measure(FUNCTIONS[name], x, h) });
  assert.match(told('cube', 0, 1e-8), /^The curve is nearly straight/); // off by h², and by nothing else
  assert.match(told('cube', 0, 0.5), /far apart/);
  assert.match(told('sin', 1, 1e-12), /^Round-off/);
  assert.match(told('sin', 1, 1e-3), /^The curve is nearly straight/);
  assert.match(told('sin', 1, 1), /far apart/);
  assert.match(told('triple_plus_one', 1.3, 1e-9), /^Round-off/); // a line has no other error
});

test('powers of ten are the doubles that Python means', () => {
  for (let k = -17; k <= 0; k += 1) assert.equal(tenTo(k), JSON.parse(`1e${k}`));
});

test('numbers are printed as Python prints them', () => {
  for (const { value, number: text, power: asPower } of golden.numbers) {
    assert.equal(number(value), text, `number(${value})`);
    assert.equal(power(value), asPower, `power(${value})`);
  }
  assert.equal(number(NaN), 'no value');
  assert.equal(number(Infinity), 'too large');
  assert.equal(number(-0.3092), '−0.309');
});

test('numbers are spoken without signs that a voice skips', () => {
  assert.equal(spoken(-0.3092), 'minus 0.309');
  assert.equal(spoken(1e-5), '1.00 times ten to the minus 5');
  assert.equal(spoken(NaN), 'no value');
  assert.equal(spoken(0), '0');
});

test('all the digits of a double, and what two of them share', () => {
  assert.equal(Number(allDigits(Math.sin(1))), Math.sin(1));
  assert.equal(Number(allDigits(-2 / 3).replace('−', '-')), -2 / 3);
  assert.equal(sharedPrefix('0.841470', '0.841999'), 5);
  assert.equal(sharedPrefix('1.5', '1.5'), 3);
});

test('slider keys', () => {
  const at = { value: 1.3, step: 0.05, min: -3, max: 3 };
  assert.equal(keyedValue({ key: 'ArrowRight' }, at), 1.35);
  assert.equal(keyedValue({ key: 'ArrowDown' }, at), 1.25);
  assert.equal(keyedValue({ key: 'ArrowUp', shiftKey: true }, at), 1.8);
  assert.equal(keyedValue({ key: 'PageDown' }, at), 0.8);
  assert.equal(keyedValue({ key: 'Home' }, at), -3);
  assert.equal(keyedValue({ key: 'End' }, at), 3);
  assert.equal(keyedValue({ key: 'b' }, at), null);
  assert.equal(keyedValue({ key: 'ArrowRight', ctrlKey: true }, at), null);
  assert.equal(keyedValue({ key: 'ArrowRight' }, { ...at, value: 2.99 }), 3);
  assert.equal(keyedValue({ key: 'ArrowRight' }, { ...at, value: 1.31 }), 1.35); // off the grid: to its neighbour
  assert.equal(keyedValue({ key: 'ArrowLeft' }, { ...at, value: 1.31 }), 1.3);
  assert.equal(snap(0.1 + 0.2, 0.1), 0.3);
});

test('scales, windows and ticks', () => {
  const scale = linear([-1, 3], [0, 400]);
  assert.equal(scale(0), 100);
  assert.equal(scale.back(scale(2.5)), 2.5);
  assert.deepEqual(ticks(-3, 3, 6), [-3, -2, -1, 0, 1, 2, 3]);
  assert.deepEqual(ticks(0.1, 0.9, 4), [0.2, 0.4, 0.6, 0.8]);
  assert.equal(niceAbove(0.3), 0.5);
  assert.deepEqual(followingWindow(1, 3, 2), [-3, 3]);
  assert.deepEqual(followingWindow(5, 3, 2), [0, 6]);
  assert.deepEqual(followingWindow(5, 3, 2, 5.5), [0, 6], 'an end in view moves nothing');
  const [low, high] = followingWindow(5, 3, 2, 8);
  assert.ok(low < 5 && high > 8 && Math.abs(high - low - 6) < 1e-12, 'both ends of the nudge are in view');
  const far = followingWindow(5, 3, 2, -1e9);
  assert.ok(far[1] > 5 && far[1] < 5.5, 'the value itself stays in view');
  assert.deepEqual(followingWindow(5, 3, 2, Infinity), [0, 6]);
  const wide = magnified([-3, 3], 1, 1);
  assert.deepEqual([wide.from, wide.to], [-4, 2]); // the whole view, relative to x = 1
  const near = magnified([-3, 3], 1, 1e6);
  assert.ok(Math.abs(near.from + near.to) < 1e-6 * near.span); // and in the middle when close
});

test('paths break where there is no value and stay near the box', () => {
  const across = linear([-1, 1], [0, 200]);
  const down = linear([-4, 4], [100, 0]);
  const path = curvePath(FUNCTIONS.reciprocal.f, [-1, 1], across, down, 101); // 0 is between two samples
  assert.equal(path.match(/M/g).length, 2);
  for (const [, y] of path.matchAll(/,(-?[\d.]+)/g)) assert.ok(Math.abs(y) <= 201);
  assert.deepEqual(lineInBox({ x: 5, y: 5 }, 0, { left: 0, right: 10, top: 0, bottom: 10 }), [{ x: 0, y: 5 }, { x: 10, y: 5 }]);
  assert.equal(lineInBox({ x: 5, y: 50 }, 0, { left: 0, right: 10, top: 0, bottom: 10 }), null);
  const steep = lineInBox({ x: 5, y: 5 }, 1e9, { left: 0, right: 10, top: 0, bottom: 10 });
  assert.ok(Math.abs(steep[0].y - steep[1].y) === 10);
  assert.equal(lineInBox({ x: 5, y: 5 }, NaN, { left: 0, right: 10, top: 0, bottom: 10 }), null);
});

test('settings are written as Python', () => {
  const state = { _settings: ['function', 'x', 'h', 'ghost'], _class_name: 'Figure', function: 'sin', x: -1.5, h: 1e-17, ghost: true };
  assert.equal(settingsAsCode({ get: (name) => state[name] }), 'Figure(function="sin", x=-1.5, h=1e-17, ghost=True)');
  assert.equal(pythonLiteral([1, null, { a: false }]), '[1, None, {"a": False}]');
  assert.equal(pythonLiteral(-Infinity), 'float("-infinity")');
});

test('ticks of a number line a unit apart are told apart, or not written', () => {
  assert.deepEqual([-3, 0, 61234, 61235, -999999].map(wholeTick), ['−3', '0', '61234', '61235', '−999999']);
  assert.deepEqual([6112345, 6112346, -1e6].map(wholeTick), ['', '', '']);
});
