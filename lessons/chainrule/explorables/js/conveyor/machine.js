// A machine as a button that can be dragged or moved by keys to another place on the belt.
import { onDrag } from '../lib/drag.js';
import { clamp } from '../lib/keys.js';
import { set } from '../lib/svg.js';

function makeMachine(figure, node, key) {
  const { belt, picture } = figure;
  set(node, { role: 'button', tabindex: 0, 'aria-keyshortcuts': 'Alt+ArrowLeft Alt+ArrowRight Delete' });
  const along = ({ x, y }) => (picture.at.along === 'x' ? x : y);
  let downAt = 0;
  onDrag(node, picture.node, {
    start: (place) => {
      downAt = along(place);
      belt.choose(key);
      return 0;
    },
    move: (pointer) => {
      const middles = picture.at.boxes.map(along);
      const index = belt.keys.indexOf(key);
      belt.held = { key, by: along(pointer) - downAt };
      const to = placeFor(middles, index, middles[index] + belt.held.by);
      if (to === index) {
        figure.draw();
        return;
      }
      downAt += middles[to] - middles[index];
      belt.held.by = along(pointer) - downAt;
      belt.moveTo(key, to);
    },
    end: () => {
      belt.held = null;
      figure.draw();
    },
  });
  node.addEventListener('focus', () => { if (belt.chosen !== key) belt.choose(key); });
  node.addEventListener('keydown', (event) => {
    if (!pressed(figure, key, event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// The place of machine `index` when its middle is `here`: it passes a neighbour half-way.
function placeFor(middles, index, here) {
  let to = index;
  while (to + 1 < middles.length && here > (middles[to] + middles[to + 1]) / 2) to += 1;
  while (to > 0 && here < (middles[to] + middles[to - 1]) / 2) to -= 1;
  return to;
}

// Arrows go to a neighbour, with Alt they carry the machine there. True when the key was ours.
function pressed(figure, key, event) {
  const { belt, picture } = figure;
  const { altKey, ctrlKey, metaKey, shiftKey } = event;
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  const index = belt.keys.indexOf(key);
  if (step && altKey) belt.moveTo(key, index + step);
  else if (step && !ctrlKey && !metaKey && !shiftKey) picture.focus(belt.keys[clamp(index + step, 0, belt.keys.length - 1)]);
  else if (event.key === 'Delete' || event.key === 'Backspace') takeOff(figure, key);
  else if (event.key === ' ') belt.choose(key);
  else if (event.key === 'Enter' && !shiftKey && !ctrlKey && !altKey && !metaKey) belt.choose(key);
  else return false;
  return true;
}

// Whoever had the focus on the machine keeps it: on its neighbour, or where machines are added.
function takeOff({ belt, controls, picture }, key) {
  const hadFocus = picture.hasFocus();
  belt.takeOff(key);
  if (!hadFocus) return;
  if (belt.chosen) picture.focus(belt.chosen);
  else controls.focus();
}

export { makeMachine, takeOff };
