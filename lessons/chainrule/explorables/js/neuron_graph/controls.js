// The buttons of the neuron: one step back, all the way, and one step against the gradients.
import { slider } from '../lib/controls.js';
import { aloud, neat } from '../lib/digits.js';
import { clamp } from '../lib/keys.js';
import { stepped } from '../lib/many_inputs.js';
import { keyedButton, rowOf } from '../lib/rows.js';
import { BACK, keyOf, LEAF } from './present.js';

const Y = { min: 0, max: 1, step: 0.05 };

function makeControls(figure) {
  const { frame, model } = figure;
  const to = (back) => frame.assign({ back: clamp(back, 0, BACK) });
  const undo = keyedButton(figure, { label: 'Undo', key: 'u', act: () => to(figure.now.back - 1) });
  const forth = () => to(figure.now.back + 1);
  const next = keyedButton(figure, { label: 'One step back', key: 'n', main: true, act: forth });
  const all = keyedButton(figure, { label: 'All the way back', key: 'a', act: () => to(BACK) });
  const learn = keyedButton(figure, { label: 'Move weights and bias', key: 'm', act: () => move(figure) });
  const target = slider({
    label: 'target y', ...Y,
    show: (value) => neat(value, 3),
    speak: () => aloud(`${neat(model.get('y'), 3)}; loss ${neat(figure.now.at.L, 3)}`),
    get: () => model.get('y'),
    set: (y) => frame.assign({ y }),
  });
  const way = (now) => now.has('back');
  const buttons = rowOf('crx-row crx-wide', [
    [way, undo],
    [way, next],
    [way, all],
    [(now) => now.has('step'), learn],
    [(now) => now.has('target'), target],
  ]);
  frame.controls.append(buttons.node);
  return {
    draw(now) {
      buttons.draw(now);
      undo.enable(now.back > 0);
      next.enable(now.back < BACK);
      all.enable(now.back < BACK);
      learn.enable(now.back === BACK && usable(now));
    },
  };
}

// The learner's gradients, where there are any, else the figure's own.
const gradients = ({ at, own }) => own ?? at;

function usable(now) {
  if (now.mine && !now.alone && !now.own) return false;
  const { dw, db } = gradients(now);
  return [...dw, db].every((value) => Number.isFinite(value));
}

function move({ frame, now }) {
  const { w, b } = stepped(now.state, gradients(now), now.lr);
  const kept = (value) => clamp(value, LEAF.min, LEAF.max);
  const next = { w: w.map(kept), b: kept(b) };
  const { steps, began } = now.walk;
  frame.assign({ ...next, walk: { to: keyOf({ ...now.state, ...next }), steps: steps + 1, began } });
}

export { makeControls };
