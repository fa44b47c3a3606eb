// F05b: the arrays of one layer beside its network. Choose an entry: the row or column that it collects
// is framed in the arrays, and its products stand on the edges where they happened.
import { openFrame } from './lib/frame.js';
import { makeArrays } from './shape_workbench/arrays.js';
import { makeBench } from './shape_workbench/bench.js';
import { makeControls } from './shape_workbench/controls.js';
import { makeCopies } from './shape_workbench/copies.js';
import { present } from './shape_workbench/present.js';
import { sentence, tables } from './shape_workbench/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: present(model) };
  const parts = [makeCopies(figure), makeArrays(figure), makeControls(figure), makeBench(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
