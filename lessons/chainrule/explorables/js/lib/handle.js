// Any element of a picture as a slider: it is dragged, it has the slider's keys, a name and a
// spoken meaning. For a plain round point see point.js.
import { onDrag } from './drag.js';
import { plain } from './format.js';
import { keyedValue } from './keys.js';
import { set as setAttributes } from './svg.js';

// `toValue(at)` turns a drag ({ x, y, startX, startY, grab }) into a value; `grab` is the value
// when the drag began. Gives { update }, which writes the state for assistive technology.
function handle(node, { picture, name, min, max, step, get, set, speak, toValue, done = () => {} }) {
  const range = { 'aria-valuemin': plain(min), 'aria-valuemax': plain(max) };
  setAttributes(node, { tabindex: 0, role: 'slider', 'aria-label': name, ...range });
  onDrag(node, picture, {
    start: get,
    move: (at) => {
      const value = toValue(at);
      if (Number.isFinite(value)) set(value);
    },
    end: done,
  });
  node.addEventListener('keydown', (event) => {
    const next = keyedValue(event, { value: get(), step, min, max });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    set(next);
  });
  return {
    update() {
      setAttributes(node, { 'aria-valuenow': plain(get()), 'aria-valuetext': speak() });
    },
  };
}

export { handle };
