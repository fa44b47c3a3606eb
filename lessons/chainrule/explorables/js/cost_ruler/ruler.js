// Three lanes over one ruler: each ends where its time is.
import { svg } from '../lib/svg.js';
import { RULER, lanePlace, narrow, timeScale } from './layout.js';
import { MARKS } from './present.js';
import { laneWords } from './words.js';

function makeRuler({ frame }) {
  const view = frame.plot({ name: 'Time of one gradient', heading: 'Time of one gradient', ...RULER });
  const marks = view.layer();
  const lanes = view.layer();

  function draw(now) {
    const along = timeScale(view.box);
    marks.fill(String(view.width), (g) => drawMarks(g, along, view));
    lanes.fill(JSON.stringify([view.width, now.lanes]), (g) => {
      now.lanes.forEach((lane, i) => drawLane(g, lane, { y: lanePlace(i, view.box), along, view, last: i > 0 }));
    });
  }
  return { draw };
}

function drawMarks(g, along, { box, width }) {
  svg('path', { d: `M${box.left},${box.bottom}H${box.right}`, class: 'axis' }, g);
  MARKS.forEach(({ name, seconds }, i) => {
    const x = along(seconds);
    svg('line', { x1: x, x2: x, y1: box.top, y2: box.bottom + 5, class: 'grid' }, g);
    // Neighbours stand on two lines where the picture is narrow.
    const y = box.bottom + (narrow(width) && i % 2 ? 36 : 20);
    svg('text', { x, y, 'text-anchor': 'middle', class: 'tick' }, g).textContent = name;
  });
}

function drawLane(g, { name, seconds }, { y, along, view: { box, width }, last }) {
  const end = along(seconds);
  const cls = last ? 'cr-nudging' : 'cr-backprop';
  if (!narrow(width)) svg('text', { x: 0, y: y + 10 }, g).textContent = name;
  svg('rect', { x: box.left, y: y - 2, width: Math.max(0, end - box.left).toFixed(1), height: 14, class: cls }, g);
  const words = laneWords({ name, seconds }, narrow(width));
  svg('text', { ...wordsPlace(narrow(width), end, y, box), class: 'halo strong' }, g).textContent = words;
}

// Behind the lane's end, or above it where there is no room.
function wordsPlace(alone, end, y, { left, right }) {
  if (alone) return { x: left, y: y - 7 };
  const late = end - left > 0.55 * (right - left);
  return late ? { x: end - 4, y: y - 7, 'text-anchor': 'end' } : { x: end + 6, y: y + 10 };
}

export { makeRuler };
