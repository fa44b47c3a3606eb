// What the shape workbench shows: its traits, and what they lead to. No DOM.
import { benchProduct, collected, judged, shapeOf, sizesOf, termsOf } from '../lib/collecting.js';

const TARGETS = ['Z', 'dW', 'dX', 'db'];
const ON_BENCH = ['X', 'XT', 'W', 'WT', 'dZ', 'dZT'];

function present(model) {
  const arrays = Object.fromEntries(['X', 'W', 'dZ'].map((name) => [name, model.get(name)]));
  const target = model.get('target');
  const shape = shapeOf(target, arrays);
  const [row, column] = [model.get('row'), model.get('column')];
  const chosen = row >= 0 && column >= 0 && row < shape[0] && column < shape[1];
  const truth = collected(target, arrays);
  const controls = model.get('controls');
  return {
    arrays,
    sizes: sizesOf(arrays),
    target,
    shape,
    truth,
    whole: model.get('whole'),
    row: chosen ? row : -1,
    column: chosen ? column : -1,
    chosen,
    terms: chosen ? termsOf(target, arrays, row, column) : [],
    targets: TARGETS.filter((name) => name === target || controls.includes(name)),
    has: (name) => controls.includes(name),
    bench: onBench(model, arrays, truth),
  };
}

// null: nothing lies there, or only one array.
function onBench(model, arrays, truth) {
  const [left, right] = [model.get('left'), model.get('right')];
  if (!left || !right) return { left, right, made: null };
  const made = benchProduct(arrays, left, right);
  return { left, right, made, verdict: made.fits ? judged(made.product, truth) : null };
}

// Which entries of an array take part in the chosen one.
function takesPart(now, array, row, column) {
  return now.terms.some(({ left, right }) =>
    [left, right].some((entry) => entry && entry.array === array && entry.row === row && entry.column === column),
  );
}

export { TARGETS, ON_BENCH, present, takesPart };
