// W01b: one nudge on three number lines. x → u = g(x) → y = f(u), all lines with the same unit, so
// that stretching and flipping are seen as they are; and the ghost that reads the outer slope at x.
import { openFrame } from './lib/frame.js';
import { makeBars } from './three_number_lines/bars.js';
import { makeControls } from './three_number_lines/controls.js';
import { makeCurves } from './three_number_lines/curves.js';
import { makeFractions } from './three_number_lines/fractions.js';
import { makeLines } from './three_number_lines/lines.js';
import { present } from './three_number_lines/present.js';
import { sentence, tables } from './three_number_lines/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: present(model) };
  const [upper, lower] = [frame.row(), frame.row()];
  const parts = [
    makeLines(figure, upper), makeBars(figure, upper), makeCurves(figure, lower), makeFractions(lower), makeControls(figure),
  ];
  frame.draw((stage) => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now, stage);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
