// What is set by hand: the pad wiped or emptied, the epoch, the neuron, and digits to load.
import { button, menu, slider, toggle } from '../lib/controls.js';
import { clamp } from '../lib/keys.js';
import { keyedButton } from '../lib/rows.js';
import { html } from '../lib/svg.js';
import { pushed } from './brush.js';
import { EMPTY } from './present.js';
import { epochNamed, missedNamed, neuronNamed, sayEpoch, sayNeuron } from './words.js';

function makeControls(figure) {
  const row = html('div', { class: 'crx-row crx-wide' });
  const empty = () => figure.frame.assign({ pixels: EMPTY });
  const clear = keyedButton(figure, { label: 'Empty the pad', key: 'c', act: empty, keyShown: true });
  const wipe = toggle({
    label: 'wipe',
    get: () => figure.wiping,
    set: (on) => {
      figure.wiping = on;
    },
  });
  const missed = makeMissed(figure);
  const [left, right] = [makePush(figure, 'Push left', -1), makePush(figure, 'Push right', 1)];
  const [epochs, neurons] = [makeEpochs(figure), makeNeurons(figure)];
  figure.wiping = false;
  row.append(clear.node, wipe.node, left.node, right.node, missed.node);
  figure.frame.controls.append(row, epochs.node, neurons.node);
  const shown = [
    [clear, 'pad'],
    [wipe, 'pad'],
    [left, 'push'],
    [right, 'push'],
    [epochs, 'epochs'],
    [neurons, 'weights'],
  ];

  function draw(now) {
    for (const [control, name] of shown) {
      control.node.hidden = !now.controls.includes(name);
      control.update();
    }
    missed.draw(now);
    for (const needsInk of [clear, left, right]) needsInk.enable(!now.blank);
  }
  return { draw };
}

// Weights belong to places: the same ink one column further is another input.
function makePush({ frame, model }, label, columns) {
  return button({ label, act: () => frame.assign({ pixels: pushed(model.get('pixels'), columns) }) });
}

function makeEpochs(figure) {
  const { frame, model } = figure;
  const last = () => Math.max(1, model.get('snapshots').length - 1);
  const scale = { to: (at) => at / last(), from: (place) => Math.round(place * last()) };
  return slider({
    label: 'trained for',
    min: 0,
    max: 1,
    step: 1 / last(),
    scale,
    colour: 'crx-slope',
    get: () => model.get('at'),
    set: (at) => frame.assign({ at: clamp(at, 0, last()) }),
    show: () => epochNamed(figure.now),
    speak: () => sayEpoch(figure.now),
  });
}

function makeNeurons(figure) {
  const { frame, model } = figure;
  const most = model.get('snapshots')[0].b1.length;
  return slider({
    label: 'hidden neuron',
    min: 0,
    max: most,
    step: 1,
    colour: 'crx-forward',
    get: () => model.get('neuron'),
    set: (neuron) => frame.assign({ neuron }),
    show: () => neuronNamed(figure.now),
    speak: () => sayNeuron(figure.now),
  });
}

// Digits that the network got wrong, as a menu: choosing one loads it into the pad.
function makeMissed(figure) {
  const { frame, model } = figure;
  const all = model.get('missed');
  const options = [
    { value: '', label: '…' },
    ...all.map((digit, i) => ({ value: String(i), label: missedNamed(digit, i) })),
  ];
  const choice = menu({
    label: 'Load a test digit',
    options,
    get: () => String(model.get('loaded')),
    set: (i) => {
      if (i !== '') frame.assign({ loaded: i, pixels: all[Number(i)].pixels });
    },
  });
  return {
    node: choice.node,
    draw(now) {
      choice.node.hidden = !now.controls.includes('missed') || all.length === 0;
      choice.update();
    },
  };
}

export { makeControls };
