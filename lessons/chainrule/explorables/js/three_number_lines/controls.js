// What is set by hand: both machines, x, the nudge, and whether the ghost is there.
import { button, menu, slider, toggle } from '../lib/controls.js';
import { number, power } from '../lib/format.js';
import { menuOf } from '../lib/functions.js';
import { glide } from '../lib/motion.js';
import { html } from '../lib/svg.js';
import { DX, MENU, SMALLEST_DX, X, setDx, setX } from './present.js';
import { sayDx, sayX } from './words.js';

function makeControls(figure) {
  const { frame, model } = figure;
  const machine = (label, trait) => menu({
    label, options: menuOf(MENU), get: () => model.get(trait), set: (value) => frame.assign({ [trait]: value }),
  });
  const [inner, outer] = [machine('inner g', 'inner'), machine('outer f', 'outer')];
  const ghost = toggle({
    label: 'read the outer slope at x', keyHint: 'g',
    get: () => model.get('ghost'), set: (on) => frame.assign({ ghost: on }),
  });
  const halve = button({ label: 'Halve the nudge', act: halving(figure) });
  const x = slider({
    label: 'x', ...X, show: number, speak: () => sayX(figure.now), colour: 'crx-forward',
    get: () => model.get('x'), set: (value) => setX(figure, value),
  });
  const dx = slider({
    label: 'nudge dx', ...DX, show: power, speak: () => sayDx(figure.now),
    get: () => model.get('dx'), set: (value) => setDx(figure, value),
  });
  frame.shortcut('g', () => frame.assign({ ghost: !model.get('ghost') }));
  const choices = html('div', { class: 'crx-row crx-wide' }, inner.node, outer.node, ghost.node, halve.node);
  frame.controls.append(choices, x.node, dx.node);
  const all = [inner, outer, x, dx, ghost];
  return { draw() { for (const control of all) control.update(); } };
}

// Each press lets dx glide to its half; a quick second press halves where the glide would end.
function halving(figure) {
  const dx = () => figure.model.get('dx');
  let aim = null;
  return () => {
    const from = dx();
    const target = Math.max(SMALLEST_DX, (aim ?? from) / 2);
    let last = from;
    aim = target;
    const stop = glide({
      from, to: target, signal: figure.signal,
      along: (t) => from * (target / from) ** t,
      step: (value) => {
        // Somebody else moved dx meanwhile (a key, Reset, Python): theirs counts.
        if (dx() === last && aim === target) {
          last = value;
          setDx(figure, value);
        } else {
          if (aim === target) aim = null;
          stop();
        }
      },
      done: () => { if (aim === target) aim = null; },
    });
  };
}

export { makeControls };
