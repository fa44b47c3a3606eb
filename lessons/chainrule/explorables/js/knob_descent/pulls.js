// Nine knobs, each with the arrow of its next step: which way, and how far beside the others.
import { html, set, svg, write } from '../lib/svg.js';
import { KNOBS, readKnob } from '../lib/network.js';
import { clamp } from '../lib/keys.js';
import { arrowHead } from '../lib/plot.js';
import { makeKnobs } from '../nine_knobs/knobs.js';
import { KNOB } from '../nine_knobs/present.js';
import { arrowLength } from './layout.js';
import { gradientText, sayPull } from './words.js';

function makePulls(figure) {
  const knobs = makeKnobs(figure);
  const pulls = [...knobs.node.querySelectorAll('.crx-slider')].map(makePull);
  knobs.node.classList.add('kd-knobs');
  figure.frame.controls.append(knobs.node);

  function draw(now) {
    knobs.draw(now);
    pulls.forEach((pull, i) => drawPull(pull, now, KNOBS[i]));
  }
  return { draw };
}

function makePull(node) {
  const number = html('span', { class: 'kd-gradient slope-text' });
  node.querySelector('.crx-slider-top').append(number);
  const picture = svg('svg', { class: 'kd-pull', 'aria-hidden': 'true', height: 16 });
  const arrow = svg('path', { class: 'slope line' }, picture);
  node.append(picture);
  return { number, picture, arrow, input: node.querySelector('input') };
}

function drawPull({ number, picture, arrow, input }, now, knob) {
  const gradient = readKnob(now.gradient, knob);
  const shown = now.controls.includes('gradients');
  write(number, shown ? gradientText(gradient) : '');
  input.setAttribute('aria-valuetext', sayPull(now, knob));
  const width = input.clientWidth;
  const value = clamp(readKnob(now.params, knob), KNOB.min, KNOB.max);
  const x = 10 + ((value - KNOB.min) / (KNOB.max - KNOB.min)) * (width - 20);
  const way = (now.uphill ? 1 : -1) * Math.sign(gradient);
  const length = arrowLength(gradient);
  const tip = x + way * (12 + length);
  set(picture, { width, viewBox: `0 0 ${width} 16` });
  arrow.setAttribute('visibility', length > 1 ? 'visible' : 'hidden');
  set(arrow, { d: `M${(x + way * 11).toFixed(1)},8H${tip.toFixed(1)}${arrowHead(tip, 8, way > 0 ? 0 : Math.PI, 6)}` });
}

export { makePulls };
