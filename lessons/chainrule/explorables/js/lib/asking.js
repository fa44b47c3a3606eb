// One question to a function of the learner's, in Python. It goes out as `asked`, with a number; what
// comes back in the trait `answers` carries the same number. Slow or endless is what a learner wrote,
// too: the figure says early that nobody has answered, and after a while no longer waits.
import { hasPython } from './heard.js';

const PATIENCE = 8000; // milliseconds until nobody is expected to answer

// A promise of the answer, or of null when there is no Python, nobody answers or the view is closed.
function askPython({ frame, model, signal }, answers, question) {
  if (!hasPython(model)) return Promise.resolve(null);
  const number = 1 + Math.max(...['asked', answers].map((name) => model.get(name).number ?? 0));
  return new Promise((resolve) => {
    let open = true;
    const done = (answer) => {
      open = false;
      clearTimeout(timer);
      model.off(`change:${answers}`, listen);
      signal.removeEventListener('abort', close);
      resolve(answer);
    };
    const close = () => done(null);
    const listen = () => {
      if (model.get(answers).number === number) done(model.get(answers));
    };
    const timer = setTimeout(close, PATIENCE);
    signal.addEventListener('abort', close);
    model.on(`change:${answers}`, listen);
    frame.assign({ asked: { number, ...question } });
    frame.expects(() => !open);
  });
}

export { askPython };
