// Nine sliders with number keys; the effect of the one that has the focus is marked in the network.
import { slider } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { sliderKey } from '../lib/keys.js';
import { KNOBS, readKnob, turnKnob } from '../lib/network.js';
import { html } from '../lib/svg.js';
import { KNOB } from './present.js';
import { CIRCLED, SHORT, sayKnob } from './words.js';

const GROUPS = [['into hidden 1', 0], ['into hidden 2', 3], ['into the output', 6]];
const INTO_HIDDEN = 6; // so many knobs come first: they rest without a hidden layer

function makeKnobs(figure) {
  const knobs = KNOBS.map((knob) => makeKnob(figure, knob));
  const groups = GROUPS.map(([name, first]) => html('fieldset', { class: 'nk-group' },
    html('legend', {}, name), ...knobs.slice(first, first + 3).map(({ node }) => node)));

  function draw({ options: { hidden } }) {
    knobs.forEach((knob, i) => {
      knob.update();
      knob.input.disabled = !hidden && i < INTO_HIDDEN;
    });
    groups.forEach((node, i) => node.classList.toggle('nk-resting', !hidden && 3 * i < INTO_HIDDEN));
  }
  return { node: html('div', { class: 'nk-knobs nk-wide' }, ...groups), draw };
}

function makeKnob(figure, knob) {
  const { frame } = figure;
  const made = slider({
    label: `${CIRCLED[knob.key]} ${knob.from ? `from ${SHORT[knob.from]}` : 'bias'}`,
    name: `knob ${knob.key}, ${knob.said}`, ...KNOB, show: (value) => neat(value, 3), speak: () => sayKnob(figure.now, knob),
    get: () => readKnob(figure.now.params, knob),
    set: (value) => frame.assign(turnKnob(figure.now.params, knob, value)),
  });
  const { input } = made;
  const mark = (marked) => {
    figure.marked = marked;
    figure.draw();
  };
  input.setAttribute('aria-keyshortcuts', String(knob.key));
  input.addEventListener('focus', () => mark(knob));
  input.addEventListener('blur', () => { if (figure.marked === knob) mark(null); });
  watchTries(figure, input, knob);
  frame.shortcut(String(knob.key), () => { if (!figure.now.watching && !input.disabled) input.focus(); });
  return made;
}

// One try: a knob is let go at another value than it had.
function watchTries(figure, input, knob) {
  const value = () => readKnob(figure.now.params, knob);
  let before = null;
  const begin = () => { before ??= value(); };
  const letGo = () => {
    if (before !== null && before !== value() && figure.now.game) countTry(figure);
    before = null;
  };
  // While capturing: before the slider itself answers and the knob has turned.
  input.addEventListener('pointerdown', begin, true);
  input.addEventListener('keydown', (event) => { if (sliderKey(event)) begin(); }, true);
  for (const name of ['pointerup', 'change', 'keyup', 'blur']) input.addEventListener(name, letGo);
}

function countTry({ frame, model, now: { best, loss, tries } }) {
  frame.assign({ tries: tries + 1, best: Math.min(best, loss), history: [...model.get('history'), loss] });
}

export { makeKnobs };
