// Below the pictures: the ends of the row of bars, what the training has reached, and what is left of
// networks trained before.
import { numberRow } from '../lib/number_row.js';
import { html, write } from '../lib/svg.js';
import { numbersNow, runWords, story } from './words.js';

function makeNumbers({ frame }) {
  const row = numberRow('dp-numbers');
  const saying = html('p', { class: 'crx-saying dp-saying' });
  const runs = html('ul', { class: 'dp-runs' });
  frame.readout.append(row.node, saying, runs);

  function draw(now) {
    row.show(numbersNow(now));
    write(saying, story(now));
    const words = now.mode === 'net' && now.can('train') ? now.runs.map(runWords) : [];
    runs.hidden = words.length === 0;
    if (runs.dataset.shown === words.join()) return;
    runs.dataset.shown = words.join();
    runs.replaceChildren(...words.map((each) => html('li', {}, each)));
  }
  return { draw };
}

export { makeNumbers };
