// What is set by hand. A figure shows only the controls that it was asked for.
import { button, menu, slider, toggle } from '../lib/controls.js';
import { aloud, neat } from '../lib/digits.js';
import { clamp, snap } from '../lib/keys.js';
import { wantsLessMotion } from '../lib/motion.js';
import { KNOBS, readKnob, turnKnob } from '../lib/network.js';
import { keyedButton, rowOf } from '../lib/rows.js';
import { NAMES } from './present.js';
import { knobShort, nodeSaid, sentence, startOptions } from './words.js';

const KNOB = { min: -3, max: 3, step: 0.01 };
const X = { min: -3, max: 3, step: 0.1 };
const PACE = 700; // milliseconds a step when merging goes on by itself

// Above the numbers, where no number moves them.
function makeButtons(figure) {
  const parts = [walkingRow(figure), mergingRow(figure)];
  figure.frame.controls.classList.add('rt-buttons');
  figure.frame.controls.append(...parts.map(({ node }) => node));
  return {
    draw(now) {
      for (const part of parts) part.draw(now);
    },
  };
}

// Below the numbers.
function makeSliders(figure) {
  const row = sliders(figure);
  figure.frame.readout.after(row.node);
  return row;
}

function walkingRow(figure) {
  const { frame } = figure;
  const walk = (walked) => frame.assign({ walked: clamp(walked, 0, figure.now.routes.length), merged: 0 });
  const on = (now) => now.has('routes');
  const to = (label, key, place, main = false) => keyedButton(figure, { label, key, main, act: () => walk(place()) });
  const back = to('Route back', 'p', () => figure.now.walked - 1);
  const next = to('Next route', 'n', () => figure.now.walked + 1, true);
  const all = to('All routes', 'a', () => figure.now.routes.length);
  const folded = toggle({
    label: 'four factors',
    get: () => figure.model.get('four'),
    set: (four) => frame.assign({ four }),
  });
  const row = rowOf('crx-wide crx-row', [
    [(now) => now.has('start'), startMenu(figure)],
    [on, back],
    [on, next],
    [on, all],
    [(now) => now.has('four'), folded],
  ]);
  return {
    node: row.node,
    draw(now) {
      row.draw(now);
      back.enable(now.walked > 0);
      next.enable(now.walked < now.routes.length || now.merged > 0);
      all.enable(now.walked < now.routes.length || now.merged > 0);
    },
  };
}

function mergingRow(figure) {
  const { frame } = figure;
  const player = makePlayer(figure);
  const on = (now) => now.has('merge');
  const to = (merged) => {
    player.stop();
    frame.assign({ merged: clamp(merged, 0, figure.now.steps.length) });
  };
  const step = keyedButton(figure, { label: 'Merge one step', key: 'm', act: () => to(figure.now.merged + 1) });
  const whole = button({ label: 'Merge all', act: () => player.toggle() });
  const apart = button({ label: 'Take apart', act: () => to(0) });
  const end = menu({
    label: 'Merge from',
    options: [
      { value: 'loss', label: 'the end' },
      { value: 'start', label: 'the start' },
    ],
    get: () => figure.model.get('merge_from'),
    set: (value) => {
      player.stop();
      frame.assign({ merge_from: value, merged: 0 });
    },
  });
  const row = rowOf('crx-wide crx-row', [
    [on, step],
    [on, whole],
    [on, apart],
    [(now) => now.has('end'), end],
  ]);
  return {
    node: row.node,
    draw(now) {
      row.draw(now);
      const left = now.merged < now.steps.length;
      step.enable(left);
      whole.enable(left);
      apart.enable(now.merged > 0);
    },
  };
}

// Merges on by itself, a step at a time; a second press, or less motion, goes to the end at once.
function makePlayer(figure) {
  const { frame, signal } = figure;
  let timer = null;
  const stop = () => {
    clearTimeout(timer);
    timer = null;
  };
  const goOn = () => {
    if (signal.aborted) return;
    const { merged, steps } = figure.now;
    frame.assign({ merged: Math.min(merged + 1, steps.length) });
    timer = merged + 1 < steps.length ? setTimeout(goOn, PACE) : null;
  };
  signal.addEventListener('abort', stop);
  return {
    stop,
    toggle() {
      const playing = timer !== null;
      stop();
      if (playing || wantsLessMotion()) frame.assign({ merged: figure.now.steps.length });
      else goOn();
    },
  };
}

function startMenu(figure) {
  const { frame } = figure;
  const choose = (value) => frame.assign({ start: value, walked: 0, merged: 0 });
  KNOBS.forEach(({ key, name }) =>
    frame.shortcut(String(key), () => {
      if (figure.now.has('start')) choose(name);
    }),
  );
  return menu({ label: 'Start', options: startOptions, get: () => figure.model.get('start'), set: choose });
}

function sliders(figure) {
  const { frame, model } = figure;
  const said = () => aloud(sentence(figure.now));
  const inputs = [0, 1].map((i) =>
    slider({
      label: `input x${'₁₂'[i]}`,
      name: `input ${i + 1}`,
      ...X,
      colour: 'crx-forward',
      show: (value) => neat(value, 3),
      speak: () => `${aloud(neat(model.get('x')[i], 3))}. ${said()}`,
      get: () => model.get('x')[i],
      set: (value) =>
        frame.assign({ x: model.get('x').map((old, k) => (k === i ? clamp(snap(value, X.step), X.min, X.max) : old)) }),
    }),
  );
  const target = slider({
    label: 'target y',
    min: 0,
    max: 1,
    step: 0.05,
    show: (value) => neat(value, 3),
    speak: () => `${neat(model.get('y'), 3)}. ${said()}`,
    get: () => model.get('y'),
    set: (y) => frame.assign({ y }),
  });
  const depth = slider({
    label: 'hidden layers',
    min: 1,
    max: 6,
    step: 1,
    show: String,
    speak: () => `${model.get('depth')} hidden layers. ${said()}`,
    get: () => model.get('depth'),
    set: (value) => frame.assign({ depth: Math.round(value), walked: 0, merged: 0 }),
  });
  const knobs = KNOBS.map((knob) => [
    (now) => now.has('weights') || now.has(knob.name),
    knobSlider(figure, knob, said),
  ]);
  const outside = (now) => now.has('inputs');
  return rowOf('crx-wide rt-sliders', [
    ...inputs.map((each) => [outside, each]),
    [outside, target],
    [(now) => now.has('depth'), depth],
    ...knobs,
  ]);
}

function knobSlider({ frame, model }, knob, said) {
  const params = () => Object.fromEntries(['W1', 'b1', 'W2', 'b2'].map((name) => [name, model.get(name)]));
  return slider({
    label: knobShort(knob),
    name: `number ${knob.key}, ${nodeSaid(NAMES[knob.key - 1])}`,
    ...KNOB,
    show: (value) => neat(value, 3),
    speak: () => `${aloud(neat(readKnob(params(), knob), 3))}. ${said()}`,
    get: () => readKnob(params(), knob),
    set: (value) => frame.assign(turnKnob(params(), knob, clamp(snap(value, KNOB.step), KNOB.min, KNOB.max))),
  });
}

export { makeButtons, makeSliders };
