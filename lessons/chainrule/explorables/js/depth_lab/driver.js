// Training in slices that leave the page its frames, and questions to a function of the learner's.
import { askPython } from '../lib/asking.js';
import { wantsLessMotion } from '../lib/motion.js';
import { asQuestion, digitsOf, freshNet, measured, settingsOf, startOf, testAccuracy } from './net.js';
import { EPOCHS, MOST_DEPTH, MOST_EPOCHS, NOBODY } from './present.js';

const WORK = 12; // milliseconds a frame for training and for the drawing that follows
const LEAST = 4; // of them, at least so many for training
const KEPT = 4; // networks trained before that stay on the screen
const STARTS = 200; // settings whose rows are kept

// What is known of a network beside its traits, shared by all views of one figure. Its weights are
// made when they are trained or asked about: while the settings are slid, only its rows are shown.
const labs = new WeakMap();
function labOf(model) {
  if (!labs.has(model)) {
    // A page that is opened again has the results of a training, not its weights.
    labs.set(model, { key: null, accuracies: model.get('accuracies'), settings: settingsOf(model) });
  }
  return labs.get(model);
}

function openDriver(figure) {
  const lab = labOf(figure.model);
  const comesNear = () => {
    lab.near = true;
    if (lab.key !== null) sync(figure, lab);
  };
  for (const way of ['pointerover', 'focusin']) {
    figure.frame.root.addEventListener(way, comesNear, { once: true, signal: figure.signal });
  }
  return {
    sync: () => sync(figure, lab),
    train: () => (lab.running ? stop(lab) : train(figure, lab)),
    ask: () => ask(figure, lab),
  };
}

function stop(lab) {
  lab.running = false;
}

// The network belongs to the settings: where they change, it starts anew and a trained one is
// kept among the runs.
function sync({ frame, model, signal }, lab) {
  const settings = settingsOf(model);
  const key = JSON.stringify(settings);
  if (key !== lab.key) {
    const past = lab.accuracies.length > 1 ? { ...lab.settings, accuracies: lab.accuracies } : null;
    const state = { running: false, waiting: false, problem: '', lengths: null, accuracies: [], tested: true };
    Object.assign(lab, { key, settings, net: null, trainer: null, ...state, rows: rowsAtStart(model, settings, key) });
    if (past) queueMicrotask(() => shelve(frame, model, past));
  }
  if (lab.near && lab.ahead !== key && !model.get('locked')) {
    lab.ahead = key;
    workAhead(model, lab, signal);
  }
  return lab;
}

// While nothing else is to do, the rows of the other depths are worked out, one depth at a time, so
// that they are there when a hand slides to them. Not before a pointer or the focus has come near:
// a page is read with many figures in it.
function workAhead(model, lab, signal) {
  if (typeof requestIdleCallback !== 'function' || !model.get('controls').includes('depth')) return;
  const { key, settings } = lab;
  const depths = Array.from({ length: MOST_DEPTH + 1 }, (_, depth) => depth);
  const next = () => {
    if (lab.key !== key || lab.running || signal.aborted) return;
    const depth = depths.shift();
    const other = { ...settings, depth, cut: Math.min(settings.cut, depth) };
    rowsAtStart(model, other, JSON.stringify(other));
    if (depths.length > 0) requestIdleCallback(next);
  };
  requestIdleCallback(next);
}

function shelve(frame, model, past) {
  frame.assign({ runs: [...model.get('runs'), past].slice(-KEPT), accuracies: [], epochs: 0 });
}

// The rows of an untrained network, worked out once for each settings: a hand slides to and fro.
const starts = new WeakMap();
function rowsAtStart(model, settings, key) {
  if (!starts.has(model) || starts.get(model).size >= STARTS) starts.set(model, new Map());
  const known = starts.get(model);
  if (!known.has(key)) known.set(key, measured(startOf(settings), digitsOf(model).shown, settings.cut));
  return known.get(key);
}

function begin({ model }, lab) {
  if (lab.net === null) Object.assign(lab, freshNet(lab.settings, digitsOf(model)));
}

function look(model, lab) {
  lab.rows = measured(lab.net, digitsOf(model).shown, lab.settings.cut);
}

async function train(figure, lab) {
  const { model, signal } = figure;
  begin(figure, lab);
  const { trainer, key } = lab;
  Object.assign(lab, { running: true, lengths: null, problem: '' });
  if (lab.accuracies.length === 0) finishEpoch(figure, lab);
  lab.goal = Math.min(MOST_EPOCHS, lab.accuracies.length - 1 + EPOCHS);
  figure.draw();
  const goesOn = () => lab.running && lab.key === key && !signal.aborted && lab.accuracies.length <= lab.goal;
  while (goesOn()) {
    slice(figure, lab, trainer, goesOn);
    if (!wantsLessMotion()) show(figure, lab);
    await nextFrame();
  }
  if (lab.key !== key) return;
  if (lab.tested === false) finishEpoch(figure, lab);
  stop(lab);
  look(model, lab);
  if (!signal.aborted) tell(figure, lab);
}

// Steps until the slice is over. The test at the end of an epoch has a slice of its own.
function slice(figure, lab, trainer, goesOn) {
  if (lab.tested === false) {
    finishEpoch(figure, lab);
    return;
  }
  const end = performance.now() + Math.max(LEAST, WORK - (lab.drawing ?? 0));
  do {
    lab.tested = !trainer.step();
  } while (lab.tested && goesOn() && performance.now() < end);
}

function finishEpoch({ model }, lab) {
  lab.tested = true;
  lab.accuracies = [...lab.accuracies, testAccuracy(lab.net, digitsOf(model))];
}

function show(figure, lab) {
  const begun = performance.now();
  look(figure.model, lab);
  figure.draw();
  lab.drawing = performance.now() - begun;
}

// Python and the tables hear of the result once it stands.
function tell({ draw, frame }, lab) {
  frame.assign({ epochs: lab.accuracies.length - 1, accuracies: lab.accuracies });
  draw();
}

function nextFrame() {
  return new Promise((resolve) => {
    if (document.hidden || wantsLessMotion()) setTimeout(resolve, 0);
    else requestAnimationFrame(resolve);
  });
}

async function ask(figure, lab) {
  if (lab.waiting || lab.running) return;
  begin(figure, lab);
  Object.assign(lab, { waiting: true, problem: '', lengths: null });
  const { key } = lab;
  const answered = askPython(figure, 'answered', asQuestion(lab.net, digitsOf(figure.model).shown));
  figure.draw();
  const answer = await answered;
  if (lab.key !== key) return;
  lab.waiting = false;
  if (answer === null) lab.problem = NOBODY;
  else if (answer.problem) lab.problem = answer.problem;
  else if (!lab.running) lab.lengths = answer.lengths;
  figure.frame.assign({ asked: {} });
  figure.draw();
}

export { openDriver };
