// The overall rate as a product, and what a nudge of x really does.
import { html, writePieces } from '../lib/svg.js';
import { summaryPieces } from './words.js';

function makeSummary({ frame }) {
  const summary = html('p', { class: 'cv-summary' });
  frame.stage.append(summary);
  return { draw(now) { writePieces(summary, summaryPieces(now)); } };
}

export { makeSummary };
