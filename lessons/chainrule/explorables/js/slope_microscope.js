// W01a: zoom into a curve until it is straight, measure its slope with a step h, and meet the
// round-off wall. Every number is computed with the computer's own doubles.
import { menu, slider, toggle } from './lib/controls.js';
import { aloud } from './lib/digits.js';
import { allDigits, number, power, sharedPrefix, spoken } from './lib/format.js';
import { openFrame } from './lib/frame.js';
import { functionNamed, menuOf } from './lib/functions.js';
import { clamp, snap } from './lib/keys.js';
import { point } from './lib/point.js';
import { curvePath, linear, lineInBox, magnified, ticks } from './lib/scale.js';
import { errorCurve, measure, tenTo } from './lib/slope.js';
import { html, svg, write, writePieces } from './lib/svg.js';

const X = [-3, 3];
const STEP_X = 0.05;
const MENU = ['square', 'cube', 'sin', 'cos', 'exp', 'reciprocal', 'triple_plus_one'];
const TINIEST = -17; // h goes from 1 down to 10^-17
const DEEPEST = 17; // magnification up to 10^17
const EXPONENTS = Array.from({ length: 171 }, (_, i) => TINIEST + i / 10);
const ERROR_SPAN = [-17, 2];
const LOG = { to: Math.log10, from: (place) => tenTo(snap(place, 0.1)) };
const EXACT_AT_BOTTOM = 1e-18; // below any error that a double can show here

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const fn = () => functionNamed(model.get('function'));
  const x = () => model.get('x');
  const h = () => model.get('h');
  const zoom = () => (model.get('follow') ? clamp(2 / h(), 1, 10 ** DEEPEST) : model.get('zoom'));
  const setX = (value) => frame.assign({ x: clamp(value, ...X) });
  const setH = (value) => frame.assign({ h: value });
  let now = null; // what `measure` says about the present state

  // ---- pictures
  const height = (width, stage) => (stage >= 740 ? 320 : clamp(0.66 * width, 230, 320));
  const view = frame.plot({
    name: 'The curve under the microscope', basis: 420, grow: 3,
    height,
    margin: (width, stage) => ({ left: 1, right: 1, top: 4, bottom: stage >= 740 ? 42 : 24 }),
  });
  const axes = view.layer();
  const curves = view.layer({ clipped: true });
  const lens = view.layer({ clipped: true });
  const xPoint = point({
    picture: view.picture, parent: view.picture, name: 'point x on the curve',
    min: X[0], max: X[1], step: STEP_X, get: x, set: setX, speak: () => speakX(),
    hold: () => ({ x: x(), rate: scales().perPixel }),
    toValue: (at) => {
      const moved = at.grab.x + (at.x - at.startX) * at.grab.rate;
      return snap(moved, 10 ** Math.floor(Math.log10(at.grab.rate * 1.0001)));
    },
  });

  const wall = frame.plot({
    name: 'Error of the measured slope against the step h', heading: 'Distance from the exact slope, against h', basis: 300, grow: 2,
    height,
    margin: () => ({ left: 50, right: 12, top: 4, bottom: 42 }),
  });
  const wallAxes = wall.layer();
  const errors = wall.layer({ clipped: true });
  const mark = wall.layer();
  const hPoint = point({
    picture: wall.picture, parent: wall.picture, name: 'step h on the error curve', colour: 'crx-slope',
    min: TINIEST, max: 0, step: 0.1, get: h, set: setH, speak: () => speakH(), scale: LOG,
    toValue: (at) => LOG.from(clamp(wallScales().across.back(at.x), TINIEST, 0)),
  });

  // ---- numbers and controls
  const row = (name, cls, drawn = '') => {
    const value = html('td', { class: 'sm-digits' });
    const words = html('span', { class: drawn }, name); // underlined as its line is drawn
    return { value, node: html('tr', {}, html('th', { scope: 'row', class: cls }, words), value) };
  };
  const rows = {
    right: row('f(x + h)', 'forward-text'),
    left: row('f(x − h)', 'forward-text'),
    slope: row('measured slope', 'slope-text strong', 'sm-key-measured'),
    exact: row('exact slope', 'slope-text', 'sm-key-exact'),
    error: row('distance', ''),
  };
  const bold = html('caption', { class: 'sm-key muted-text' }, 'Bold: the digits in which the first two differ.');
  const saying = html('p', { class: 'sm-saying' });
  frame.readout.append(
    html('table', { class: 'sm-numbers' }, bold, html('tbody', {}, ...Object.values(rows).map((each) => each.node))), saying);

  const pick = menu({
    label: 'Curve', options: menuOf(MENU),
    get: () => model.get('function'), set: (value) => frame.assign({ function: value }),
  });
  const follow = toggle({
    label: 'zoom follows h', get: () => model.get('follow'),
    set: (value) => frame.assign(value ? { follow: true } : { follow: false, zoom: zoom() }),
  });
  const xSlider = slider({
    label: 'x', min: X[0], max: X[1], step: STEP_X, get: x, set: setX,
    show: number, speak: () => speakX(), colour: 'crx-forward',
  });
  const hSlider = slider({
    label: 'step h', min: TINIEST, max: 0, step: 0.1, get: h, set: setH, scale: LOG,
    show: power, speak: () => speakH(), colour: 'crx-slope',
  });
  const zoomSlider = slider({
    label: 'magnification', min: 0, max: DEEPEST, step: 0.1, get: zoom, scale: LOG,
    set: (value) => frame.assign({ follow: false, zoom: value }),
    show: (value) => `${power(value)}×`,
    speak: () => `magnified ${spoken(zoom())} times; ${bendText()}`,
  });
  frame.controls.append(
    html('div', { class: 'crx-row crx-wide' }, pick.node, follow.node),
    xSlider.node, hSlider.node, zoomSlider.node);

  // ---- sentences
  const speakX = () => (Number.isFinite(now.exact)
    ? `x is ${spoken(x())}, exact slope there ${spoken(now.exact)}`
    : `x is ${spoken(x())}, where the curve has no value`);
  const speakH = () => `h is ${spoken(h())}, measured slope ${spoken(now.slope)}, `
    + `${now.error === 0 ? 'exactly right' : `off by ${spoken(now.error)}`}`;
  const bendText = () => {
    const bend = bentness();
    if (Number.isNaN(bend)) return 'no curve here';
    return bend < 0.01 ? 'the curve looks straight' : `the curve bends by ${Math.round(100 * bend)} percent of the view`;
  };

  // How far the curve leaves its tangent within the view, as a share of the view's height.
  function bentness() {
    const { f } = fn();
    const { across, down } = scales();
    const [lo, hi] = across.values;
    if (zoom() > 1e7) return 0; // there it is below a pixel, and round-off would be all we measure
    const off = [lo, hi].map((t) => Math.abs(f(x() + t) - now.value - now.exact * t));
    return Math.max(...off) / Math.abs(down.values[1] - down.values[0]);
  }

  function story() {
    const { error, exact, gap, left, right, slope, spacing, stuck, value } = now;
    if (!Number.isFinite(value) || !Number.isFinite(exact)) return `1/t has no value at 0, so there is no slope to measure. Move x away from 0.`;
    if (gap) return `x − h and x + h stand on different sides of the gap at 0: the line between them says nothing about the slope at x. Make h smaller than ${number(Math.abs(x()))}.`;
    if (stuck) return `x + h is x itself: near ${number(x())} the computer’s numbers lie ${number(spacing)} apart. Nothing moves, so the measured slope is exactly ${number(slope)}.`;
    if (left === right && exact !== 0) return `f(x + h) and f(x − h) are the same number to the last digit: the measured slope is exactly 0.`;
    const same = sharedDigits(right, left);
    const roundOff = Math.abs(spacingOf(value) / h());
    if (error === 0) return 'Measured and exact slope agree in every digit, at this x and this h.';
    if (error > 4 * roundOff && error > 0.003 * Math.abs(exact)) return 'The two points are far apart: the line through them is not yet the slope at x. Make h smaller.';
    if (error > 4 * roundOff) return 'The curve is nearly straight between the two points. Each time h gets ten times smaller, the distance gets a hundred times smaller.';
    return `Round-off: the computer’s numbers have about 16 digits. f(x + h) and f(x − h) agree in the first ${same} of them, and the subtraction keeps only the rest. Dividing by 2h magnifies what was lost.`;
  }
  const spacingOf = (value) => Math.abs(value) * 2 ** -53 + 2 ** -60;

  // ---- scales
  function scales() {
    const { view: heights } = fn();
    const times = zoom();
    const wide = magnified(X, x(), times);
    const centre = Number.isFinite(now.value) ? clamp(now.value, ...heights) : 0;
    const high = magnified(heights, centre, times);
    // The first view shows the whole curve; from there both directions grow by the same factor.
    const across = linear([wide.from, wide.to], [view.box.left, view.box.right]);
    const down = linear([high.from, high.to], [view.box.bottom, view.box.top]);
    return { across, down, perPixel: 1 / across.rate };
  }
  function wallScales() {
    return {
      across: linear([TINIEST, 0], [wall.box.left, wall.box.right]),
      down: linear(ERROR_SPAN, [wall.box.bottom, wall.box.top]),
    };
  }

  frame.draw(() => {
    now = measure(fn(), x(), h());
    drawView();
    drawWall();
    showNumbers();
    for (const control of [pick, follow, xSlider, hSlider, zoomSlider]) control.update();
  });

  function drawView() {
    const { f } = fn();
    const { box } = view;
    const { across, down } = scales();
    const here = x();
    const times = zoom();
    const lively = Number.isFinite(now.value);
    const [lo, hi] = across.values;
    const state = JSON.stringify([model.get('function'), here, times, view.width]);
    write(view.title, `y = ${fn().formula('x')}${times > 1.05 ? `, magnified ${power(times)}×` : ''}`);

    axes.fill(state, (g) => {
      svg('rect', { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top, rx: 6, class: 'sm-pane' }, g);
      if (times < 3) {
        for (const t of ticks(here + lo, here + hi, 6)) {
          const px = across(t - here);
          if (px < box.left + 6 || px > box.right - 6) continue;
          svg('line', { x1: px, x2: px, y1: box.top, y2: box.bottom, class: 'grid' }, g);
          svg('text', { x: px, y: box.bottom + 17, 'text-anchor': 'middle', class: 'tick' }, g).textContent = number(t).replace(/\.?0+$/, '');
        }
        const [bottom, top] = down.values;
        for (const t of ticks(now.value + bottom, now.value + top, 5)) {
          const py = down(t - now.value);
          if (!(py > box.top + 6 && py < box.bottom - 6)) continue;
          svg('line', { x1: box.left, x2: box.right, y1: py, y2: py, class: t === 0 ? 'axis' : 'grid' }, g);
          svg('text', { x: box.left + 5, y: py - 4, class: 'tick' }, g).textContent = number(t).replace(/\.0+$/, '');
        }
      } else {
        // A ruler instead of ticks: under the microscope only lengths mean something.
        const length = 10 ** Math.floor(Math.log10((hi - lo) * 0.45));
        const px = length * across.rate;
        const at = box.left + 2;
        svg('path', { d: `M${at},${box.bottom + 7}v6h${px}v-6`, class: 'axis' }, g);
        svg('text', { x: at + px + 8, y: box.bottom + 17, class: 'tick' }, g).textContent = `this long: ${power(length)}`;
      }
    });

    curves.fill(state, (g) => {
      if (!lively) return;
      const dots = distinctDoubles(f, here, lo, hi);
      if (dots) {
        const steps = dots.map(({ t, y }) => [across(t), clamp(down(y), -1e4, 1e4)]);
        svg('path', { d: steps.map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)},${py.toFixed(1)}`).join(''), class: 'forward thin sm-joined' }, g);
        for (const [px, py] of steps) svg('circle', { cx: px.toFixed(1), cy: py.toFixed(1), r: 3, class: 'sm-double' }, g);
      } else {
        svg('path', { d: curvePath((t) => f(here + t) - now.value, [lo, hi], across, down, 200), class: 'forward line' }, g);
      }
    });

    lens.fill(`${state}${h()}`, (g) => {
      if (!lively) return;
      const middle = { x: across(0), y: down(0) };
      const steepness = down.rate / across.rate; // pixels up per pixel across, for slope 1
      const tangent = lineInBox(middle, now.exact * steepness, box);
      if (tangent) line(g, tangent, 'slope thin sm-exact');
      if (now.gap) return;
      const pairs = [[-h(), now.left], [h(), now.right]].map(([t, y]) => {
        const offset = (x() + t) - x(); // where the double really lies
        return { x: across(offset), y: down(y - now.value) };
      });
      const mid = { x: (pairs[0].x + pairs[1].x) / 2, y: (pairs[0].y + pairs[1].y) / 2 };
      const secant = lineInBox(mid, now.slope * steepness, box);
      if (secant) line(g, secant, 'slope line');
      for (const [i, each] of pairs.entries()) {
        if (each.x < box.left - 1 || each.x > box.right + 1) continue;
        svg('line', { x1: each.x, x2: each.x, y1: box.top, y2: box.bottom, class: 'sm-step' }, g);
        if (each.y > box.top - 9 && each.y < box.bottom + 9) svg('circle', { cx: each.x, cy: each.y, r: 5, class: 'sm-end' }, g);
        if (pairs[1].x - pairs[0].x > 76) {
          const anchor = each.x < box.left + 40 ? 'start' : each.x > box.right - 40 ? 'end' : 'middle';
          svg('text', { x: each.x + (anchor === 'start' ? 4 : anchor === 'end' ? -4 : 0), y: box.top + 16, 'text-anchor': anchor, class: 'halo' }, g).textContent = i ? 'x + h' : 'x − h';
        }
      }
    });
    const py = lively ? clamp(down(0), box.top, box.bottom) : box.bottom;
    xPoint.update(across(0), py);
    xPoint.node.classList.toggle('sm-lost', !lively);
  }

  function drawWall() {
    const { box } = wall;
    const { across, down } = wallScales();
    wallAxes.fill(`${wall.width}`, (g) => {
      for (const exponent of [-16, -12, -8, -4, 0]) {
        svg('line', { x1: across(exponent), x2: across(exponent), y1: box.top, y2: box.bottom, class: 'grid' }, g);
        svg('text', { x: across(exponent), y: box.bottom + 17, 'text-anchor': exponent ? 'middle' : 'end', class: 'tick' }, g).textContent = power(tenTo(exponent));
      }
      for (const exponent of [-16, -12, -8, -4, 0]) {
        svg('line', { x1: box.left, x2: box.right, y1: down(exponent), y2: down(exponent), class: 'grid' }, g);
        svg('text', { x: box.left - 7, y: down(exponent) + 4, 'text-anchor': 'end', class: 'tick' }, g).textContent = power(tenTo(exponent));
      }
      svg('path', { d: `M${box.left},${box.top}V${box.bottom}H${box.right}`, class: 'axis' }, g);
      svg('text', { x: (box.left + box.right) / 2, y: box.bottom + 36, 'text-anchor': 'middle', class: 'muted' }, g).textContent = '← smaller step h';
    });
    errors.fill(JSON.stringify([model.get('function'), x(), wall.width]), (g) => {
      if (!Number.isFinite(now.exact)) return;
      let path = '';
      for (const { exponent, error } of errorCurve(fn(), x(), EXPONENTS)) {
        if (!Number.isFinite(error)) continue;
        const py = clamp(down(Math.log10(Math.max(error, EXACT_AT_BOTTOM))), box.top + 3, box.bottom - 3);
        path += `${path ? 'L' : 'M'}${across(exponent).toFixed(1)},${py.toFixed(1)}`;
        svg('circle', { cx: across(exponent).toFixed(1), cy: py.toFixed(1), r: error === 0 ? 2.6 : 1.8, class: error === 0 ? 'sm-zero' : 'sm-error' }, g);
      }
      svg('path', { d: path, class: 'slope thin sm-trend' }, g);
    });
    const at = across(Math.log10(h()));
    mark.fill(`${h()}${wall.width}`, (g) => {
      svg('line', { x1: at, x2: at, y1: box.top, y2: box.bottom, class: 'slope thin dashed' }, g);
    });
    const known = Number.isFinite(now.error);
    const py = known ? clamp(down(Math.log10(Math.max(now.error, EXACT_AT_BOTTOM))), box.top + 3, box.bottom - 3) : box.top;
    hPoint.update(at, py);
  }

  function showNumbers() {
    const right = allDigits(now.right);
    const left = allDigits(now.left);
    // Numbers that differ from the start on are no digits to compare.
    const apart = sharedDigits(now.right, now.left) === 0 || now.right === now.left;
    const same = sharedPrefix(right, left);
    bold.classList.toggle('sm-idle', apart);
    for (const [key, digits] of [['right', right], ['left', left]]) {
      writePieces(rows[key].value, apart ? [digits] : [['muted-text', digits.slice(0, same)], ['strong', digits.slice(same)]]);
    }
    write(rows.slope.value, now.gap ? 'no meaning across the gap' : number(now.slope));
    write(rows.exact.value, number(now.exact));
    write(rows.error.value, now.gap ? '–' : now.error === 0 ? '0, exactly' : number(now.error));
    write(saying, story());
  }

  frame.tables(() => [{
    caption: `y = ${fn().formula('x')}`,
    head: ['quantity', 'value'],
    rows: [
      ['x', number(x())], ['h', number(h())], ['magnification', number(zoom())],
      ['f(x)', number(now.value)], ['f(x + h)', allDigits(now.right)], ['f(x − h)', allDigits(now.left)],
      ['measured slope', number(now.slope)], ['exact slope', number(now.exact)],
      ['distance', number(now.error)], ['spacing of the computer’s numbers near x', number(now.spacing)],
    ],
  }, {
    caption: 'Distance from the exact slope at this x',
    head: ['h', 'measured slope', 'distance'],
    rows: Array.from({ length: 18 }, (_, i) => tenTo(-i)).map((step) => {
      const at = measure(fn(), x(), step);
      return [power(step), number(at.slope), number(at.error)];
    }),
  }]);
  frame.says(() => aloud(`${speakX()}. ${speakH()}. ${story()}`));
}

// In how many significant digits two numbers agree, counted from the first.
function sharedDigits(one, other) {
  const written = allDigits(one).slice(0, sharedPrefix(allDigits(one), allDigits(other)));
  return written.replace(/^−?0*\.?0*/, '').replace(/\D/g, '').length;
}

function line(parent, [from, to], cls) {
  svg('line', { x1: from.x.toFixed(2), y1: from.y.toFixed(2), x2: to.x.toFixed(2), y2: to.y.toFixed(2), class: cls }, parent);
}

// The doubles within a view, relative to the point, when there are few enough to see each one;
// null while the view is wide enough to look continuous. Differences of neighbouring doubles are
// exact, so what is drawn is what the computer has.
function distinctDoubles(f, x, lo, hi) {
  const seen = new Map();
  const tries = 600;
  for (let i = 0; i <= tries; i += 1) {
    const place = x + (lo + ((hi - lo) * i) / tries);
    seen.set(place, { t: place - x, y: f(place) - f(x) });
    if (seen.size > 120) return null;
  }
  return [...seen.values()].filter(({ y }) => Number.isFinite(y));
}

export default { render };
