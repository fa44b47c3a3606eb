// W00: a network with nine numbers. `watch` reveals the forward pass edge by edge, `curve` shows
// the output against one input, `game` counts tries on four points.
import { openFrame } from './lib/frame.js';
import { makeSaying } from './lib/saying.js';
import { html } from './lib/svg.js';
import { makeControls } from './nine_knobs/controls.js';
import { makeCurves } from './nine_knobs/curves.js';
import { makeModes } from './nine_knobs/modes.js';
import { makeNetwork } from './nine_knobs/network.js';
import { makePrediction } from './nine_knobs/prediction.js';
import { present } from './nine_knobs/present.js';
import { makeScore } from './nine_knobs/score.js';
import { makeSteps } from './nine_knobs/steps.js';
import { openWalk } from './nine_knobs/walk.js';
import { sayingPieces, sentence, tables } from './nine_knobs/words.js';

// Beside the traits the figure has a state of its own: the knob whose effect is marked, and the
// walk through the forward pass. Whoever changes them calls `figure.draw`.
function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: present(model), marked: null };
  const [left, right] = ['nk-left', 'nk-right'].map((cls) => html('div', { class: cls }));
  frame.stage.append(left, right);
  figure.walk = openWalk(figure);
  figure.network = makeNetwork(figure, left);
  const prediction = makePrediction(figure, left);
  const [curves, score] = [makeCurves(figure, right), makeScore(figure, right)];
  const saying = makeSaying(right, sayingPieces, 'nk-saying');
  const [steps, controls] = [makeSteps(figure, right), makeControls(figure)];
  const parts = [
    makeModes(figure, { right, prediction, curves, score, steps, controls }),
    figure.network, prediction, curves, score, controls, steps, saying,
  ];
  figure.draw = () => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  };
  frame.says(() => sentence(figure.now));
  frame.tables(() => tables(figure.now));
  frame.draw(figure.draw);
}

export default { render };
