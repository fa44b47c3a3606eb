// Asks the learner's own function for the gradients of the numbers on the screen: one question at a
// time, and the newest numbers next. Where nobody answers, the figure goes on alone.
import { hasPython } from '../lib/heard.js';
import { keyOf } from './present.js';

const PATIENCE = 8000; // milliseconds

function openDriver({ frame, model, signal, redraw }) {
  const driver = { answer: null, alone: !hasPython(model), ask };
  let timer = null;

  function ask() {
    if (!model.get('mine') || driver.alone || timer !== null || model.get('locked')) return;
    const [x, w, b, y] = ['x', 'w', 'b', 'y'].map((name) => model.get(name));
    const key = keyOf({ x, w, b, y });
    if (driver.answer?.key === key) return;
    const number = (model.get('asked').number ?? 0) + 1;
    timer = setTimeout(() => {
      timer = null;
      driver.alone = true;
      redraw();
    }, PATIENCE);
    driver.waitsFor = { key, number };
    frame.assign({ asked: { number, x, w, b, y } });
    frame.expects(() => driver.alone || model.get('answered').number >= number);
  }

  function listen() {
    const found = model.get('answered');
    if (timer === null || found.number !== driver.waitsFor.number) return;
    clearTimeout(timer);
    timer = null;
    driver.answer = { key: driver.waitsFor.key, dw: found.dw, db: found.db, problem: found.problem };
    redraw();
  }
  model.on('change:answered', listen);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    model.off('change:answered', listen);
  });
  return driver;
}

export { openDriver };
