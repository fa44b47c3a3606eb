// The numbers below the pictures: where the walk is, its gradient, and what the next step promises.
import { numberRow } from '../lib/number_row.js';
import { html, write } from '../lib/svg.js';
import { numbersNow, story } from './words.js';

function makeNumbers({ frame }) {
  const row = numberRow('dl-numbers');
  const saying = html('p', { class: 'crx-saying dl-saying' });
  frame.readout.append(row.node, saying);

  function draw(now) {
    row.show(numbersNow(now));
    write(saying, story(now));
  }
  return { draw };
}

export { makeNumbers };
