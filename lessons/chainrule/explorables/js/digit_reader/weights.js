// The first-layer weights as 32 small pictures, one a hidden neuron: blue where ink speaks for the
// neuron, orange where it speaks against. A press chooses the one whose signs stand on the pad.
import { html, write } from '../lib/svg.js';
import { WEIGHTS, neuronAt, picturePlace } from './layout.js';
import { SIDE, weightsInto } from './present.js';
import { sayWeights, weightsHeading } from './words.js';

const GAP = 3; // pixels between two pictures

function makeWeights(figure) {
  const view = figure.frame.plot({ name: 'Weights of the hidden neurons', ...WEIGHTS });
  const canvas = html('canvas', { class: 'dr-weights', role: 'img', 'aria-label': 'Weights of the hidden neurons' });
  view.picture.replaceWith(canvas);
  const onTheme = themeWatcher(figure);
  let drawn = '';
  canvas.addEventListener('click', (event) => {
    const found = neuronAt({ x: event.offsetX, y: event.offsetY }, view.width, figure.now.hidden.length);
    if (found) figure.frame.assign({ neuron: found === figure.now.neuron ? 0 : found });
  });

  function draw(now) {
    view.host.hidden = !now.controls.includes('weights');
    if (view.host.hidden || view.width === 0) return;
    write(view.title, weightsHeading(now));
    canvas.setAttribute('aria-label', sayWeights(now));
    const key = JSON.stringify([now.at, now.neuron, view.width, onTheme(), now.snapshot.epoch]);
    if (key === drawn) return;
    drawn = key;
    paint(canvas, view, now);
  }
  return { draw };
}

// A text that changes with the colours, so that the canvas is painted anew.
function themeWatcher({ frame }) {
  return () => {
    const style = getComputedStyle(frame.root);
    return ['--forward', '--slope', '--halo', '--fg'].map((name) => style.getPropertyValue(name)).join();
  };
}

function paint(canvas, view, now) {
  const dots = window.devicePixelRatio || 1;
  canvas.width = Math.round(view.width * dots);
  canvas.height = Math.round(view.height * dots);
  canvas.style.width = `${view.width}px`;
  canvas.style.height = `${view.height}px`;
  const pen = canvas.getContext('2d');
  pen.scale(dots, dots);
  const style = getComputedStyle(canvas);
  const colours = {
    more: style.getPropertyValue('--forward'),
    less: style.getPropertyValue('--slope'),
    paper: style.getPropertyValue('--halo'),
    frame: style.getPropertyValue('--fg'),
  };
  const most = Math.max(...now.snapshot.W1.flat().map(Math.abs));
  for (let neuron = 1; neuron <= now.hidden.length; neuron += 1) {
    paintOne(pen, weightsInto(now.snapshot, neuron), picturePlace(neuron, view.width), most, colours);
    if (neuron === now.neuron) frameOne(pen, picturePlace(neuron, view.width), colours.frame);
  }
}

function paintOne(pen, weights, { x, y, side }, most, { more, less, paper }) {
  const cell = (side - GAP) / SIDE;
  pen.globalAlpha = 1;
  pen.fillStyle = paper;
  pen.fillRect(x, y, side - GAP, side - GAP);
  weights.forEach((weight, i) => {
    pen.globalAlpha = Math.min(1, (1.6 * Math.abs(weight)) / most);
    pen.fillStyle = weight > 0 ? more : less;
    pen.fillRect(x + (i % SIDE) * cell, y + Math.floor(i / SIDE) * cell, cell + 0.2, cell + 0.2);
  });
  pen.globalAlpha = 1;
}

function frameOne(pen, { x, y, side }, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.strokeRect(x + 1, y + 1, side - GAP - 2, side - GAP - 2);
}

export { makeWeights };
