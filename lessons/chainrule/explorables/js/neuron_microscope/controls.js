// What is set by hand: w, b, x, y, the nudge h, the activation, and how the loss is written.
import { ACTIVATIONS } from '../lib/activations.js';
import { menu, slider, toggle } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { html } from '../lib/svg.js';
import { H, RANGES, put } from './present.js';
import { NAMES, say, sayNudge, showH } from './words.js';

function makeControls(figure) {
  const { frame, model } = figure;
  const sliders = Object.keys(RANGES).map((name) => slider({
    label: NAMES[name], ...RANGES[name], colour: name === 'y' ? '' : 'crx-forward', show: (value) => neat(value),
    get: () => model.get(name), set: (value) => put(figure, name, value), speak: () => say(figure.now, name),
  }));
  const compare = toggle({
    label: 'compare with the nudge', keyHint: 'c',
    get: () => model.get('compare'), set: (on) => frame.assign({ compare: on }),
  });
  const nudge = slider({
    label: 'nudge h', ...H, colour: 'crx-slope', show: showH, speak: () => sayNudge(figure.now),
    get: () => model.get('h'), set: (h) => frame.assign({ h, compare: true }),
  });
  const half = toggle({ label: 'L with ½', get: () => model.get('half'), set: (on) => frame.assign({ half: on }) });
  const activation = menu({
    label: 'Activation', options: Object.entries(ACTIVATIONS).map(([value, { label }]) => ({ value, label })),
    get: () => model.get('activation'), set: (value) => frame.assign({ activation: value }),
  });
  frame.shortcut('c', () => frame.assign({ compare: !model.get('compare') }));
  const switches = html('div', { class: 'crx-row nm-row' }, compare.node, half.node, activation.node);
  frame.controls.classList.add('nm-controls');
  frame.controls.append(...sliders.map(({ node }) => node), nudge.node, switches);
  const all = [...sliders, compare, nudge, half, activation];
  return { draw() { for (const control of all) control.update(); } };
}

export { makeControls };
