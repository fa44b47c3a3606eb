// W01a: zoom into a curve until it is straight, measure its slope with a step h, and meet the
// round-off wall. Every number is computed with the computer's own doubles.
//
// The model for every figure. The entry is the list of what it is made of; its folder holds
//
//   present.js   the traits and what follows from them, computed once for each drawing: no DOM
//   layout.js    where things are: sizes, scales, the shapes of lines: no DOM
//   words.js     every sentence that is read or heard, and the tables: no DOM
//   controls.js  sliders, menus, switches; the other parts are named after what one sees
//
// A part is made once, by a function of the figure that builds its elements, and gives
// { draw(now) }, which shows the present state. It changes a trait by `frame.assign` alone, which
// leads to a new drawing; so a part never calls another. `figure.now` is for what happens between
// drawings: a drag, a key, a sentence that is spoken later.
import { openFrame } from './lib/frame.js';
import { makeControls } from './slope_microscope/controls.js';
import { makeMicroscope } from './slope_microscope/microscope.js';
import { makeNumbers } from './slope_microscope/numbers.js';
import { present } from './slope_microscope/present.js';
import { makeWall } from './slope_microscope/wall.js';
import { sentence, tables } from './slope_microscope/words.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, now: present(model) };
  const parts = [makeMicroscope(figure), makeWall(figure), makeNumbers(figure), makeControls(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
}

export default { render };
