// W02: a belt of machines. The upper lane carries values to the right; the lower lane comes back
// and carries, in orange, how the output reacts to each value.
import { openBelt } from './conveyor/belt.js';
import { makeControls } from './conveyor/controls.js';
import { makePicture } from './conveyor/picture.js';
import { present } from './conveyor/present.js';
import { openRides } from './conveyor/rides.js';
import { makeSummary } from './conveyor/summary.js';
import { sentence, tables } from './conveyor/words.js';
import { openFrame } from './lib/frame.js';

// Beside the traits the figure has a state of its own: which element stands for which machine, the
// one that is marked or held (`belt`), and a token on its way (`rides`). They call `figure.draw`.
function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: present(model) };
  figure.belt = openBelt(figure);
  figure.rides = openRides(figure);
  figure.picture = makePicture(figure);
  figure.controls = makeControls(figure);
  const parts = [figure.picture, figure.controls, makeSummary(figure)];
  figure.draw = () => {
    figure.now = present(model);
    figure.belt.follow(figure.now.names);
    for (const part of parts) part.draw(figure.now);
  };
  frame.says(() => `${figure.belt.news()}${sentence(figure.now)}`);
  frame.tables(() => tables(figure.now));
  frame.draw(figure.draw);
}

export default { render };
