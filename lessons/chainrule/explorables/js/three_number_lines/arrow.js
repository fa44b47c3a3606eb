// A nudge is a thick arrow along its row; too short for a head, it stays a bar.
import { arrowHead } from '../lib/plot.js';
import { svg } from '../lib/svg.js';

function arrow(parent, { from, to }, y, cls) {
  const length = to - from;
  svg('line', { x1: from, x2: to, y1: y, y2: y, class: `tl-nudge ${cls}` }, parent);
  if (Math.abs(length) <= 5) return;
  const head = arrowHead(to, y, length > 0 ? 0 : Math.PI, Math.min(9, Math.abs(length)));
  svg('path', { d: head, class: `tl-head ${cls}` }, parent);
}

export { arrow };
