// F08: a graph of numbers, and the sweep back through it, node by node: by hand, under another order
// or rule, or as the learner's own code wrote it. Nothing here asks Python.
import { makeButtons } from './graph_stepper/controls.js';
import { layoutKeeper } from './graph_stepper/layout.js';
import { makeList } from './graph_stepper/list.js';
import { makeMap } from './graph_stepper/map.js';
import { presenter } from './graph_stepper/present.js';
import { makeStory } from './graph_stepper/story.js';
import { sentence, tables } from './graph_stepper/words.js';
import { openFrame } from './lib/frame.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const present = presenter(model);
  const layoutOf = layoutKeeper();
  const figure = { frame, model, signal, now: present() };
  const parts = [makeMap(figure), makeList(figure), makeButtons(figure), makeStory(figure)];
  frame.draw((width) => {
    const now = present();
    figure.now = { ...now, layout: layoutOf(now, width) };
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
