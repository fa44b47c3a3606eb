// Letting a node hand on by hand: with the mouse, Enter, Space, and arrows from node to node.
import { placeOf } from './present.js';

const NEXT = ['ArrowLeft', 'ArrowDown'];
const BEFORE = ['ArrowRight', 'ArrowUp'];

const canHand = (now, place) => now.mode === 'you' && !now.circle && now.nodes[place].parents.length > 0;

function handOn({ frame, now }, id) {
  const place = placeOf(id);
  if (!canHand(now, place) || now.pressed.includes(place)) return;
  frame.assign({ pressed: [...now.pressed, place] });
}

// The nodes that can hand on, from the result to the left.
function handing(now) {
  return now.nodes.filter((_, place) => canHand(now, place)).map(({ id }) => id);
}

// Where a key leads from the node `id`; null for a key that leads nowhere.
function stepTo(now, id, key) {
  const all = handing(now);
  const here = all.indexOf(id);
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  if (NEXT.includes(key)) return all[Math.min(here + 1, all.length - 1)];
  if (BEFORE.includes(key)) return all[Math.max(here - 1, 0)];
  return null;
}

export { canHand, handing, handOn, stepTo };
