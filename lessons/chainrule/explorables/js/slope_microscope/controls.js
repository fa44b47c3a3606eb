// What is set by hand: the curve, x, the step h, and how far the microscope is zoomed in.
import { menu, slider, toggle } from '../lib/controls.js';
import { number, power } from '../lib/format.js';
import { menuOf } from '../lib/functions.js';
import { clamp } from '../lib/keys.js';
import { html } from '../lib/svg.js';
import { H, MENU, X, ZOOM } from './present.js';
import { sayH, sayX, sayZoom } from './words.js';

function makeControls(figure) {
  const { frame, model } = figure;
  const pick = menu({
    label: 'Curve', options: menuOf(MENU),
    get: () => model.get('function'), set: (value) => frame.assign({ function: value }),
  });
  const follow = toggle({
    label: 'zoom follows h', get: () => model.get('follow'),
    set: (value) => frame.assign(value ? { follow: true } : { follow: false, zoom: figure.now.zoom }),
  });
  const xSlider = slider({
    label: 'x', ...X, show: number, speak: () => sayX(figure.now), colour: 'crx-forward',
    get: () => model.get('x'), set: (x) => frame.assign({ x: clamp(x, X.min, X.max) }),
  });
  const hSlider = slider({
    label: 'step h', ...H, show: power, speak: () => sayH(figure.now), colour: 'crx-slope',
    get: () => model.get('h'), set: (h) => frame.assign({ h }),
  });
  const zoomSlider = slider({
    label: 'magnification', ...ZOOM, show: (value) => `${power(value)}×`, speak: () => sayZoom(figure.now),
    get: () => figure.now.zoom, set: (zoom) => frame.assign({ follow: false, zoom }),
  });
  const choices = html('div', { class: 'crx-row crx-wide' }, pick.node, follow.node);
  frame.controls.append(choices, xSlider.node, hSlider.node, zoomSlider.node);
  const all = [pick, follow, xSlider, hSlider, zoomSlider];
  return { draw() { for (const control of all) control.update(); } };
}

export { makeControls };
