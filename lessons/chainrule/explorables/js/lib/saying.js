// The sentence below a figure's pictures. `words(now)` gives a text, or pieces of rich text.
import { html, write, writePieces } from './svg.js';

function makeSaying(parent, words, cls = 'crx-saying') {
  const saying = html('p', { class: cls });
  parent.append(saying);
  return {
    draw(now) {
      const said = words(now);
      if (Array.isArray(said)) writePieces(saying, said);
      else write(saying, said);
    },
  };
}

export { makeSaying };
