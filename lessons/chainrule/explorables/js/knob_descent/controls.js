// What is set by hand beside the knobs: the steps, the learning rate, and which way the steps go.
import { button, slider, toggle } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { keyedButton } from '../lib/rows.js';
import { html, write } from '../lib/svg.js';
import { LR } from './present.js';
import { sayLr } from './words.js';

function makeControls(figure) {
  const { driver, frame, model } = figure;
  const step = keyedButton(figure, { label: 'Step', key: 's', act: driver.step, keyShown: true });
  const run = keyedButton(figure, { label: 'Run', key: 'r', act: driver.run, keyShown: true });
  const back = button({ label: 'Start again', act: driver.back });
  const lr = slider({
    label: 'learning rate',
    ...LR,
    show: (value) => neat(value, 3),
    colour: 'crx-slope',
    speak: () => sayLr(model.get('lr')),
    get: () => model.get('lr'),
    set: (value) => frame.assign({ lr: value }),
  });
  const uphill = toggle({
    label: 'step with the gradient',
    get: () => model.get('uphill'),
    set: (on) => frame.assign({ uphill: on }),
  });
  const steps = html('div', { class: 'crx-row kd-steps' }, step.node, run.node, back.node);
  frame.controls.prepend(steps, lr.node, uphill.node);

  function draw(now) {
    lr.update();
    uphill.update();
    lr.node.hidden = !now.controls.includes('lr');
    uphill.node.hidden = !now.controls.includes('direction');
    write(run.words, now.running ? 'Stop' : 'Run');
    step.enable(!now.running);
    run.enable(now.running || !now.won || now.uphill);
    back.enable(now.steps > 0 || now.losses.length > 1);
  }
  return { draw };
}

export { makeControls };
