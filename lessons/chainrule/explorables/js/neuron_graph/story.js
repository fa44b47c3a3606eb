// The lines below the picture.
import { html, write } from '../lib/svg.js';
import { ownLine, stepLine, wayLine } from './words.js';

function makeStory({ frame }) {
  const lines = [wayLine, ownLine, stepLine].map((words) => ({ words, node: html('p', { class: 'ng-line' }) }));
  frame.readout.append(html('div', { class: 'ng-story' }, ...lines.map(({ node }) => node)));
  return {
    draw(now) {
      for (const { words, node } of lines) write(node, words(now));
    },
  };
}

export { makeStory };
