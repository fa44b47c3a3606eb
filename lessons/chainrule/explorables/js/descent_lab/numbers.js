// The numbers below the pictures: where the walk is, its gradient, and what the next step promises.
import { html, write } from '../lib/svg.js';
import { numbersNow, story } from './words.js';

function makeNumbers({ frame }) {
  const cells = {};
  const row = html('dl', { class: 'dl-numbers' });
  const saying = html('p', { class: 'dl-saying' });
  frame.readout.append(row, saying);

  function draw(now) {
    const numbers = numbersNow(now);
    for (const [name, text] of numbers) {
      if (!cells[name]) {
        cells[name] = { value: html('dd', {}), node: null };
        cells[name].node = html('div', {}, html('dt', {}, name), cells[name].value);
        row.append(cells[name].node);
      }
      write(cells[name].value, text);
    }
    const present = new Set(numbers.map(([name]) => name));
    for (const [name, { node }] of Object.entries(cells)) node.hidden = !present.has(name);
    write(saying, story(now));
  }
  return { draw };
}

export { makeNumbers };
