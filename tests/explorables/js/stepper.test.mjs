// Run by test_stepper_maths.py, which writes the golden file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { layout, listed } from '../../../lessons/chainrule/explorables/js/graph_stepper/layout.js';
import { presenter } from '../../../lessons/chainrule/explorables/js/graph_stepper/present.js';
import { sentence } from '../../../lessons/chainrule/explorables/js/graph_stepper/words.js';
import { nudges, operation, signOf } from '../../../lessons/chainrule/explorables/js/lib/operations.js';
import { recordedSteps } from '../../../lessons/chainrule/explorables/js/lib/recorded.js';
import {
  chosenSteps, gradientsAfter, leftOver, MOST_STEPS, sweepSteps,
} from '../../../lessons/chainrule/explorables/js/lib/sweeps.js';

const { graphs } = JSON.parse(readFileSync(process.env.GOLDEN));
const close = (a, b, what, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a} is not ${b}`);
const allClose = (a, b, what, tolerance) => {
  assert.equal(a.length, b.length, what);
  a.forEach((value, i) => close(value, b[i], `${what}[${i}]`, tolerance));
};
const idOf = (place) => `n${place}`;
const graphOf = (nodes) => ({
  nodes: nodes.map((_, place) => idOf(place)),
  edges: nodes.flatMap(({ parents, slopes }, place) =>
    parents.map((parent, k) => ({ from: idOf(parent), to: idOf(place), slope: slopes[k] })),
  ),
});
const final = (graph, steps) => Object.values(gradientsAfter(graph, steps, steps.length).values);
const asked = (record) => record.map(([place, before, after]) => [idOf(place), before, after]);

// A figure's model that answers with these traits.
function modelOf(nodes, traits) {
  const state = {
    nodes, mode: 'ready', order: 'right', rule: 'add', seeded: true, record: [], pressed: [], place: 0,
    controls: ['step', 'seed', 'order', 'rule', 'judge', 'queue'], own: true, note: '', trouble: '', recorded: true,
    ...traits,
  };
  return { get: (name) => state[name], state };
}
const present = (nodes, traits) => presenter(modelOf(nodes, traits))();

test('every order leaves what the same sweep in Python leaves', () => {
  for (const [name, { nodes, sweeps, others }] of Object.entries(graphs)) {
    const graph = graphOf(nodes);
    for (const [order, wanted] of Object.entries(sweeps))
      allClose(final(graph, sweepSteps(graph, 'n0', { order })), wanted, `${name}, ${order}`);
    if (name === 'shortcut' || name === 'diamond')
      allClose(final(graph, sweepSteps(graph, 'n0', { rule: 'overwrite' })), others.overwriting, `${name}, =`);
    assert.deepEqual(final(graph, sweepSteps(graph, 'n0', { seeded: false })), nodes.map(() => 0));
    for (const order of Object.keys(sweeps))
      assert.ok(sweepSteps(graph, 'n0', { order }).every(({ moves }) => moves.length > 0), 'a leaf hands nothing on');
  }
});

test('a record of any sweep is replayed to its end', () => {
  for (const [name, { nodes, records, sweeps, others }] of Object.entries(graphs)) {
    const graph = graphOf(nodes);
    for (const [sweep, record] of Object.entries(records)) {
      const steps = recordedSteps(graph, 'n0', asked(record));
      allClose(final(graph, steps), { ...sweeps, ...others }[sweep], `${name}, ${sweep}`);
      const odd = steps.filter(({ kind }) => kind === 'odd');
      // A part that is handed on by itself is no slope times the gradient that stands in a node.
      if (sweep !== 'part') assert.deepEqual(odd, [], `${name}, ${sweep}`);
    }
  }
});

test('the replay says who handed on', () => {
  const { nodes, records } = graphs.shortcut;
  const graph = graphOf(nodes);
  const acted = (sweep) => recordedSteps(graph, 'n0', asked(records[sweep])).map(({ kind, acting }) => acting ?? kind);
  assert.deepEqual(acted('right'), ['reset', 'seed', 'n0', 'n0', 'n2', 'n2', 'n1']);
  assert.deepEqual(acted('pulling'), ['seed', 'n0', 'gather', 'gather']);
  const lost = recordedSteps(graph, 'n0', asked(records.overwriting)).filter(({ moves: [{ before, after, share }] }) =>
    before !== 0 && after === share);
  assert.equal(lost.length, 2);
  const twins = recordedSteps(graphOf(graphs.diamond.nodes), 'n0', asked(graphs.diamond.records.right));
  const taken = twins.flatMap(({ moves }) => moves.map(({ edge }) => edge)).filter((edge) => edge !== null);
  assert.deepEqual(taken, [0, 1, 2, 3]);
});

test('a write that nothing explains is odd, and no number is no number', () => {
  const graph = graphOf(graphs.shortcut.nodes);
  const steps = recordedSteps(graph, 'n0', [['n0', 0, 1], ['n1', 0, 5], ['n3', 0, null]]);
  assert.deepEqual(steps.map(({ kind }) => kind), ['seed', 'odd', 'odd']);
  assert.ok(Number.isNaN(gradientsAfter(graph, steps, 3).values.n3));
});

test('by hand a node hands on once, and what comes late is left over', () => {
  const graph = graphOf(graphs.shortcut.nodes); // d, b, c, a
  const early = chosenSteps(graph, 'n0', [null, 'n0', 'n1', 'n2', 'n1'], false);
  assert.equal(early.length, 4);
  assert.deepEqual(final(graph, early), [1, 14, 6, 30]);
  assert.deepEqual(leftOver(early), { n1: 6 });
  assert.deepEqual(leftOver(chosenSteps(graph, 'n0', ['n0', 'n2', 'n1'], true)), {});
  assert.deepEqual(final(graph, chosenSteps(graph, 'n0', ['n0', 'n2', 'n1'], false)), [0, 0, 0, 0]);
  assert.deepEqual(leftOver(sweepSteps(graph, 'n0', { order: 'levels' })), { n1: 6 });
});

test('a nudge of every node says what the right sweep brings', () => {
  for (const [name, { nodes, sweeps }] of Object.entries(graphs)) {
    const { judge } = present(nodes, { mode: 'sabotage', place: 1e6 });
    assert.deepEqual(judge.filter(({ known, agrees }) => !known || !agrees), [], name);
    allClose(judge.map(({ nudged }) => nudged), sweeps.right, name, 1e-7);
  }
});

test('the judge speaks only at the end, and only when it can', () => {
  const { nodes, records } = graphs.nine;
  const steps = present(nodes, { mode: 'sabotage' }).steps.length;
  assert.equal(present(nodes, { mode: 'sabotage', place: steps - 1 }).judge, null);
  assert.equal(present(nodes, { mode: 'you', pressed: [-1, 0, 1] }).judge, null);
  assert.equal(present(nodes, { mode: 'ready' }).judge, null);
  const overwritten = present(nodes, { mode: 'mine', record: records.overwriting, place: 1e6 }).judge;
  const wrong = overwritten.filter(({ agrees }) => !agrees).map(({ id }) => nodes[Number(id.slice(1))].name);
  assert.deepEqual(wrong.sort(), ['x[0]', 'x[1]']);
  const cut = nodes.map((node, place) => ({ ...node, hidden: place === 3 ? 2 : 0 }));
  assert.equal(present(cut, { mode: 'mine', record: records.right, place: 1e6 }).judge, null);
});

test('leaves add up over two calls, inner nodes begin anew', () => {
  for (const [name, { nodes, twice, sweeps }] of Object.entries(graphs)) {
    const graph = graphOf(nodes);
    const wanted = sweeps.right.map((gradient, place) => gradient * (nodes[place].parents.length === 0 ? 2 : 1));
    allClose(final(graph, recordedSteps(graph, 'n0', asked(twice))), wanted, name);
  }
});

test('how a number was made is found from what is known of it', () => {
  const made = (data, values, slopes, word) => operation({ data, slopes, made: word }, values);
  assert.equal(made(4, [2], [4], '').f([3]), 9); // 2 · 2 and not 2 + 2
  assert.equal(made(4, [2], [1], '').sign, '+');
  assert.equal(made(4, [2], [2], '').f([3]), 6);
  assert.equal(made(4, [2, 2], [2, 2], '').sign, '×');
  assert.equal(made(4, [2, 2], [1, 1], '').sign, '+');
  assert.equal(made(6, [2, 3], [2, 3], '*').f([2, 5]), 10); // wrong slopes change nothing
  assert.equal(made(8, [2], [99], '**3').f([3]), 27);
  assert.equal(made(-0.5, [-2], [99], '**-1').f([-4]), -0.25);
  assert.equal(made(7, [2, 3], [3, 2], '*'), null); // not its product
  assert.equal(made(Math.log1p(Math.exp(2)), [2], [0.88], 'softplus'), null);
  assert.equal(made(Math.log1p(Math.exp(2)), [2], [0.88], ''), null);
  assert.deepEqual(['*', '__mul__', 'Mul', '**2', '** -1', 'power', 'sigmoid', 'rsub', 'constructor', ''].map(signOf),
    ['×', '×', '×', 'power', 'power', 'power', 'σ', '−', '', '']);
  const leaf = { data: 2, parents: [], slopes: [], made: '' };
  const nodes = [{ data: 3, parents: [1], slopes: [1], made: 'strange' }, leaf];
  assert.deepEqual(nudges(nodes, [1, 0], 0).map((value) => Math.round(value)), [1, 1]);
  assert.ok(Number.isNaN(nudges([{ ...nodes[0], slopes: [7] }, nodes[1]], [1, 0], 0)[1]));
});

function checkPlaces(graph, name, { at, bends, plate, width }) {
  graph.edges.forEach(({ from, to }, place) => {
    const xs = [at[from], ...bends[place], at[to]].map(({ x }) => x);
    assert.deepEqual(xs, [...xs].sort((a, b) => a - b), `${name}: an edge runs to the right`);
  });
  const stops = [...Object.values(at), ...bends.flat()];
  for (const [i, a] of stops.entries()) {
    assert.ok(a.x - plate.w / 2 >= 0 && a.x + plate.w / 2 <= width, name);
    const near = stops.slice(i + 1).filter((b) =>
      Math.abs(a.x - b.x) < plate.w - 1e-6 && Math.abs(a.y - b.y) <= plate.h);
    assert.deepEqual(near, [], `${name}: two on one place`);
  }
}

test('every node has a place of its own, and a list names it once', () => {
  for (const [name, { nodes }] of Object.entries(graphs)) {
    const graph = graphOf(nodes);
    for (const [width, tall] of [[880, true], [1200, false], [720, true]])
      checkPlaces(graph, name, layout(graph, width, tall));
    const rows = listed(graph, 'n0');
    assert.deepEqual(new Set(rows.filter(({ again }) => !again).map(({ id }) => id)), new Set(graph.nodes));
    assert.equal(rows.length, 1 + graph.edges.length - graph.edges.filter(({ to }) =>
      rows.filter(({ id, again }) => id === to && !again).length === 0).length);
  }
});

test('a circle stops nothing', () => {
  const nodes = [
    { name: 'a', made_by: '+', data: 1, parents: [1], slopes: [1], hidden: 0 },
    { name: 'b', made_by: '+', data: 1, parents: [0], slopes: [1], hidden: 0 },
  ];
  for (const mode of ['ready', 'you', 'mine', 'sabotage']) {
    const now = present(nodes, { mode, record: [[0, 0, 1]], pressed: [-1, 0] });
    assert.ok(now.circle && now.judge === null);
    assert.match(sentence(now), /circle/);
  }
  assert.equal(listed(graphOf(nodes), 'n0').length, 3);
});

test('too many routes are not walked for ever', () => {
  const nodes = Array.from({ length: 40 }, (_, place) => ({
    name: '', made_by: '+', data: 2 ** (39 - place), hidden: 0,
    parents: place < 39 ? [place + 1, place + 1] : [], slopes: place < 39 ? [1, 1] : [],
  }));
  for (const order of ['at_once', 'each_listing', 'part']) {
    const now = present(nodes, { mode: 'sabotage', order, place: 1e6 });
    assert.ok(now.steps.length <= MOST_STEPS + 40 && now.stopped, order);
    assert.match(sentence(now), /too many/);
  }
});
