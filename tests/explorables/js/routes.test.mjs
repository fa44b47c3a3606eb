// Routes, sweeps and what an entry of an array collects, against Python's reference.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  benchProduct, collected, entryOf, judged, onBench, shapeOf, termsOf,
} from '../../../lessons/chainrule/explorables/js/lib/collecting.js';
import { layersLayout } from '../../../lessons/chainrule/explorables/js/lib/layers_layout.js';
import { KNOBS } from '../../../lessons/chainrule/explorables/js/lib/network.js';
import {
  allRoutes, deepGraph, foldedFactors, nineGraph, nudgedLoss,
} from '../../../lessons/chainrule/explorables/js/lib/route_graphs.js';
import {
  between, costOf, routeCounts, routesBetween, sumOf, sweep, topological,
} from '../../../lessons/chainrule/explorables/js/lib/routes.js';

const golden = JSON.parse(readFileSync(process.env.GOLDEN));
const close = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} is not ${b}`);
const allClose = (a, b, what) => {
  assert.equal(a.length, b.length, what);
  a.forEach((value, i) => close(value, b[i], `${what}[${i}]`));
};
const NAMES = KNOBS.map(({ name }) => name);

test('walking every route and one sweep give the gradients of the reference', () => {
  assert.ok(golden.nines.length > 8);
  for (const { params, x, y, gradients } of golden.nines) {
    const graph = nineGraph(params, x, y);
    const { values } = sweep(graph, graph.end);
    for (const [start, gradient] of Object.entries(gradients)) {
      close(sumOf(routesBetween(graph, start, graph.end)), gradient, `routes of ${start}`);
      close(values[start], gradient, `the sweep at ${start}`);
      close(sweep(graph, start, { backward: false }).values[graph.end], gradient, `the sweep from ${start}`);
      assert.ok(Math.abs(nudgedLoss(params, x, y, start) - gradient) < 1e-8, `nudging ${start}`);
    }
    assert.deepEqual(new Set(Object.keys(gradients)), new Set([...NAMES, 'x1', 'x2']));
  }
});

test('the four factors of the reference, and the second is a chain', () => {
  for (const { params, x, y, factors } of golden.nines) {
    const graph = nineGraph(params, x, y);
    for (const [start, four] of Object.entries(factors)) {
      const [route, ...others] = routesBetween(graph, start, graph.end);
      assert.equal(others.length, 0, 'with one output a weight has one route');
      const folded = foldedFactors(graph, route);
      allClose(folded.map(({ value }) => value), four, `factors of ${start}`);
      assert.deepEqual(folded.map(({ of }) => of.length), [1, 2, 1, 1]);
    }
  }
});

test('the numbers of the lesson', () => {
  const { params, x, y } = golden.nines[0];
  const graph = nineGraph(params, x, y);
  const printed = (route) => route.factors.map((value) => value.toFixed(4)).join(' ');
  const [upper, lower] = routesBetween(graph, 'x1', 'L');
  assert.equal(printed(upper), '-0.7182 0.2301 1.2000 0.2403 0.3000');
  assert.equal(printed(lower), '-0.7182 0.2301 -0.7000 0.2055 -0.5000');
  assert.deepEqual([upper.product, lower.product, sumOf([upper, lower])].map((v) => v.toFixed(4)), ['-0.0143', '-0.0119', '-0.0262']);
  const [first] = routesBetween(graph, 'W1[0][0]', 'L');
  assert.equal(foldedFactors(graph, first).map(({ value }) => value.toFixed(4)).join(' '), '-0.7182 0.2762 0.2403 1.0000');
  // Two strong routes, no effect.
  const turned = nineGraph({ ...params, W2: [[1.2], [0.84]] }, x, y);
  assert.deepEqual(routesBetween(turned, 'x1', 'L').map(({ product }) => product.toFixed(4)), ['-0.0089', '0.0089']);
  // One weight at 0: two weights and a bias before it stand still, its own gradient stays.
  const cut = nineGraph({ ...params, W2: [[0], [-0.7]] }, x, y);
  const still = NAMES.filter((name) => sumOf(routesBetween(cut, name, 'L')) === 0);
  assert.deepEqual(still, ['W1[0][0]', 'W1[1][0]', 'b1[0]']);
  assert.equal(sumOf(routesBetween(cut, 'W2[0][0]', 'L')).toFixed(3), '-0.095');
});

test('what walking and merging cost', () => {
  const walked = [];
  const merged = [];
  for (const depth of [1, 2, 3, 4, 5, 6]) {
    const graph = deepGraph(depth);
    const routes = routesBetween(graph, 'in', 'end');
    assert.equal(routes.length, 3 ** depth);
    assert.equal(routeCounts(graph, 'in').end, 3 ** depth);
    walked.push(costOf(routes));
    for (const way of [sweep(graph, 'end'), sweep(graph, 'in', { backward: false })]) {
      const far = way.values[way.values.end === 1 ? 'in' : 'end'];
      close(far, sumOf(routes), `merged at depth ${depth}`);
      assert.equal(way.cost, graph.edges.length);
    }
    merged.push(graph.edges.length);
  }
  assert.deepEqual(walked, [6, 27, 108, 405, 1458, 5103]);
  assert.deepEqual(merged, [6, 15, 24, 33, 42, 51]);
  const nine = nineGraph(golden.nines[0].params, [1, -1], 1);
  assert.equal(costOf(allRoutes(nine, NAMES)), 39);
  assert.equal(between(nine, NAMES, 'L').edges.length, 15);
  assert.equal(between(nine, ['x1'], 'L').edges.length, 8);
});

test('the layers of three agree with products of matrices', () => {
  for (const { depth, edges, sum } of golden.deeps) {
    const graph = deepGraph(depth);
    assert.deepEqual(graph.edges.map(({ slope }) => slope), edges);
    close(sumOf(routesBetween(graph, 'in', 'end')), sum, `depth ${depth}`);
  }
});

test('another order or another rule goes wrong', () => {
  // b = a + a, c = b + b, d = c + a.
  const graph = {
    nodes: ['a', 'b', 'c', 'd'],
    edges: [['a', 'b', 1], ['a', 'b', 1], ['b', 'c', 1], ['b', 'c', 1], ['c', 'd', 1], ['a', 'd', 1]].map(([from, to, slope]) => ({ from, to, slope })),
  };
  assert.equal(routesBetween(graph, 'a', 'd').length, 5);
  assert.equal(sweep(graph, 'd').values.a, 5);
  assert.equal(sweep(graph, 'd', { rule: 'overwrite' }).values.a, 1);
  assert.equal(sweep(graph, 'd', { order: ['d', 'b', 'c'] }).values.a, 1, 'too early');
  assert.equal(sweep(graph, 'd', { order: ['d', 'c', 'b', 'b'] }).values.a, 9, 'twice');
  assert.equal(sweep(graph, 'd', { seed: 0.5 }).values.a, 2.5);
  assert.deepEqual(sweep(graph, 'd').writes.map(({ from, to }) => `${from}${to}`), ['dc', 'da', 'cb', 'cb', 'ba', 'ba']);
  assert.deepEqual(topological({ nodes: ['c', 'b', 'a'], edges: graph.edges.slice(0, 4) }), ['a', 'b', 'c']);
  assert.throws(() => topological({ nodes: ['a', 'b'], edges: [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }] }), /circle/);
});

test('a graph without a way has no route', () => {
  const graph = { nodes: ['a', 'b', 'c'], edges: [{ from: 'a', to: 'b', slope: 2 }] };
  assert.deepEqual(routesBetween(graph, 'a', 'c'), []);
  assert.deepEqual(between(graph, ['a'], 'c').edges, []);
  assert.equal(sumOf([]), 0);
});

test('places of a graph: columns by the longest way, neighbours apart', () => {
  const deep = deepGraph(3);
  const places = layersLayout(deep);
  deep.layers.forEach((layer, column) => layer.forEach((node) => assert.equal(places[node].column, column)));
  assert.deepEqual(['n2.1', 'n2.2', 'n2.3', 'in', 'end'].map((node) => Math.round(places[node].row * 1e6) / 1e6), [-1, 0, 1, 0, 0]);
  const nine = nineGraph(golden.nines[0].params, [1, -1], 1);
  const drawn = layersLayout(nine);
  assert.equal(drawn['h1.z'].column, drawn['x1'].column + 1);
  assert.equal(drawn['b2[0]'].column, drawn['out.z'].column - 1, 'a bias stands just before its neuron');
  for (const edge of nine.edges) assert.ok(drawn[edge.from].column < drawn[edge.to].column);
  for (const a of nine.nodes) {
    for (const b of nine.nodes) {
      if (a < b && drawn[a].column === drawn[b].column) assert.ok(Math.abs(drawn[a].row - drawn[b].row) >= 1 - 1e-9, `${a} lies on ${b}`);
    }
  }
  assert.deepEqual(layersLayout({ nodes: [], edges: [] }), {});
});

test('entries collect what the reference has', () => {
  for (const { arrays, targets } of golden.layers) {
    for (const [target, wanted] of Object.entries(targets)) {
      assert.deepEqual(shapeOf(target, arrays), [wanted.length, wanted[0].length]);
      collected(target, arrays).forEach((row, i) => allClose(row, wanted[i], target));
    }
  }
  const { arrays } = golden.layers[0];
  assert.deepEqual(termsOf('dW', arrays, 0, 1).map(({ left, right, product }) => [left.value, right.value, product]), [[1, -1, -1], [3, 2, 6]]);
  assert.equal(entryOf('dW', arrays, 0, 1), 5);
  assert.equal(entryOf('dX', arrays, 0, 1), 1);
  assert.deepEqual(termsOf('dX', arrays, 0, 1).map(({ example, input, neuron }) => [example, input, neuron]), [[0, 1, 0], [0, 1, 1]]);
});

test('the bench refuses ends that differ and compares entry by entry', () => {
  const { arrays, targets } = golden.layers[0];
  assert.deepEqual(benchProduct(arrays, 'X', 'dZ'), { ends: [3, 2], fits: false, product: null });
  assert.deepEqual(onBench(arrays, 'XT')[0], [1, 3]);
  const right = benchProduct(arrays, 'XT', 'dZ');
  assert.ok(right.fits && judged(right.product, targets.dW).all);
  assert.equal(judged(benchProduct(arrays, 'dZT', 'X').product, targets.dW).shape, false);
  const square = golden.layers.find(({ arrays: { X, W } }) => X.length === W.length && W.length === W[0].length);
  const eight = ['X', 'XT'].flatMap((x) => ['dZ', 'dZT'].flatMap((d) => [[x, d], [d, x]]));
  const verdicts = eight.map(([a, b]) => judged(benchProduct(square.arrays, a, b).product, square.targets.dW));
  assert.deepEqual([verdicts.filter(({ shape }) => shape).length, verdicts.filter(({ all }) => all).length], [8, 1]);
  assert.ok(verdicts.some(({ all, entries }) => !all && entries.flat().length === 9));
});
