// W06a: the game of the nine knobs again, but now every knob knows which way. An arrow on each shows
// its next training step; Run makes the steps, by the figure's own gradient or by the learner's.
import { openFrame } from './lib/frame.js';
import { makeSaying } from './lib/saying.js';
import { html } from './lib/svg.js';
import { makeControls } from './knob_descent/controls.js';
import { openDriver } from './knob_descent/driver.js';
import { makeLosses } from './knob_descent/losses.js';
import { present } from './knob_descent/present.js';
import { makePulls } from './knob_descent/pulls.js';
import { sayingPieces, sentence, tables } from './knob_descent/words.js';
import { makeScore } from './nine_knobs/score.js';

// `figure.driver` makes the steps; while they are replayed it holds the losses so far.
function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, marked: null, now: null };
  const [left, right] = ['nk-left', 'nk-right'].map((cls) => html('div', { class: cls }));
  frame.stage.append(left, right);
  figure.driver = openDriver(figure);
  const parts = [
    makeLosses(figure, left),
    makeSaying(left, sayingPieces, 'nk-saying'),
    makeScore(figure, right),
    makePulls(figure),
    makeControls(figure),
  ];
  figure.draw = () => {
    figure.now = present(model, figure.driver);
    for (const part of parts) part.draw(figure.now);
  };
  frame.tables(() => tables(figure.now));
  frame.says(() => sentence(figure.now));
  frame.draw(figure.draw);
}

export default { render };
