// What is set by hand: the learning rate, rows a step, units, the start, and the steps themselves.
import { button, menu, slider } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { clamp } from '../lib/keys.js';
import { keyedButton } from '../lib/rows.js';
import { html } from '../lib/svg.js';
import { BATCHES, LR, MOST_STEPS, RUN, UNITS } from './present.js';
import { sayLr, sayStart } from './words.js';

function makeControls(figure) {
  const row = html('div', { class: 'crx-row crx-wide' });
  const rate = makeRate(figure);
  const starts = ['w', 'b'].map((name) => makeStartSlider(figure, name));
  const walk = makeWalk(figure);
  const choices = [makeUnits(figure), makeBatch(figure)];
  row.append(...walk.nodes, ...choices.map((choice) => choice.node));
  figure.frame.controls.append(row, rate.node, ...starts.map((each) => each.node));
  const shown = [
    [rate, 'lr'],
    [starts[0], 'start'],
    [starts[1], 'start'],
    [choices[0], 'units'],
    [choices[1], 'batch'],
  ];

  function draw(now) {
    for (const [control, name] of shown) {
      control.node.hidden = !now.controls.includes(name);
      control.update();
    }
    walk.draw(now);
  }
  return { draw };
}

function makeRate({ frame, model }) {
  return slider({
    label: 'learning rate',
    ...LR,
    show: (lr) => neat(lr, 3),
    colour: 'crx-slope',
    get: () => model.get('lr'),
    set: (lr) => frame.assign({ lr }),
    speak: () => sayLr(model.get('lr')),
  });
}

function makeStartSlider(figure, name) {
  const { frame, model } = figure;
  const range = () => UNITS[model.get('units')][name];
  // The track runs from 0 to 1, since its ends are other numbers in other units.
  const scale = {
    to: (value) => (value - range().min) / (range().max - range().min),
    from: (place) => Number((range().min + place * (range().max - range().min)).toPrecision(6)),
  };
  return slider({
    label: `start ${name}`,
    min: 0,
    max: 1,
    step: 0.01,
    scale,
    colour: 'crx-forward',
    show: (value) => neat(value, 3),
    get: () => clamp(model.get(name), range().min, range().max),
    set: (value) => frame.assign({ [name]: value }),
    speak: () => sayStart(name, model.get(name), figure.now),
  });
}

function makeUnits({ frame, model }) {
  const options = [
    { value: 'standard', label: 'spread 1' },
    { value: 'own', label: '1000 lb and mpg' },
  ];
  return menu({
    label: 'Units',
    options,
    get: () => model.get('units'),
    set: (units) => frame.assign({ units, w: 0, b: 0, steps: 0 }),
  });
}

function makeBatch({ frame, model }) {
  const options = BATCHES.map((rows) => ({ value: String(rows), label: rows === 392 ? 'all 392' : String(rows) }));
  return menu({
    label: 'Cars a step',
    options,
    get: () => String(model.get('batch')),
    set: (rows) => frame.assign({ batch: Number(rows) }),
  });
}

// Step, a run of steps, and back to the start.
function makeWalk(figure) {
  const { frame, model } = figure;
  const walked = (steps) => () => frame.assign({ steps: clamp(model.get('steps') + steps, 0, MOST_STEPS) });
  const step = keyedButton(figure, { label: 'Step', key: 's', act: walked(1), keyShown: true });
  const run = keyedButton(figure, { label: `${RUN} steps`, key: 'r', act: walked(RUN), keyShown: true });
  const back = button({ label: 'Back to the start', act: () => frame.assign({ steps: 0 }) });
  const nodes = [step, run, back].map((each) => each.node);

  function draw(now) {
    for (const node of nodes) node.hidden = !now.controls.includes('steps');
    const atEnd = now.steps >= MOST_STEPS || now.lost;
    step.enable(!atEnd);
    run.enable(!atEnd);
    back.enable(now.steps > 0);
  }
  return { nodes, draw };
}

export { makeControls };
