// The loss after every step, on a ruler of powers of ten; the dashed line is the lowest possible.
import { clamp } from '../lib/keys.js';
import { neat } from '../lib/digits.js';
import { power } from '../lib/format.js';
import { drawLevel, drawLossAxes, pathThrough } from '../lib/loss_curve.js';
import { svg, write } from '../lib/svg.js';
import { SMALL, lossScales } from './layout.js';
import { headings } from './words.js';

function makeLosses(figure) {
  const view = figure.frame.plot({ name: 'The loss after every step', ...SMALL });
  const all = view.layer();

  function draw(now) {
    const shown = now.controls.includes('steps');
    view.host.hidden = !shown;
    if (!shown) return;
    write(view.title, headings(now).losses);
    all.fill(JSON.stringify([now.losses, view.width]), (g) => {
      const scales = lossScales(now, view.box);
      const levels = levelsOf(scales.down.values);
      drawLossAxes(g, scales, view.box, { levels, count: 4, label: 'steps' });
      drawCurve(g, now, scales, view.box);
    });
  }
  return { draw };
}

// Whole powers of ten, and where there are few of them the halves between.
function levelsOf([low, high]) {
  const levels = [];
  for (let exponent = low; exponent <= high; exponent += high - low > 3 ? 1 : 0.5) {
    levels.push([exponent, Number.isInteger(exponent) ? power(10 ** exponent) : neat(10 ** exponent, 2)]);
  }
  return levels;
}

function drawCurve(g, { losses, floor }, { across, down }, box) {
  const height = (loss) => clamp(down(Math.log10(Math.max(loss, 1e-300))), box.top, box.bottom);
  drawLevel(g, height(floor), box);
  const dots = losses.map((loss, k) => [across(k), height(loss)]);
  if (dots.length > 1) svg('path', { d: pathThrough(dots), class: 'forward thin' }, g);
  for (const [x, y] of dots) svg('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.6, class: 'dl-dot forward' }, g);
}

export { makeLosses };
