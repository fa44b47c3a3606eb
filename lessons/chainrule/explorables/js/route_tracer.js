// F05a: every route from a start to the loss, walked one by one or merged. `nine` is the network with
// nine numbers, `deep` layers of three; nothing asks Python while something moves.
import { openFrame } from './lib/frame.js';
import { makeButtons, makeSliders } from './route_tracer/controls.js';
import { makeMap } from './route_tracer/map.js';
import { makeNumbers } from './route_tracer/numbers.js';
import { present } from './route_tracer/present.js';
import { sentence, tables } from './route_tracer/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: present(model) };
  const parts = [makeMap(figure), makeButtons(figure), makeNumbers(figure), makeSliders(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
