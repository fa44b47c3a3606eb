// What is set by hand: the nine knobs, both inputs, the target, and what the figure is made of.
import { button, menu, slider, toggle } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { FOUR_POINTS } from '../lib/network.js';
import { html } from '../lib/svg.js';
import { makeKnobs } from './knobs.js';
import { KNOB_TRAITS, X, Y, setInput } from './present.js';
import { fourPoint, sayInput, sayTarget, shortInput } from './words.js';

const BUMP = {
  W1: [[4, 4], [0, 0]], b1: [6, -6], W2: [[8], [-8]], b2: [-4], hidden: true, squash: true, sweep: 1,
};

// `curve`, `game`, `outside`: the rows that only some modes show.
function makeControls(figure) {
  const [curve, game, outside] = [makeCurveRow(figure), makeGameRow(figure), makeOutside(figure)];
  const [layers, knobs] = [makeLayers(figure), makeKnobs(figure)];
  const all = [curve, game, layers, outside, knobs];
  const first = html('div', { class: 'crx-row nk-wide' }, curve.node, game.node, layers.node);
  figure.frame.controls.append(first, outside.node, knobs.node, help());
  return {
    curve: curve.node, game: game.node, outside: outside.node,
    draw(now) { for (const one of all) one.draw(now); },
  };
}

function makeCurveRow({ frame, model }) {
  const sweep = menu({
    label: 'Sweep',
    options: [0, 1].map((i) => ({ value: String(i + 1), label: `${shortInput(i)} from left to right` })),
    get: () => String(model.get('sweep')), set: (value) => frame.assign({ sweep: Number(value) }),
  });
  const bump = button({ label: 'Set a bump', act: () => frame.assign(BUMP) });
  const nine = button({ label: 'The nine numbers', act: () => frame.assign(startKnobs(model)) });
  return {
    node: html('div', { class: 'crx-row' }, sweep.node, bump.node, nine.node), draw() { sweep.update(); },
  };
}

function makeGameRow({ frame, model }) {
  const shown = menu({
    label: 'Shown in the network',
    options: FOUR_POINTS.map((point, i) => ({ value: String(i), label: fourPoint(point) })),
    get: () => String(model.get('example')), set: (value) => frame.assign({ example: Number(value) }),
  });
  const again = button({
    label: 'New game', act: () => frame.assign({ ...startKnobs(model), tries: 0, best: 1, history: [] }),
  });
  return { node: html('div', { class: 'crx-row' }, shown.node, again.node), draw() { shown.update(); } };
}

function startKnobs(model) {
  return Object.fromEntries(KNOB_TRAITS.map((name) => [name, structuredClone(model.get('_initial')[name])]));
}

// Without a hidden layer there is nothing to squash in it.
function makeLayers({ frame, model }) {
  const squash = toggle({
    label: 'σ in the hidden layer', get: () => model.get('squash'), set: (on) => frame.assign({ squash: on }),
  });
  const hidden = toggle({
    label: 'hidden layer', get: () => model.get('hidden'), set: (on) => frame.assign({ hidden: on }),
  });
  return {
    node: html('div', { class: 'crx-row' }, squash.node, hidden.node),
    draw({ options }) {
      squash.update();
      hidden.update();
      squash.input.disabled = !options.hidden;
    },
  };
}

// What comes from outside the network: both inputs and the target.
function makeOutside(figure) {
  const { frame, model } = figure;
  const inputs = [0, 1].map((i) => slider({
    label: shortInput(i), name: `input ${i + 1}`, ...X, colour: 'crx-forward', show: (value) => neat(value, 3),
    get: () => model.get('x')[i], set: (value) => setInput(figure, i, value), speak: () => sayInput(figure.now, i),
  }));
  const target = slider({
    label: 'target y', ...Y, show: (value) => neat(value, 3), speak: () => sayTarget(figure.now),
    get: () => model.get('y'), set: (y) => frame.assign({ y }),
  });
  const all = [...inputs, target];
  return {
    node: html('div', { class: 'nk-outside nk-wide' }, ...all.map(({ node }) => node)),
    draw() { for (const control of all) control.update(); },
  };
}

function help() {
  const key = (name) => html('kbd', {}, name);
  return html('p', { class: 'muted-text nk-help nk-wide' },
    'Keys ', key('1'), ' to ', key('9'), ' go to a knob; arrows turn it, with Shift ten times as far.');
}

export { makeControls };
