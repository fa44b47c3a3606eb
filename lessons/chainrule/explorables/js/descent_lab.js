// W06b: 392 cars, a straight line with two numbers, and its loss as a landscape. How long may a step
// be? The whole walk follows the learning rate while it is dragged.
import { openFrame } from './lib/frame.js';
import { makeCars } from './descent_lab/cars.js';
import { makeControls } from './descent_lab/controls.js';
import { makeLandscape } from './descent_lab/landscape.js';
import { makeLosses } from './descent_lab/losses.js';
import { makeNumbers } from './descent_lab/numbers.js';
import { present } from './descent_lab/present.js';
import { sentence, tables } from './descent_lab/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, now: null };
  const parts = [
    makeLandscape(figure),
    makeCars(figure),
    makeLosses(figure),
    makeNumbers(figure),
    makeControls(figure),
  ];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
