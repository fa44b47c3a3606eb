// What is set by hand: x, the nudge, rides along the belt, and which machines are on it.
import { MACHINES } from '../lib/chain.js';
import { button, slider, toggle } from '../lib/controls.js';
import { neat } from '../lib/digits.js';
import { html } from '../lib/svg.js';
import { takeOff } from './machine.js';
import { DX, MOST, X, setX } from './present.js';
import { sayDx, sayX } from './words.js';

function makeControls(figure) {
  const values = makeValues(figure);
  const rides = makeRides(figure);
  const palette = makePalette(figure);
  const order = makeOrder(figure);
  figure.frame.controls.append(
    rides.node, ...values.nodes, row('Add a machine', palette.buttons), row('The marked machine', order.buttons),
    help());
  return {
    draw(now) { for (const one of [values, rides, palette, order]) one.draw(now); },
    focus() { palette.buttons[0].node.focus(); },
  };
}

function makeValues(figure) {
  const { frame, model } = figure;
  const x = slider({
    label: 'x', ...X, colour: 'crx-forward', show: (value) => neat(value), speak: () => sayX(figure.now),
    get: () => model.get('x'), set: (value) => setX(figure, value),
  });
  const nudge = toggle({
    label: 'nudge x by dx', get: () => model.get('nudge'), set: (on) => frame.assign({ nudge: on }),
  });
  const dx = slider({
    label: 'dx', name: 'nudge dx', ...DX, colour: 'crx-forward', show: (value) => neat(value),
    speak: () => sayDx(figure.now),
    get: () => model.get('dx'), set: (value) => frame.assign({ dx: value, nudge: true }),
  });
  return {
    nodes: [x.node, html('div', { class: 'cv-nudge' }, nudge.node, dx.node)],
    draw() { for (const control of [x, nudge, dx]) control.update(); },
  };
}

function makeRides({ frame, rides }) {
  const run = button({ label: 'Run the belt', act: () => rides.forward() });
  const sweep = button({ label: 'Sweep back', act: () => rides.back(true) });
  const step = button({ label: 'One machine back', act: () => rides.back(false) });
  const clear = button({
    label: 'Clear the sweep',
    act: () => {
      rides.stop();
      frame.assign({ swept: 0 });
    },
  });
  sweep.node.classList.add('cv-sweep');
  return {
    node: html('div', { class: 'crx-row cv-row' }, run.node, sweep.node, step.node, clear.node),
    draw({ count, swept, sweeps }) {
      step.enable(swept <= count);
      for (const { node } of [sweep, step, clear]) node.hidden = !sweeps;
    },
  };
}

function makePalette({ belt }) {
  const buttons = Object.entries(MACHINES).map(([name, { label, said }]) => {
    const one = button({ label, act: () => belt.add(name) });
    one.node.classList.add('cv-new');
    one.node.setAttribute('aria-label', `put ${said} on the belt`);
    return one;
  });
  return { buttons, draw({ count }) { for (const one of buttons) one.enable(count < MOST); } };
}

// Buttons for the machine that is marked.
function makeOrder(figure) {
  const { belt } = figure;
  const place = () => belt.keys.indexOf(belt.chosen);
  const earlier = button({ label: 'Move earlier', act: () => belt.moveTo(belt.chosen, place() - 1) });
  const later = button({ label: 'Move later', act: () => belt.moveTo(belt.chosen, place() + 1) });
  const remove = button({ label: 'Take off', act: () => takeOff(figure, belt.chosen) });
  return {
    buttons: [earlier, later, remove],
    draw({ count }) {
      earlier.enable(place() > 0);
      later.enable(place() >= 0 && place() < count - 1);
      remove.enable(place() >= 0);
    },
  };
}

function row(name, buttons) {
  return html('div', { class: 'crx-row cv-row', role: 'group', 'aria-label': name },
    html('span', { class: 'muted-text' }, name), ...buttons.map(({ node }) => node));
}

function help() {
  const key = (name) => html('kbd', {}, name);
  return html('p', { class: 'muted-text cv-row cv-help' }, 'Drag a machine to another place, or focus it and press ',
    key('Alt'), key('←'), ' or ', key('Alt'), key('→'), '; ', key('Delete'), ' takes it off.');
}

export { makeControls };
