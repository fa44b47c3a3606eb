// F04b: one neuron with several inputs as a graph: a value on every number, and a gradient as soon as
// the loss has been followed back to it. The gradients of weights and bias can be the learner's own.
import { openFrame } from './lib/frame.js';
import { makeControls } from './neuron_graph/controls.js';
import { openDriver } from './neuron_graph/driver.js';
import { makeMap } from './neuron_graph/map.js';
import { present } from './neuron_graph/present.js';
import { makeStory } from './neuron_graph/story.js';
import { sentence, tables } from './neuron_graph/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: null };
  const driver = openDriver({ ...figure, redraw: () => draw() });
  figure.now = present(model, driver);
  const parts = [makeMap(figure), makeControls(figure), makeStory(figure)];
  function draw() {
    figure.now = present(model, driver);
    for (const part of parts) part.draw(figure.now);
    driver.ask();
  }
  frame.draw(draw);
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
