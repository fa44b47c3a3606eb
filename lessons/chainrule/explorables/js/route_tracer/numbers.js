// Below the map: the route's product, the sum, what merging does, and what both ways cost.
import { html, set, write, writePieces } from '../lib/svg.js';
import { countHead, countRows, mergeLines, mineTable, nudgeLine, routeLines } from './words.js';

const LINES = 4;

function makeNumbers({ frame }) {
  const product = html('p', { class: 'rt-line' });
  const sum = html('p', { class: 'rt-line' });
  const nudge = html('p', { class: 'rt-line muted-text' });
  const lines = Array.from({ length: LINES }, () => html('p', { class: 'rt-line' }));
  const walking = html('div', {}, product, sum);
  const merging = html('div', {}, ...lines);
  const counts = makeGrid('rt-counts');
  const mine = makeGrid('rt-mine');
  const story = html('div', { class: 'rt-story' }, walking, merging, nudge);
  frame.readout.append(html('div', { class: 'rt-left' }, story, counts.node), mine.node);

  function draw(now) {
    const told = now.merged > 0 ? mergeLines(now) : [];
    walking.hidden = now.merged > 0 || !now.has('routes');
    merging.hidden = now.merged === 0;
    const [first, second] = routeLines(now);
    writePieces(product, first);
    writePieces(sum, second);
    lines.forEach((line, i) => {
      line.hidden = !told[i];
      writePieces(line, told[i] ?? []);
    });
    nudge.hidden = !now.has('nudge');
    story.hidden = walking.hidden && merging.hidden && nudge.hidden;
    if (now.has('nudge')) write(nudge, nudgeLine(now));
    counts.fill(now.has('counts') ? countHead(now) : null, countRows(now));
    if (now.mine) {
      const { caption, head, rows } = mineTable(now);
      mine.fill(head, rows, caption);
    } else mine.fill(null, []);
  }
  return { draw };
}

// A small table that is written again only when it changes; without a head it is not there.
function makeGrid(cls) {
  const node = html('table', { class: cls, hidden: true });
  return {
    node,
    fill(head, rows, caption = '') {
      set(node, { hidden: head === null });
      const key = JSON.stringify([head, rows, caption]);
      if (node.dataset.shown === key) return;
      node.dataset.shown = key;
      if (head === null) return;
      node.replaceChildren(
        ...(caption ? [html('caption', {}, caption)] : []),
        html('thead', {}, html('tr', {}, ...head.map((name) => html('th', { scope: 'col' }, name)))),
        html(
          'tbody',
          {},
          ...rows.map(([first, ...others]) =>
            html('tr', {}, html('th', { scope: 'row' }, first), ...others.map((value) => html('td', {}, value))),
          ),
        ),
      );
    },
  };
}

export { makeNumbers };
