// One polite sentence per change for screen readers, not one per pixel of a drag.
import { html } from './svg.js';

const PAUSE = 400; // ms without a further change before the sentence is spoken

function liveRegion(root, signal) {
  const region = html('div', { class: 'crx-live', 'aria-live': 'polite', role: 'status' });
  root.append(region);
  let timer = null;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return function say(sentence) {
    clearTimeout(timer);
    timer = setTimeout(() => { region.textContent = sentence; }, PAUSE);
  };
}

export { liveRegion };
