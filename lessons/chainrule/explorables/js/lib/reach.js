// What is wider than its place scrolls inside itself, and then the keyboard must reach it.
import { set } from './svg.js';

// Look again whenever the size of `node` or what is in it may have changed. `name` is read aloud.
function reachWhenWide(node, name = null) {
  const wide = node.clientWidth > 0 && node.scrollWidth > node.clientWidth;
  set(node, { tabindex: wide ? 0 : null });
  if (name) set(node, { role: wide ? 'group' : null, 'aria-label': wide ? name : null });
}

export { reachWhenWide };
