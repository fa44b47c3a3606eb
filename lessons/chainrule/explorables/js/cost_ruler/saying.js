// The sentence below the ruler.
import { html, write } from '../lib/svg.js';
import { story } from './words.js';

function makeSaying({ frame }) {
  const saying = html('p', { class: 'crx-saying' });
  frame.readout.append(saying);
  return { draw: (now) => write(saying, story(now)) };
}

export { makeSaying };
