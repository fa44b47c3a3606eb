// Below the picture: what has just happened, who could hand on, and at the end what nudges say.
import { html, set, write, writePieces } from '../lib/svg.js';
import { countLine, endLines, judgeTable, queueLine, stepLines } from './words.js';

const LINES = 4;

function makeStory({ frame }) {
  const lines = Array.from({ length: LINES }, () => html('p', { class: 'gs-line' }));
  const queue = html('p', { class: 'gs-line' });
  const count = html('p', { class: 'gs-line muted-text' });
  const ends = Array.from({ length: LINES + 1 }, () => html('p', { class: 'gs-line gs-end' }));
  const note = html('p', { class: 'gs-line muted-text gs-note' });
  const judge = html('table', { class: 'gs-judge', hidden: true });
  frame.readout.append(html('div', { class: 'gs-story' }, count, ...lines, queue, ...ends, note), judge);

  function draw(now) {
    const told = stepLines(now);
    lines.forEach((line, k) => {
      line.hidden = !told[k];
      writePieces(line, told[k] ?? []);
    });
    const last = endLines(now);
    for (const [node, words] of [[count, countLine(now)], [queue, queueLine(now)], [note, now.note],
      ...ends.map((each, k) => [each, last[k] ?? ''])]) {
      node.hidden = words === '';
      write(node, words);
    }
    showJudge(judge, now);
  }
  return { draw };
}

function showJudge(table, now) {
  set(table, { hidden: !now.judge });
  const shown = now.judge ? judgeTable(now) : null;
  const key = JSON.stringify(shown);
  if (table.dataset.shown === key) return;
  table.dataset.shown = key;
  table.replaceChildren();
  if (!shown) return;
  table.append(
    html('thead', {}, html('tr', {}, ...shown.head.map((name) => html('th', { scope: 'col' }, name)))),
    html('tbody', {}, ...shown.rows.map(([first, ...others]) =>
      html('tr', {}, html('th', { scope: 'row' }, first), ...others.map((each) => html('td', {}, each))))),
  );
}

export { makeStory };
