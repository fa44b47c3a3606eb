// W06c: a learner's own network reads digits. Draw one on the pad, look at what each hidden neuron
// looks for, and go back through the epochs to watch noise become strokes.
import { openFrame } from './lib/frame.js';
import { makeBars } from './digit_reader/bars.js';
import { makeControls } from './digit_reader/controls.js';
import { makeNumbers } from './digit_reader/numbers.js';
import { makePad } from './digit_reader/pad.js';
import { present } from './digit_reader/present.js';
import { makeWeights } from './digit_reader/weights.js';
import { sentence, tables } from './digit_reader/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: null };
  const parts = [makePad(figure), makeBars(figure), makeWeights(figure), makeNumbers(figure), makeControls(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
