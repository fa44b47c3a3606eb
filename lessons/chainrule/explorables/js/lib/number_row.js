// A row of named numbers below a figure's pictures.
import { html, write } from './svg.js';

// `show` takes [name, text] pairs; a number that is not among them any more is hidden.
function numberRow(cls) {
  const cells = {};
  const node = html('dl', { class: `crx-numbers ${cls}` });

  function show(numbers) {
    for (const [name, text] of numbers) {
      if (!cells[name]) {
        cells[name] = { value: html('dd', {}), node: null };
        cells[name].node = html('div', {}, html('dt', {}, name), cells[name].value);
        node.append(cells[name].node);
      }
      write(cells[name].value, text);
    }
    const present = new Set(numbers.map(([name]) => name));
    for (const [name, cell] of Object.entries(cells)) cell.node.hidden = !present.has(name);
  }
  return { node, show };
}

export { numberRow };
