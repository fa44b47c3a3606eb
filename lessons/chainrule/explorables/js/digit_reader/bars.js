// Ten outputs, one bar each; the longest is the answer.
import { fixed } from '../lib/digits.js';
import { set, svg, write } from '../lib/svg.js';
import { BARS, barPlace } from './layout.js';

function makeBars({ frame }) {
  const view = frame.plot({ name: 'The ten outputs', heading: 'What the network says', ...BARS });
  const rows = Array.from({ length: 10 }, (_, digit) => makeRow(digit, view.picture));

  function draw(now) {
    const { box } = view;
    rows.forEach((row, digit) =>
      drawRow(row, {
        digit,
        box,
        value: now.outputs[digit],
        wins: digit === now.answer && !now.blank,
      }),
    );
  }
  return { draw };
}

function makeRow(digit, picture) {
  const node = svg('g', { 'aria-hidden': 'true' }, picture);
  const name = svg('text', { x: 14, 'text-anchor': 'end' }, node);
  name.textContent = String(digit);
  return {
    node,
    name,
    track: svg('rect', { class: 'dr-track' }, node),
    bar: svg('rect', { class: 'dr-bar' }, node),
    number: svg('text', {}, node),
  };
}

function drawRow({ node, name, track, bar, number }, { digit, box, value, wins }) {
  const { y, height } = barPlace(digit, box);
  const whole = box.right - box.left;
  const shared = { x: box.left, y: y.toFixed(1), height: height.toFixed(1), rx: 3 };
  set(track, { ...shared, width: whole.toFixed(1) });
  set(bar, { ...shared, width: (whole * value).toFixed(1) });
  set(name, { y: (y + height - 4).toFixed(1) });
  set(number, { x: (box.right + 6).toFixed(1), y: (y + height - 4).toFixed(1) });
  write(number, `${fixed(value, 2)}${wins ? ' ◂' : ''}`);
  node.classList.toggle('dr-wins', wins);
}

export { makeBars };
