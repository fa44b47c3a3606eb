// W07b: how long one gradient takes, found in three ways, on a ruler from a microsecond to the age
// of the universe.
import { openFrame } from './lib/frame.js';
import { makeSaying } from './lib/saying.js';
import { makeControls } from './cost_ruler/controls.js';
import { present } from './cost_ruler/present.js';
import { makeRuler } from './cost_ruler/ruler.js';
import { sentence, story, tables } from './cost_ruler/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, now: null };
  const parts = [makeRuler(figure), makeSaying(frame.readout, story), makeControls(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
