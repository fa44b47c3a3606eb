// The bench: two arrays, each as it is or turned, are multiplied and compared with the target.
import { menu } from '../lib/controls.js';
import { html, write } from '../lib/svg.js';
import { ON_BENCH } from './present.js';
import { benchName, benchSaid, text } from './words.js';

function makeBench(figure) {
  const { frame, model } = figure;
  const options = [{ value: '', label: 'nothing' }, ...ON_BENCH.map((value) => ({ value, label: benchName(value) }))];
  const pick = (label, trait) =>
    menu({ label, options, get: () => model.get(trait), set: (value) => frame.assign({ [trait]: value }) });
  const [left, right] = [pick('Bench: left', 'left'), pick('@ right', 'right')];
  const said = html('p', { class: 'sb-said' });
  const body = html('tbody');
  const result = html('table', { class: 'sb-array sb-result' }, html('caption', {}, 'What came of it'), body);
  const menus = html('div', { class: 'crx-row' }, left.node, right.node);
  const node = html('div', { class: 'sb-bench crx-wide' }, html('div', { class: 'sb-words' }, menus, said), result);
  frame.controls.append(node);
  function draw(now) {
    node.hidden = !now.has('bench');
    left.update();
    right.update();
    write(said, benchSaid(now));
    const { made, verdict } = now.bench;
    result.hidden = !made?.fits;
    if (made?.fits) fill(body, made.product, verdict);
  }
  return { draw };
}

function fill(body, product, verdict) {
  const key = JSON.stringify([product, verdict]);
  if (body.dataset.shown === key) return;
  body.dataset.shown = key;
  body.replaceChildren(
    ...product.map((row, i) =>
      html(
        'tr',
        {},
        ...row.map((value, j) => {
          const right = verdict.entries?.[i][j];
          const mark = verdict.entries ? (right ? ' ✓' : ' ✗') : '';
          return html(
            'td',
            { class: verdict.entries ? (right ? 'sb-right' : 'sb-wrong') : '' },
            `${text(value)}${mark}`,
          );
        }),
      ),
    ),
  );
}

export { makeBench };
