// One line below the pictures: what the network reads, and what the chosen neuron does.
import { html, write } from '../lib/svg.js';
import { neuronStory, reading } from './words.js';

function makeNumbers({ frame }) {
  const read = html('p', { class: 'dr-reading' });
  const story = html('p', { class: 'dr-story muted-text' });
  frame.readout.append(read, story);

  function draw(now) {
    write(read, reading(now));
    write(story, neuronStory(now));
    story.hidden = !now.controls.includes('weights');
  }
  return { draw };
}

export { makeNumbers };
