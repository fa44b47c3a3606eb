// What is set by hand: pedal, nudge, gear, how many links, and how the cards are put together.
import { GEARS } from '../lib/car.js';
import { button, slider, toggle } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { html, uid } from '../lib/svg.js';
import { NUDGE, PEDAL, setGear, setPedal } from './present.js';
import { sayNudge, sayPedal } from './words.js';

function makeControls(figure) {
  const { frame, model } = figure;
  const pedal = slider({
    label: 'pedal p', ...PEDAL, colour: 'crx-forward', show: (value) => `${neat(value)} %`,
    get: () => model.get('pedal'), set: (value) => setPedal(figure, value), speak: () => sayPedal(figure.now),
  });
  const nudge = slider({
    label: 'nudge', ...NUDGE, colour: 'crx-slope', show: (value) => `+${neat(value)} %`,
    get: () => model.get('nudge'), set: (value) => frame.assign({ nudge: value }), speak: () => sayNudge(figure.now),
  });
  const gears = choice('Gear', GEARS.map((_, i) => [i + 1, String(i + 1)]),
    () => model.get('gear'), (gear) => setGear(figure, gear));
  const join = choice('Cards', ['apart', 'multiply', 'add'].map((way) => [way, way]),
    () => model.get('join'), (way) => frame.assign({ join: way }));
  const push = makePushButton(figure);
  const [keys, enter] = help();
  const four = toggle({
    label: 'all four links, to the drag',
    get: () => model.get('links') === 4, set: (on) => frame.assign({ links: on ? 4 : 2 }),
  });
  GEARS.forEach((_, i) => frame.shortcut(String(i + 1), () => setGear(figure, i + 1)));
  frame.controls.classList.add('db-controls');
  frame.controls.append(pedal.node, nudge.node, row(push, gears), row(join, four), keys);
  const all = [pedal, nudge, gears, join, four];
  return {
    draw({ pushes }) {
      for (const node of [nudge.node, push.node, enter]) node.hidden = !pushes;
      for (const control of all) control.update();
    },
  };
}

// Enter pushes from anywhere in the figure, unless it belongs to what has the focus.
function makePushButton(figure) {
  const { frame, model, push } = figure;
  const made = button({ label: 'Push', act: push.press });
  made.node.classList.add('db-push');
  made.node.append(html('kbd', {}, 'Enter'));
  made.node.setAttribute('aria-keyshortcuts', 'Enter');
  frame.root.addEventListener('keydown', (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    if (event.key !== 'Enter' || !plain || event.target.closest('button, select, a') || model.get('locked')) return;
    if (!figure.now.pushes) return;
    event.preventDefault();
    push.press();
  });
  return made;
}

// Radio buttons for options [value, label].
function choice(name, options, get, pick) {
  const group = uid();
  const inputs = options.map(([value, label]) => {
    const input = html('input', { type: 'radio', name: group, value });
    input.addEventListener('change', () => pick(value));
    return { value, input, node: html('label', { class: 'crx-toggle' }, input, html('span', {}, label)) };
  });
  return {
    node: html('fieldset', { class: 'db-choice' }, html('legend', {}, name), ...inputs.map(({ node }) => node)),
    update() { for (const { value, input } of inputs) input.checked = value === get(); },
  };
}

function row(...controls) {
  return html('div', { class: 'crx-row db-row' }, ...controls.map(({ node }) => node));
}

// The keys, and apart the part that tells of Enter.
function help() {
  const key = (name) => html('kbd', {}, name);
  const enter = html('span', {}, ' ', key('Enter'), ' pushes the pedal by the nudge.');
  return [
    html('p', { class: 'muted-text db-row db-help' }, key('1'), ' to ', key('5'), ' change gear.', enter), enter,
  ];
}

export { makeControls };
