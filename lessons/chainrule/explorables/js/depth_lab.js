// W07a: what becomes of the gradient on its way through many layers: a row of neurons, or a deep
// network that trains on the digits while its bars move.
import { openFrame } from './lib/frame.js';
import { makeAccuracy } from './depth_lab/accuracy.js';
import { makeBars } from './depth_lab/bars.js';
import { makeControls } from './depth_lab/controls.js';
import { openDriver } from './depth_lab/driver.js';
import { makeNumbers } from './depth_lab/numbers.js';
import { present } from './depth_lab/present.js';
import { sentence, tables } from './depth_lab/words.js';

// `figure.driver` holds the network and trains it; a chain has none.
function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: null, width: 0 };
  const chain = model.get('mode') === 'chain';
  figure.driver = openDriver(figure);
  const parts = [
    makeBars(figure),
    ...(chain ? [] : [makeAccuracy(figure)]),
    makeNumbers(figure),
    makeControls(figure),
  ];
  figure.draw = (width = figure.width) => {
    figure.width = width;
    figure.now = present(model, chain ? null : figure.driver.sync());
    for (const part of parts) part.draw(figure.now, width);
  };
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
  frame.draw(figure.draw);
}

export default { render };
