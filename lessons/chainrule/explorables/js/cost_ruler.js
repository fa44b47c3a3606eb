// W07b: how long one gradient takes, found in three ways, on a ruler from a microsecond to the age
// of the universe.
import { openFrame } from './lib/frame.js';
import { makeControls } from './cost_ruler/controls.js';
import { present } from './cost_ruler/present.js';
import { makeRuler } from './cost_ruler/ruler.js';
import { makeSaying } from './cost_ruler/saying.js';
import { sentence, tables } from './cost_ruler/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, now: null };
  const parts = [makeRuler(figure), makeSaying(figure), makeControls(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
