// The sentence below the loss curve.
import { html, writePieces } from '../lib/svg.js';
import { sayingPieces } from './words.js';

function makeSaying(parent) {
  const saying = html('p', { class: 'nk-saying' });
  parent.append(saying);
  return {
    draw(now) {
      writePieces(saying, sayingPieces(now));
    },
  };
}

export { makeSaying };
