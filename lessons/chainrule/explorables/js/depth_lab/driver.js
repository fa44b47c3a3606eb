// Training in slices that leave the page its frames, and questions to a function of the learner's.
import { wantsLessMotion } from '../lib/motion.js';
import { asQuestion, digitsOf, freshNet, measured, settingsOf, testAccuracy } from './net.js';
import { EPOCHS, MOST_EPOCHS, NOBODY } from './present.js';

const SLICE = 8; // milliseconds of training a frame
const PATIENCE = 8000; // milliseconds until nobody is expected to answer
const KEPT = 4; // networks trained before that stay on the screen

// What is known of a network beside its traits, shared by all views of one figure.
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
function sync({ frame, model }, lab) {
  const settings = settingsOf(model);
  const key = JSON.stringify(settings);
  if (key !== lab.key) {
    const past = lab.accuracies.length > 1 ? { ...lab.settings, accuracies: lab.accuracies } : null;
    const state = { running: false, waiting: false, problem: '', lengths: null, accuracies: [] };
    Object.assign(lab, { key, settings, ...freshNet(settings, digitsOf(model)), ...state });
    look(model, lab);
    if (past) queueMicrotask(() => shelve(frame, model, past));
  }
  return lab;
}

function shelve(frame, model, past) {
  frame.assign({ runs: [...model.get('runs'), past].slice(-KEPT), accuracies: [], epochs: 0 });
}

function look(model, lab) {
  lab.rows = measured(lab.net, digitsOf(model).shown, lab.settings.cut);
}

async function train(figure, lab) {
  const { model, signal } = figure;
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
  stop(lab);
  look(model, lab);
  if (!signal.aborted) tell(figure, lab);
}

// Steps until the slice is over.
function slice(figure, lab, trainer, goesOn) {
  const end = performance.now() + SLICE;
  do {
    if (trainer.step()) finishEpoch(figure, lab);
  } while (goesOn() && performance.now() < end);
}

function finishEpoch({ model }, lab) {
  lab.accuracies = [...lab.accuracies, testAccuracy(lab.net, digitsOf(model))];
}

function show(figure, lab) {
  look(figure.model, lab);
  figure.draw();
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
  Object.assign(lab, { waiting: true, problem: '', lengths: null });
  const { key } = lab;
  const answer = await askPython(figure, lab);
  if (lab.key !== key) return;
  lab.waiting = false;
  if (answer === null) lab.problem = NOBODY;
  else if (answer.problem) lab.problem = answer.problem;
  else if (!lab.running) lab.lengths = answer.lengths;
  figure.frame.assign({ asked: {} });
  figure.draw();
}

// The answer to one question, or null when nobody answers.
function askPython(figure, lab) {
  const { model, frame, signal } = figure;
  const number = (model.get('answered').number ?? 0) + 1;
  return new Promise((resolve) => {
    const done = (answer) => {
      clearTimeout(timer);
      model.off('change:answered', listen);
      resolve(answer);
    };
    const listen = () => {
      if (model.get('answered').number === number) done(model.get('answered'));
    };
    const timer = setTimeout(() => done(null), PATIENCE);
    signal.addEventListener('abort', () => done(null));
    model.on('change:answered', listen);
    frame.assign({ asked: { number, ...asQuestion(lab.net, digitsOf(model).shown) } });
    figure.draw();
  });
}

export { openDriver };
