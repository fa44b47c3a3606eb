// A draggable point that is a slider: same keys, a name, and a spoken meaning.
import { onDrag } from './drag.js';
import { plain } from './format.js';
import { keyedValue } from './keys.js';
import { set as setAttributes, svg } from './svg.js';

const SAME = { to: (value) => value, from: (place) => place };

// `toValue(at)` turns a drag ({x, y, startX, startY, grab}) into a value; `grab` is the value when
// the drag began, unless `hold()` gives something else. min, max, step are places of `scale`, as
// for a slider. `size` is the radius that is seen, `reach` the one that can be grabbed.
function point({ picture, parent, name, min, max, step, get, set, speak, toValue, ...looks }) {
  const { hold = null, scale = SAME, colour = 'crx-forward', size = 7, reach = 18 } = looks;
  const node = svg('g', { class: `point ${colour}`, tabindex: 0, role: 'slider', 'aria-label': name }, parent);
  svg('circle', { class: 'hit', r: reach }, node);
  svg('circle', { class: 'ring', r: size + 5 }, node);
  svg('circle', { class: 'mark', r: size }, node);
  onDrag(node, picture, {
    start: () => (hold ? hold() : get()),
    move: (at) => {
      const value = toValue(at);
      if (Number.isFinite(value)) set(value);
    },
  });
  node.addEventListener('keydown', (event) => {
    const next = keyedValue(event, { value: scale.to(get()), step, min, max });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    set(scale.from(next));
  });
  return {
    node,
    // Show the point at a place; a place outside the picture hides its mark, never its keys.
    update(x, y, visible = true) {
      setAttributes(node, {
        transform: `translate(${x.toFixed(2)},${y.toFixed(2)})`,
        'aria-valuemin': plain(scale.from(min), 6),
        'aria-valuemax': plain(scale.from(max), 6),
        'aria-valuenow': plain(get()),
        'aria-valuetext': speak(),
        opacity: visible ? null : 0,
      });
    },
  };
}

export { point };
