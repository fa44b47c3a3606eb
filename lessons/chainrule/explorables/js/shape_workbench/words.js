// What the shape workbench says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, factor, neat } from '../lib/digits.js';

const text = (value) => neat(value, 4);
const by = ([rows, columns]) => `${rows} × ${columns}`;
const shapeOf = (matrix) => [matrix.length, matrix[0].length];
const benchName = (name) => (name.endsWith('T') ? `${name.slice(0, -1)}.T` : name);

const TITLES = { X: 'X', W: 'W', dZ: 'dZ', Z: 'X W (before the bias)', dW: 'dW', dX: 'dX', db: 'db' };
// What the rows and columns of each array belong to.
const AXES = {
  X: ['example', 'input'],
  W: ['input', 'neuron'],
  dZ: ['example', 'neuron'],
  Z: ['example', 'neuron'],
  dW: ['input', 'neuron'],
  dX: ['example', 'input'],
  db: ['', 'neuron'],
};

function heading(name, shape) {
  return `${TITLES[name]}, ${name === 'db' ? `${shape[1]} numbers` : by(shape)}`;
}

function entryName(target, row, column) {
  const [i, j] = [row + 1, column + 1];
  return {
    Z: `neuron ${j} in example ${i}`,
    dW: `weight from input ${i} to neuron ${j}`,
    dX: `input ${j} in example ${i}`,
    db: `bias of neuron ${j}`,
  }[target];
}

// Which row or column of which array: "column 1 of X and column 2 of dZ".
function sources({ target, row, column }) {
  const [i, j] = [row + 1, column + 1];
  return {
    Z: `One product an input: row ${i} of X and column ${j} of W.`,
    dW: `One product an example: column ${i} of X and column ${j} of dZ.`,
    dX: `One product a neuron: row ${i} of dZ and row ${j} of W.`,
    db: `One entry an example: column ${j} of dZ.`,
  }[target];
}

function termText({ left, right }) {
  return right ? `${factor(text(left.value))} · ${factor(text(right.value))}` : factor(text(left.value));
}

const sumText = (now) => now.terms.map(termText).join(' + ');
const entryValue = (now) => text(now.truth[now.row][now.column]);

// Pieces for the line below the arrays.
function sumPieces(now) {
  if (!now.chosen)
    return [
      now.has('entry')
        ? `Choose an entry of ${now.target === 'Z' ? 'X W' : now.target}: press it, or go there with the arrow keys.`
        : '',
    ];
  return [
    ['muted-text', `${capital(entryName(now.target, now.row, now.column))}: `],
    `${sumText(now)} = `,
    [now.target === 'Z' ? 'forward-text strong' : 'slope-text strong', entryValue(now)],
  ];
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);

function cellSaid(now, row, column) {
  const value = seen(now, row, column) ? aloud(text(now.truth[row][column])) : 'not yet shown';
  return `${entryName(now.target, row, column)}: ${value}`;
}

// The entry that is chosen can be read, and all of them where the reader asked for it.
const seen = (now, row, column) => now.whole || (now.row === row && now.column === column);

function benchSaid({ bench, truth, target }) {
  const { left, right, made, verdict } = bench;
  if (!made) return 'Lay one array on the left and one on the right.';
  const [l, r] = [benchName(left), benchName(right)];
  if (!made.fits) return `Refused: a row of ${l} has ${made.ends[0]} entries, a column of ${r} has ${made.ends[1]}.`;
  const shape = by(shapeOf(made.product));
  if (!verdict.shape) return `${l} @ ${r} has the shape ${shape}; ${target} needs ${by(shapeOf(truth))}.`;
  const count = verdict.entries.flat();
  const agreeing = `${count.filter(Boolean).length} of its ${count.length} numbers are right`;
  return `${l} @ ${r} has the shape ${shape}, as ${target} needs; ${agreeing}.`;
}

function sentence(now) {
  const { N, D, H } = now.sizes;
  const size = `${N} examples, ${D} inputs, ${H} neurons`;
  const bench = now.has('bench') && now.bench.made ? ` ${aloud(benchSaid(now))}` : '';
  if (!now.chosen) return `${capital(size)}. No entry of ${now.target} is chosen.${bench}`;
  const name = capital(entryName(now.target, now.row, now.column));
  return `${name}: ${aloud(sumText(now))} makes ${aloud(entryValue(now))}. ${sources(now)}${bench}`;
}

function matrixTable(name, matrix, shown = () => true) {
  const [rows, columns] = AXES[name];
  return {
    caption: heading(name, shapeOf(matrix)),
    head: ['', ...matrix[0].map((_, j) => `${columns} ${j + 1}`)],
    rows: matrix.map((row, i) => [
      rows ? `${rows} ${i + 1}` : 'bias',
      ...row.map((value, j) => (shown(i, j) ? text(value) : '–')),
    ]),
  };
}

function tables(now) {
  const all = ['X', 'W', 'dZ'].map((name) => matrixTable(name, now.arrays[name]));
  all.push(matrixTable(now.target, now.truth, (i, j) => seen(now, i, j)));
  if (now.chosen) {
    all.push({
      caption: capital(entryName(now.target, now.row, now.column)),
      head: ['example', 'input', 'neuron', 'what it adds'],
      rows: now.terms.map((term) => [
        ...['example', 'input', 'neuron'].map((name) => (term[name] === null ? '–' : String(term[name] + 1))),
        `${termText(term)} = ${text(term.product)}`,
      ]),
    });
  }
  if (now.has('bench') && now.bench.made)
    all.push({
      caption: 'On the bench',
      head: ['product', 'what came of it'],
      rows: [[`${benchName(now.bench.left)} @ ${benchName(now.bench.right)}`, benchSaid(now)]],
    });
  return all;
}

export {
  AXES,
  benchName,
  benchSaid,
  cellSaid,
  entryName,
  heading,
  seen,
  sentence,
  sources,
  sumPieces,
  tables,
  termText,
  text,
};
