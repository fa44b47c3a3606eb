// W03: pedal, engine, gearbox, speed, drag. The same push does less and less, and the rates of the
// links multiply because their units cancel.
import { makeCards } from './dashboard/cards.js';
import { makeControls } from './dashboard/controls.js';
import { makeDials } from './dashboard/dials.js';
import { makeLever } from './dashboard/lever.js';
import { makePedal } from './dashboard/pedal.js';
import { present } from './dashboard/present.js';
import { makePush } from './dashboard/push.js';
import { makeStripChart } from './dashboard/strip_chart.js';
import { sentence, tables } from './dashboard/words.js';
import { openFrame } from './lib/frame.js';

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const figure = { frame, model, signal, now: present(model) };
  const panels = [makePedal(figure), makeLever(figure), makeDials(figure), makeStripChart(figure), makeCards(figure)];
  figure.push = makePush(figure);
  const parts = [...panels, figure.push, makeControls(figure)];
  frame.draw(() => {
    figure.now = present(model);
    for (const part of parts) part.draw(figure.now);
  });
  frame.says(() => `${figure.push.news()}${sentence(figure.now)}`);
  frame.tables(() => tables(figure.now));
}

export default { render };
