// Asks the learner's own function for the gradients of the numbers on the screen: one question at a
// time, and the newest numbers next. Where nobody answers, the figure goes on alone.
import { askPython } from '../lib/asking.js';
import { hasPython } from '../lib/heard.js';
import { keyOf } from './present.js';

function openDriver({ frame, model, signal, redraw }) {
  const driver = { answer: null, alone: !hasPython(model), ask };
  let asking = false;

  async function ask() {
    if (!model.get('mine') || driver.alone || asking || model.get('locked')) return;
    const [x, w, b, y] = ['x', 'w', 'b', 'y'].map((name) => model.get(name));
    const key = keyOf({ x, w, b, y });
    if (driver.answer?.key === key) return;
    asking = true;
    const found = await askPython({ frame, model, signal }, 'answered', { x, w, b, y });
    asking = false;
    if (signal.aborted) return;
    if (found === null) driver.alone = true;
    else driver.answer = { key, dw: found.dw, db: found.db, problem: found.problem };
    redraw();
  }

  return driver;
}

export { openDriver };
