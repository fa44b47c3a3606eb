// Two sliders: how many numbers the network has, and how fast the computer is.
import { slider } from '../lib/controls.js';
import { snap } from '../lib/keys.js';
import { tenTo } from '../lib/slope.js';
import { showNs, showWeights, sayNs, sayWeights } from './words.js';

const STEP = 0.05; // of a power of ten
const power = (place) => tenTo(snap(place, STEP));
const count = (place) => Math.round(power(place));
const WEIGHTS = { min: 1, max: 12, step: STEP, scale: { to: placeOf, from: count } };
const NS = { min: -1, max: 3, step: STEP, scale: { to: Math.log10, from: power } };

// A count that a place on the track was rounded to stands at that place, or the arrow keys would stick.
function placeOf(n) {
  const place = snap(Math.log10(n), STEP);
  return count(place) === n ? place : Math.log10(n);
}

function makeControls(figure) {
  const { frame, model } = figure;
  const made = [
    makeSlider('weights', 'numbers in the network', 'n', { ...WEIGHTS, show: showWeights, say: sayWeights }),
    makeSlider('ns', 'time for one number and run', 'ns', { ...NS, show: showNs, say: sayNs }),
  ];
  frame.controls.append(...made.map(({ control }) => control.node));

  function makeSlider(name, label, trait, { say, ...track }) {
    const control = slider({
      label,
      ...track,
      colour: trait === 'n' ? 'crx-forward' : '',
      get: () => model.get(trait),
      set: (value) => frame.assign({ [trait]: value }),
      speak: () => say(figure.now),
    });
    return { name, control };
  }

  function draw(now) {
    for (const { name, control } of made) {
      control.node.hidden = !now.controls.includes(name);
      control.update();
    }
  }
  return { draw };
}

export { makeControls };
