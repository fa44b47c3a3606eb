// What is set by hand. A figure shows only the controls that it was asked for.
import { button, menu, toggle } from '../lib/controls.js';
import { clamp } from '../lib/keys.js';
import { keyedButton, press, rowOf } from '../lib/rows.js';
import { set } from '../lib/svg.js';
import { SEED } from './present.js';
import { MODES, ORDERS } from './words.js';

const ROW = 'crx-row crx-wide';

function makeButtons(figure) {
  const rows = [choices(figure), stepping(figure), handing(figure)];
  figure.frame.controls.classList.add('gs-buttons');
  figure.frame.controls.append(...rows.map(({ node }) => node));
  return {
    draw(now) {
      for (const row of rows) row.draw(now);
    },
  };
}

function choices({ frame, model }) {
  const begin = (changes) => frame.assign({ ...changes, place: 0 });
  const options = (labels) => Object.entries(labels).map(([value, label]) => ({ value, label }));
  const mode = menu({
    label: 'Show',
    options: options(MODES),
    get: () => model.get('mode'),
    set: (value) => begin({ mode: value, pressed: [] }),
  });
  const order = menu({
    label: 'A node hands on',
    options: options(ORDERS),
    get: () => model.get('order'),
    set: (value) => begin({ order: value }),
  });
  const rule = toggle({
    label: '= in place of +=',
    get: () => model.get('rule') === 'overwrite',
    set: (on) => begin({ rule: on ? 'overwrite' : 'add' }),
  });
  const seeded = toggle({
    label: '1 at the end',
    keyHint: 's',
    get: () => model.get('seeded'),
    set: (on) => begin({ seeded: on }),
  });
  const row = rowOf(ROW, [
    [(now) => now.modes.length > 0, mode],
    [(now) => now.has('order'), order],
    [(now) => now.has('rule'), rule],
    [(now) => now.mode === 'sabotage' && now.has('seed'), seeded],
  ]);
  return {
    node: row.node,
    draw(now) {
      offer(mode.select, now.modes);
      offer(order.select, now.orders);
      row.draw(now);
    },
  };
}

function offer(select, values) {
  for (const option of select.options) {
    option.hidden = !values.includes(option.value);
    option.disabled = option.hidden;
  }
}

function stepping(figure) {
  const { frame } = figure;
  const to = (place) => frame.assign({ place: clamp(place, 0, figure.now.steps.length) });
  const back = keyedButton(figure, { label: 'Back', key: 'p', act: () => to(figure.now.place - 1) });
  const next = keyedButton(figure, { label: 'Step', key: 'n', main: true, act: () => to(figure.now.place + 1) });
  const end = keyedButton(figure, { label: 'To the end', key: 'e', act: () => to(figure.now.steps.length) });
  const on = (now) => now.has('step') && !now.circle;
  const row = rowOf(ROW, [[on, back], [on, next], [on, end]]);
  return {
    node: row.node,
    draw(now) {
      row.draw(now);
      back.enable(now.place > 0);
      next.enable(now.place < now.steps.length);
      end.enable(now.place < now.steps.length);
    },
  };
}

function handing(figure) {
  const { frame } = figure;
  const pressed = () => figure.now.pressed;
  const seed = button({ label: 'Put 1 at the end', act: () => frame.assign({ pressed: [...pressed(), SEED] }) });
  const takeBack = () => frame.assign({ pressed: pressed().slice(0, -1) });
  const undo = keyedButton(figure, { label: 'Undo', key: 'u', act: takeBack });
  const again = button({ label: 'Start again', act: () => frame.assign({ pressed: [] }) });
  set(seed.node, { 'aria-keyshortcuts': 's' });
  frame.shortcut('s', () => {
    const { now } = figure;
    if (now.mode === 'sabotage' && now.has('seed')) frame.assign({ seeded: !now.seeded, place: 0 });
    else press(seed.node);
  });
  const you = (now) => now.mode === 'you' && !now.circle;
  const row = rowOf(ROW, [[(now) => you(now) && now.has('seed'), seed], [you, undo], [you, again]]);
  return {
    node: row.node,
    draw(now) {
      row.draw(now);
      seed.enable(!now.pressed.includes(SEED));
      undo.enable(now.pressed.length > 0);
      again.enable(now.pressed.length > 0);
    },
  };
}

export { makeButtons };
