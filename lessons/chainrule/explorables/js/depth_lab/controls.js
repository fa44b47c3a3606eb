// What is set by hand: the numbers of a chain; depth, activation, start weights, output and cut of a
// network; its training; and a question to the learner's own function.
import { menu, slider } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { snap } from '../lib/keys.js';
import { oncePerFrame } from '../lib/paced.js';
import { keyedButton } from '../lib/rows.js';
import { html, write } from '../lib/svg.js';
import { MOST_DEPTH, NOBODY } from './present.js';
import { KINDS, OUTPUTS, cutNamed, sayDepth, sayNumber, sayStart } from './words.js';

const DEPTHS = {
  chain: { min: 1, max: 20, label: 'neurons in a row' },
  net: { min: 0, max: MOST_DEPTH, label: 'hidden layers' },
};
const NUMBERS = {
  w: { label: 'weight w of every neuron', min: -6, max: 6, step: 0.05, colour: 'crx-forward' },
  x: { label: 'input x', min: -2, max: 2, step: 0.05, colour: 'crx-forward' },
  y: { label: 'target y', min: 0, max: 1, step: 0.05 },
};
const TIMES = { min: -2, max: 3, step: 0.25, scale: { to: Math.log2, from: (place) => 2 ** snap(place, 0.25) } };
const SEEDS = 100;

function makeControls(figure) {
  const chain = figure.model.get('mode') === 'chain';
  const row = html('div', { class: 'crx-row crx-wide' });
  const parts = chain ? chainParts(figure) : netParts(figure);
  const buttons = chain ? { nodes: [], draw() {} } : makeButtons(figure);
  const menus = parts.filter(({ wide }) => wide);
  row.append(...buttons.nodes, ...menus.map(({ control }) => control.node));
  row.hidden = row.childElementCount === 0;
  figure.frame.controls.append(row, ...parts.filter(({ wide }) => !wide).map(({ control }) => control.node));

  function draw(now) {
    buttons.draw(now);
    for (const { control, name } of parts) {
      control.node.hidden = !now.can(name);
      control.update(now);
    }
    row.hidden = [...row.children].every((node) => node.hidden);
  }
  return { draw };
}

function chainParts(figure) {
  const sliders = Object.keys(NUMBERS).map((name) => ({ name, control: makeNumber(figure, name) }));
  return [...sliders, { name: 'depth', control: makeDepth(figure) }];
}

function netParts(figure) {
  return [
    { name: 'activation', wide: true, control: makeMenu(figure, 'activation', 'Activation', KINDS) },
    { name: 'output', wide: true, control: makeMenu(figure, 'output', 'Output', OUTPUTS) },
    { name: 'cut', wide: true, control: makeCut(figure) },
    { name: 'depth', control: makeDepth(figure) },
    { name: 'start', control: makeStart(figure) },
  ];
}

function makeNumber(figure, name) {
  const { frame, model } = figure;
  return slider({
    ...NUMBERS[name],
    get: () => model.get(name),
    set: (value) => frame.assign({ [name]: value }),
    show: (value) => neat(value, 3),
    speak: () => sayNumber(name, model.get(name), figure.now),
  });
}

// Every depth is another network to draw, the dearest redraw of all figures: one a frame is enough.
function makeDepth(figure) {
  const { frame, model, signal } = figure;
  const put = (depth) => frame.assign({ depth, cut: Math.min(model.get('cut'), depth) });
  const paced = oncePerFrame(put, signal);
  figure.settle = paced.settle;
  const control = slider({
    ...DEPTHS[model.get('mode')],
    step: 1,
    get: () => paced.wished(model.get('depth')),
    set: paced.set,
    show: String,
    speak: () => sayDepth(figure.now),
  });
  control.node.addEventListener('focusout', paced.settle);
  return control;
}

function makeStart(figure) {
  const { frame, model } = figure;
  return slider({
    label: 'start weights',
    ...TIMES,
    colour: 'crx-slope',
    get: () => model.get('start'),
    set: (start) => frame.assign({ start }),
    show: (start) => `× ${neat(start, 3)}`,
    speak: () => sayStart(figure.now),
  });
}

function makeMenu({ frame, model }, name, label, words) {
  const options = Object.entries(words).map(([value, text]) => ({ value, label: text }));
  return menu({ label, options, get: () => model.get(name), set: (value) => frame.assign({ [name]: value }) });
}

// As many choices as there are hidden layers.
function makeCut({ frame, model }) {
  const choice = menu({
    label: 'Signal',
    options: [],
    get: () => String(Math.min(model.get('cut'), model.get('depth'))),
    set: (cut) => frame.assign({ cut: Number(cut) }),
  });
  let filled = -1;
  return {
    node: choice.node,
    update({ depth }) {
      if (filled !== depth) {
        const cuts = Array.from({ length: depth + 1 }, (_, cut) => cut);
        choice.select.replaceChildren(...cuts.map((cut) => html('option', { value: cut }, cutNamed(cut, depth))));
        filled = depth;
      }
      choice.update();
    },
  };
}

function makeButtons(figure) {
  const { driver, frame, model } = figure;
  const otherStart = () => frame.assign({ seed: (model.get('seed') + 1) % SEEDS });
  const settled = (act) => () => {
    figure.settle();
    act();
  };
  const made = [
    { key: 't', label: 'Train', name: 'train', act: driver.train },
    { key: 'n', label: 'Other start', name: 'seed', act: otherStart },
    { key: 'm', label: 'Ask mine', name: 'mine', act: driver.ask },
  ].map((each) => ({ ...each, ...keyedButton(figure, { ...each, act: settled(each.act), keyShown: true }) }));
  const [train, , mine] = made;

  function draw(now) {
    for (const { node, name } of made) node.hidden = name === 'mine' ? !now.asks : !now.can(name);
    write(train.words, now.running ? 'Stop' : now.epochs > 0 ? 'Train on' : 'Train');
    train.enable(now.running || !now.full);
    mine.enable(now.fits && !now.running && !now.waiting && now.problem !== NOBODY);
  }
  return { nodes: made.map(({ node }) => node), draw };
}

export { makeControls };
