// One polite sentence per change for screen readers, not one per pixel of a drag.
import { html } from './svg.js';

const PAUSE = 400; // ms without a further change before the sentence is spoken

// Run `act` once calls have stopped coming for a moment.
function afterPause(signal, act) {
  let timer = null;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return (...details) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...details), PAUSE);
  };
}

function liveRegion(root, signal) {
  const region = html('div', { class: 'crx-live', 'aria-live': 'polite', role: 'status' });
  root.append(region);
  return afterPause(signal, (sentence) => { region.textContent = sentence; });
}

export { afterPause, liveRegion };
