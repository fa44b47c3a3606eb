// What the depth lab shows: its traits, the network as far as it is trained, and what they lead to.
// No DOM.
import { chainNumbers } from './chain.js';
import { LR } from './net.js';

const EPOCHS = 15; // one training
const MOST_EPOCHS = 60;
const MOST_DEPTH = 20; // hidden layers
const NOBODY = 'nobody'; // in place of a problem: no Python answered
const AGREES = 1e-6; // so close, as a share, lengths are the same

// `lab`: the driver's state, see driver.js; in a chain there is none.
function present(model, lab) {
  const controls = model.get('controls');
  const shared = { mode: model.get('mode'), controls, can: (name) => controls.includes(name) };
  return shared.mode === 'chain' ? { ...shared, ...chainNow(model) } : { ...shared, ...netNow(model, lab) };
}

function chainNow(model) {
  const [depth, w, x, y] = ['depth', 'w', 'x', 'y'].map((name) => model.get(name));
  const rows = chainNumbers({ depth, w, x, y }).map((row) => ({ ...row, name: `neuron ${row.number}` }));
  return { depth, w, x, y, rows, ...ends(rows) };
}

function netNow(model, lab) {
  const { settings, accuracies, running, rows: bare, lengths } = lab;
  const rows = bare.map((row, i) => ({
    ...row,
    name: row.number > settings.depth ? 'output' : `hidden ${row.number}`,
    times: i > 0 && row.gradient !== null ? row.gradient / bare[i - 1].gradient : null,
    mine: lengths ? lengths[row.number - 1] : undefined,
  }));
  return {
    ...settings,
    ...ends(rows.filter(({ number, gradient }) => number <= settings.depth && gradient !== null)),
    rows,
    lr: LR[settings.activation],
    running,
    accuracies,
    epochs: Math.max(0, accuracies.length - 1),
    goal: lab.goal,
    runs: model.get('runs'),
    full: accuracies.length > MOST_EPOCHS,
    asks: model.get('mine'),
    fits: settings.activation === 'relu' && settings.output === 'sigmoid',
    waiting: lab.waiting,
    problem: lab.problem,
    verdict: lengths ? agreement(rows) : '',
    state: stateOf(rows),
  };
}

// First and last of some rows that stand from the loss back, and the mean factor between neighbours.
function ends(rows) {
  const [last, first] = [rows[0], rows.at(-1)].map((row) => (row ? Math.abs(row.gradient) : null));
  const mean = rows.length > 1 ? (first / last) ** (1 / (rows.length - 1)) : NaN;
  return { first, last, mean: Number.isFinite(mean) && mean > 0 ? mean : null };
}

function stateOf(rows) {
  const gradients = rows.map(({ gradient }) => gradient).filter((gradient) => gradient !== null);
  if (gradients.some((gradient) => !Number.isFinite(gradient))) return 'lost';
  return gradients.every((gradient) => gradient === 0) ? 'flat' : 'fine';
}

// The layers, counted from the input, whose lengths differ; 'agrees' where none does.
function agreement(rows) {
  const off = rows.filter(({ gradient, mine }) => gradient !== null && !agrees(mine, gradient));
  return off.length === 0 ? 'agrees' : off.map(({ name }) => name).reverse();
}

function agrees(mine, due) {
  return mine !== null && Math.abs(mine - due) <= AGREES * Math.max(due, 1e-300);
}

export { EPOCHS, NOBODY, MOST_DEPTH, MOST_EPOCHS, present, agrees };
