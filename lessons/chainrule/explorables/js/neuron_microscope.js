// W04: one neuron under the microscope. Three local slopes, each on its own small curve, and their
// product on the curve of L against w.
import { openFrame } from './lib/frame.js';
import { makeChain } from './neuron_microscope/chain.js';
import { makeControls } from './neuron_microscope/controls.js';
import { makeCurves } from './neuron_microscope/curves.js';
import { makeNumbers } from './neuron_microscope/numbers.js';
import { present } from './neuron_microscope/present.js';
import { sentence, tables } from './neuron_microscope/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, now: present(model) };
  const parts = [makeChain(figure), makeCurves(figure), makeNumbers(figure), makeControls(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.says(() => sentence(figure.now));
  frame.tables(() => tables(figure.now));
}

export default { render };
