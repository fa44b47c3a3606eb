// What the last twenty seconds looked like: pedal, engine and speed as shares of their full scale.
import { GEARS, drive } from '../lib/car.js';
import { wantsLessMotion } from '../lib/motion.js';
import { linear } from '../lib/scale.js';
import { svg } from '../lib/svg.js';
import { DIALS } from './dials.js';
import { CHART, spread } from './layout.js';

const WINDOW = 20; // seconds on the strip chart
const BEAT = 100; // milliseconds between two frames of the strip chart
const [ENGINE, SPEED] = DIALS;
const TRACES = [
  { cls: 'db-pedal', name: 'pedal', of: ({ pedal }) => pedal / 100 },
  { cls: 'db-rpm', name: 'engine', of: (sample) => driven(sample).rpm / ENGINE.most },
  { cls: 'db-speed', name: 'speed', of: (sample) => driven(sample).speed / SPEED.most },
];

function driven({ pedal, gear }) {
  return drive(pedal, GEARS[gear - 1]);
}

function clock() {
  return performance.now() / 1000;
}

function makeStripChart({ frame, signal }) {
  const chart = frame.plot({ name: 'The last 20 seconds', ...CHART });
  const axes = chart.layer();
  const lines = chart.layer();
  const samples = []; // { at (seconds), pedal, gear }: how the car drove from then on
  let beat = null;

  function drawChart() {
    if (chart.width === 0) return;
    const end = clock();
    axes.fill(String(chart.width), (g) => drawAxes(g, chart));
    lines.fill(String(end), (g) => drawTraces(g, samples, end, chart.box));
  }
  // The chart runs on until everything on it is level.
  function roll() {
    beat = null;
    if (signal.aborted) return;
    drawChart();
    if (clock() - samples.at(-1).at < WINDOW) beat = setTimeout(roll, BEAT);
  }
  signal.addEventListener('abort', () => clearTimeout(beat));

  function draw(now) {
    const changed = record(samples, now);
    if (changed && !beat && !wantsLessMotion()) beat = setTimeout(roll, BEAT);
    drawChart();
  }
  return { draw };
}

// True when the car drives otherwise than before. Before the first change it was driving like this
// all the time.
function record(samples, { pedal, gear }) {
  const last = samples.at(-1);
  if (last && last.pedal === pedal && last.gear === gear) return false;
  const at = clock() - (last ? 0 : WINDOW);
  samples.push({ at, pedal, gear });
  while (samples.length > 2 && samples[1].at < at - WINDOW) samples.shift();
  return Boolean(last);
}

function drawAxes(g, { width, box: { left, right, top, bottom } }) {
  for (const seconds of width < 480 ? [20, 10, 0] : [20, 15, 10, 5, 0]) {
    const x = right - (seconds / WINDOW) * (right - left);
    const anchor = seconds === WINDOW ? 'start' : 'middle';
    svg('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom }, g);
    const text = svg('text', { class: 'tick', x, y: bottom + 16, 'text-anchor': anchor }, g);
    text.textContent = seconds ? `${seconds} s ago` : 'now';
  }
  svg('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }, g);
}

function drawTraces(g, samples, end, { left, right, top, bottom }) {
  const across = linear([end - WINDOW, end], [left, right]);
  const down = linear([0, 1], [bottom, top]);
  const shown = samples.filter((_, i) => i + 1 >= samples.length || samples[i + 1].at > end - WINDOW);
  const starts = shown.map(({ at }) => Math.max(left, across(at)));
  const rows = spread(TRACES.map(({ of }) => down(of(samples.at(-1)))), 15, top + 6, bottom - 2);
  TRACES.forEach(({ cls, name, of }, k) => {
    const levels = shown.map((sample, i) => {
      const y = down(of(sample)).toFixed(1);
      return `${starts[i].toFixed(1)},${y}L${(starts[i + 1] ?? right).toFixed(1)},${y}`;
    });
    svg('path', { class: `db-trace ${cls}`, d: `M${levels.join('L')}` }, g);
    svg('text', { class: `${cls}-name`, x: right + 7, y: rows[k] + 4 }, g).textContent = name;
  });
}

export { makeStripChart };
