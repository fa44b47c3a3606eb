// A round mark that is dragged anywhere in a picture. It takes no keys and is not read aloud: two
// sliders beside the picture do the same for the keyboard and for the ear.
import { onDrag } from './drag.js';
import { svg } from './svg.js';

// `move({ x, y })` gets where the pointer is, in the picture's pixels.
function grip({ picture, parent, colour = 'crx-forward', size = 7, reach = 18, move }) {
  const node = svg('g', { class: `point ${colour}`, 'aria-hidden': 'true' }, parent);
  svg('circle', { class: 'hit', r: reach }, node);
  svg('circle', { class: 'ring', r: size + 5 }, node);
  svg('circle', { class: 'mark', r: size }, node);
  onDrag(node, picture, { move });
  return {
    node,
    // Show the mark at a place, or nowhere.
    update({ x, y }, visible = true) {
      node.setAttribute('transform', `translate(${x.toFixed(2)},${y.toFixed(2)})`);
      node.setAttribute('visibility', visible ? 'visible' : 'hidden');
    },
  };
}

export { grip };
