// What is set by hand. A figure shows only the controls that it was asked for.
import { menu, toggle } from '../lib/controls.js';
import { keyedButton } from '../lib/rows.js';
import { html } from '../lib/svg.js';
import { TARGETS } from './present.js';

const LABELS = { Z: 'X W, forward', dW: 'dW, for the weights', dX: 'dX, for the inputs', db: 'db, for the biases' };

function makeControls(figure) {
  const { frame, model } = figure;
  const target = menu({
    label: 'Collect',
    options: TARGETS.map((value) => ({ value, label: LABELS[value] })),
    get: () => model.get('target'),
    set: (value) => frame.assign({ target: value, row: -1, column: -1 }),
  });
  const next = keyedButton(figure, { label: 'Next entry', key: 'n', act: () => frame.assign(following(figure.now)) });
  const whole = toggle({
    label: 'show every entry',
    get: () => model.get('whole'),
    set: (on) => frame.assign({ whole: on }),
  });
  const row = html('div', { class: 'crx-row crx-wide' }, target.node, next.node, whole.node);
  frame.controls.append(row);
  function draw(now) {
    target.node.hidden = now.targets.length < 2;
    for (const option of target.select.options) option.hidden = !now.targets.includes(option.value);
    for (const option of target.select.options) option.disabled = !now.targets.includes(option.value);
    next.node.hidden = !now.has('entry');
    whole.node.hidden = !now.has('all');
    row.hidden = target.node.hidden && next.node.hidden && whole.node.hidden;
    target.update();
    whole.update();
  }
  return { draw };
}

// The entry after the chosen one, row by row, and after the last the first.
function following({ chosen, row, column, shape: [rows, columns] }) {
  const place = chosen ? (row * columns + column + 1) % (rows * columns) : 0;
  return { row: Math.floor(place / columns), column: place % columns };
}

export { makeControls };
