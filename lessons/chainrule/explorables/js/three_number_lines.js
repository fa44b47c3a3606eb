// W01b: one nudge on three number lines. x → u = g(x) → y = f(u), all lines with the same unit, so
// that stretching and flipping are seen as they are; and the ghost that reads the outer slope at x.
import { button, menu, slider, toggle } from './lib/controls.js';
import { number, power, spoken } from './lib/format.js';
import { openFrame } from './lib/frame.js';
import { functionNamed, menuOf } from './lib/functions.js';
import { clamp, snap } from './lib/keys.js';
import { glide } from './lib/motion.js';
import { arrowHead } from './lib/plot.js';
import { point } from './lib/point.js';
import { curvePath, followingWindow, linear, lineInBox, niceAbove, ticks } from './lib/scale.js';
import { nudgeThrough, tenTo } from './lib/slope.js';
import { html, svg, write, writePieces } from './lib/svg.js';

const MENU = ['square', 'cube', 'sin', 'cos', 'exp', 'reciprocal', 'triple_plus_one', 'double'];
const X = [-3, 3];
const STEP_X = 0.05;
const DX = [1e-6, 0.5];
const HALF = 3.6; // half the length of a number line, in units
const CALM = 2.4; // a line stands still while its value is within this of 0, then scrolls along
const LOG = { to: Math.log10, from: (place) => clamp(tenTo(place), ...DX) };
const GRIP = 17; // pixels from the end of dx to the knob that changes it
const WIDE = 740; // from this width on, the bars stand beside the lines, row by row

const ROWS = { x: 46, u: 132, y: 218, rule: 262, ghost: 282 };
const HEIGHT = 304;
const LABELS = 116; // pixels kept free for names and numbers beside the bars
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const inner = () => functionNamed(model.get('inner'));
  const outer = () => functionNamed(model.get('outer'));
  const x = () => model.get('x');
  const dx = () => model.get('dx');
  const setX = (value) => frame.assign({ x: clamp(value, ...X) });
  const setDx = (value) => frame.assign({ dx: clamp(value, ...DX) });
  const toggleGhost = () => frame.assign({ ghost: !model.get('ghost') });
  let now = null; // what `nudgeThrough` says about the present state

  // ---- pictures
  const upper = frame.row();
  const lower = frame.row();
  const lines = frame.plot({
    parent: upper,
    name: 'Three number lines with one nudge', basis: 430, grow: 3, height: () => HEIGHT,
    margin: () => ({ left: 1, right: 1, top: 0, bottom: 0 }),
  });
  const ground = lines.layer();
  const bands = lines.layer({ clipped: true });
  const nudges = lines.layer({ clipped: true });
  const labels = lines.layer();
  const xPoint = point({
    picture: lines.picture, parent: lines.picture, name: 'x', min: X[0], max: X[1], step: STEP_X,
    get: x, set: setX, speak: () => speakX(),
    toValue: (at) => snap(xScale().back(at.x), 0.01),
  });
  const grip = point({
    picture: lines.picture, parent: lines.picture, name: 'nudge dx', colour: 'tl-grip', size: 6, reach: 13,
    min: Math.log10(DX[0]), max: Math.log10(DX[1]), step: 0.1, scale: LOG,
    get: dx, set: setDx, speak: () => speakDx(),
    toValue: (at) => clamp(snap(xScale().back(at.x - GRIP) - x(), 0.01), 0.01, DX[1]),
  });

  const bars = frame.plot({
    parent: upper,
    name: 'The nudges measured in dx', basis: 270, grow: 2,
    height: (width, stage) => (stage >= WIDE ? HEIGHT : 194),
    margin: () => ({ left: 1, right: 10, top: 22, bottom: 8 }),
  });
  const barLayer = bars.layer();

  const square = (width) => clamp(width, 150, 230);
  const small = { parent: lower, basis: 150, grow: 1, height: square, margin: () => ({ left: 1, right: 1, top: 1, bottom: 1 }) };
  const gPlot = frame.plot({ ...small, name: 'Inner curve with its tangent at x' });
  const gLayer = gPlot.layer({ clipped: true });
  const gNames = gPlot.layer();
  const fPlot = frame.plot({ ...small, name: 'Outer curve with its tangent at u' });
  const fLayer = fPlot.layer({ clipped: true });
  const fNames = fPlot.layer();

  // ---- the three fractions
  const cells = {};
  const fraction = (top, bottom) => html('span', { class: 'tl-fraction' },
    html('span', { class: top === 'du' ? 'middle-text' : '' }, top),
    html('span', { class: `tl-under ${bottom === 'du' ? 'middle-text' : ''}` }, bottom));
  const row = (key, cls) => {
    cells[key] = { name: html('th', { scope: 'row', class: cls }), values: [0, 1, 2].map(() => html('td', { class: cls })) };
    cells[key].node = html('tr', {}, cells[key].name, ...cells[key].values);
    return cells[key].node;
  };
  const saying = html('p', { class: 'tl-saying' });
  const fractions = html('table', { class: 'tl-fractions' },
    html('thead', {}, html('tr', {}, html('td', {}),
      html('th', { scope: 'col', 'aria-label': 'du over dx' }, fraction('du', 'dx')),
      html('th', { scope: 'col', 'aria-label': 'times dy over du' }, html('span', { class: 'tl-sign' }, '×'), fraction('dy', 'du')),
      html('th', { scope: 'col', 'aria-label': 'is dy over dx' }, html('span', { class: 'tl-sign' }, '='), fraction('dy', 'dx')))),
    html('tbody', {}, row('measured', ''), row('rule', 'slope-text'), row('ghost', 'ghost-text')));
  lower.append(html('div', { class: 'tl-text' }, fractions, saying));

  // ---- controls
  const innerMenu = menu({
    label: 'inner g', options: menuOf(MENU), get: () => model.get('inner'),
    set: (value) => frame.assign({ inner: value }),
  });
  const outerMenu = menu({
    label: 'outer f', options: menuOf(MENU), get: () => model.get('outer'),
    set: (value) => frame.assign({ outer: value }),
  });
  const xSlider = slider({
    label: 'x', min: X[0], max: X[1], step: STEP_X, get: x, set: setX, show: number,
    speak: () => speakX(), colour: 'crx-forward',
  });
  const dxSlider = slider({
    label: 'nudge dx', min: Math.log10(DX[0]), max: Math.log10(DX[1]), step: 0.1, scale: LOG,
    get: dx, set: setDx, show: power, speak: () => speakDx(),
  });
  let aim = null; // where a running glide ends: a quick second press halves that
  const halve = button({
    label: 'Halve the nudge',
    act: () => {
      const from = dx();
      aim = Math.max(DX[0], (aim ?? from) / 2);
      const target = aim;
      let last = from;
      const stop = glide({
        from, to: target, signal,
        along: (t) => from * (target / from) ** t,
        step: (value) => {
          // Somebody else moved dx meanwhile (a key, Reset, Python): theirs counts.
          if (dx() === last && aim === target) {
            last = value;
            setDx(value);
          } else {
            if (aim === target) aim = null;
            stop();
          }
        },
        done: () => { if (aim === target) aim = null; },
      });
    },
  });
  const ghostToggle = toggle({
    label: 'read the outer slope at x', keyHint: 'g', get: () => model.get('ghost'),
    set: (value) => frame.assign({ ghost: value }),
  });
  frame.shortcut('g', toggleGhost);
  frame.controls.append(
    html('div', { class: 'crx-row crx-wide' }, innerMenu.node, outerMenu.node, ghostToggle.node, halve.node),
    xSlider.node, dxSlider.node);

  // ---- sentences
  const speakX = () => (now.trouble ? `x is ${spoken(x())}. ${troubleText()}`
    : `x is ${spoken(x())}, u is ${spoken(now.u)}, slope of the outer machine there ${spoken(now.rule.outer)}`);
  const speakDx = () => (now.trouble ? `nudge ${spoken(dx())}. ${troubleText()}`
    : `nudge ${spoken(dx())}, y moves ${spoken(now.measured.whole)} times as far`);

  function troubleText() {
    const { where, kind } = now.trouble;
    const [machine, receives] = where === 'inner' ? [inner(), 'x'] : [outer(), 'u'];
    const formula = machine.formula(receives);
    if (kind === 'gap') return `${formula} has no value where ${receives} is 0, so there is nothing to measure. Move x a little.`;
    if (kind === 'jump') return `The nudge carries ${receives} across 0, where ${formula} has no value and jumps: the measured fractions say nothing there. Make the nudge smaller, or move x.`;
    return `${formula} is larger here than any number the computer has (about 1.8×10³⁰⁸). Move x towards 0.`;
  }

  function story() {
    if (now.trouble) return troubleText();
    if (now.du === 0) return 'du is 0 here, so the fraction dy/du has no value. The slopes of the rule exist all the same: make the nudge smaller or move x.';
    const parts = ['The middle nudge du is the same number in both fractions, so it cancels.'];
    if (model.get('ghost')) {
      if (now.ghostTrouble) parts.push(`The ghost finds no slope: the outer curve has no value at x.`);
      else if (same(now.ghost.outer, now.rule.outer)) parts.push(same(now.u, now.x) ? 'Here g(x) is x itself, so the ghost happens to be right.' : 'Here the outer slope is the same at x and at u, so the ghost is right by luck.');
      else parts.push(`The outer machine receives u = ${number(now.u)}, never x = ${number(now.x)}: the ghost misses by ${number(now.ghost.whole - now.rule.whole)} times dx.`);
    } else if (same(now.measured.whole, now.rule.whole, 0.005)) parts.push('Measured and by rule agree to within half a percent.');
    else parts.push('The measured fractions come closer to the slopes of the rule as the nudge shrinks.');
    return parts.join(' ');
  }

  // ---- scales: one unit has the same length everywhere
  const span = (value) => followingWindow(value, HALF, CALM);
  const across = (value, end) => linear(followingWindow(value, HALF, CALM, end), [lines.box.left, lines.box.right]);
  const xScale = () => linear([-HALF, HALF], [lines.box.left, lines.box.right]);

  frame.draw((stage) => {
    now = nudgeThrough(inner(), outer(), x(), dx());
    drawLines();
    drawBars(stage);
    drawCurves();
    showFractions();
    for (const control of [innerMenu, outerMenu, xSlider, dxSlider, ghostToggle]) control.update();
  });

  function drawLines() {
    const { box } = lines;
    const scales = { x: xScale(), u: across(now.u, now.uEnd), y: across(now.y, now.yEnd) };
    const known = { x: true, u: Number.isFinite(now.u), y: Number.isFinite(now.u) && Number.isFinite(now.y) };
    const ghost = model.get('ghost');

    ground.fill(JSON.stringify([lines.width, scales.u.values, scales.y.values]), (g) => {
      for (const name of ['x', 'u', 'y']) {
        const at = ROWS[name];
        svg('line', { x1: box.left, x2: box.right, y1: at, y2: at, class: 'axis' }, g);
        for (const t of ticks(...scales[name].values, 8)) {
          const px = scales[name](t);
          if (px < box.left + 4 || px > box.right - 4) continue;
          svg('line', { x1: px, x2: px, y1: at - 4, y2: at + 4, class: 'axis' }, g);
          svg('text', { x: px, y: at + 18, 'text-anchor': 'middle', class: 'tick' }, g).textContent = plainTick(t);
        }
      }
    });

    const inside = (px) => clamp(px, box.left - 40, box.right + 40);
    const places = Object.fromEntries([['x', now.x, now.xEnd], ['u', now.u, now.uEnd], ['y', now.y, now.yEnd]]
      .map(([name, from, to]) => [name, known[name] && Number.isFinite(to)
        ? { from: inside(scales[name](from)), to: inside(scales[name](to)) } : null]));

    const key = JSON.stringify([now.x, now.dx, model.get('inner'), model.get('outer'), ghost, lines.width]);
    bands.fill(key, (g) => {
      for (const [upper, lower, cls] of [['x', 'u', 'tl-band-g'], ['u', 'y', 'tl-band-f']]) {
        const [a, b] = [places[upper], places[lower]];
        if (!a || !b) continue;
        const [top, bottom] = [ROWS[upper] + 4, ROWS[lower] - 5];
        const bend = (p, q) => `C${p},${top + 34} ${q},${bottom - 34} ${q},${bottom}`;
        svg('path', { d: `M${a.from},${top}${bend(a.from, b.from)}L${b.to},${bottom}C${b.to},${bottom - 34} ${a.to},${top + 34} ${a.to},${top}Z`, class: cls }, g);
        for (const [p, q] of [[a.from, b.from], [a.to, b.to]]) {
          svg('path', { d: `M${p},${top}${bend(p, q)}`, class: 'tl-arrow' }, g);
        }
        svg('path', { d: arrowHead(b.from, bottom, Math.PI / 2, 7), class: 'tl-arrow' }, g);
        if (Math.abs(b.to - b.from) > 7) svg('path', { d: arrowHead(b.to, bottom, Math.PI / 2, 7), class: 'tl-arrow' }, g);
      }
    });

    nudges.fill(key, (g) => {
      for (const [name, cls] of [['x', 'tl-outer'], ['u', 'tl-middle'], ['y', 'tl-outer']]) {
        if (places[name]) arrow(g, places[name], ROWS[name], cls);
      }
      for (const name of ['u', 'y']) {
        if (places[name]) svg('circle', { cx: places[name].from, cy: ROWS[name], r: 6, class: 'tl-value' }, g);
      }
      if (!places.y || now.trouble) return;
      for (const [name, whole, cls] of [['rule', now.rule.whole, 'tl-rule'], ['ghost', now.ghost.whole, 'tl-ghost']]) {
        if ((name === 'ghost' && !ghost) || !Number.isFinite(whole)) continue;
        const end = { from: places.y.from, to: inside(scales.y(now.y + whole * now.dx)) };
        svg('line', { x1: end.from, x2: end.from, y1: ROWS.y + 22, y2: ROWS[name], class: 'tl-guide' }, g);
        arrow(g, end, ROWS[name], cls);
        const left = Math.min(end.from, end.to) > (box.left + box.right) / 2;
        svg('text', {
          x: left ? Math.min(end.from, end.to) - 10 : Math.max(end.from, end.to) + 10, y: ROWS[name] + 4,
          'text-anchor': left ? 'end' : 'start', class: `halo ${name === 'rule' ? 'slope' : 'ghost'}`,
        }, g).textContent = name === 'rule' ? 'dy by rule' : 'dy of the ghost';
      }
    });

    labels.fill(key, (g) => {
      const named = { x: 'x', u: `u = ${inner().formula('x')}`, y: `y = ${outer().formula('u')}` };
      const values = { x: now.x, u: now.u, y: now.y };
      const moves = { x: ['dx', now.dx, ''], u: ['du', now.du, 'middle'], y: ['dy', now.dy, ''] };
      for (const name of ['x', 'u', 'y']) {
        const at = ROWS[name] - 19;
        const text = svg('text', { x: box.left, y: at, class: 'halo' }, g);
        svg('tspan', {}, text).textContent = `${named[name]} = `;
        svg('tspan', { class: 'strong' }, text).textContent = number(values[name]);
        const move = svg('text', { x: box.right, y: at, 'text-anchor': 'end', class: `halo ${moves[name][2]}` }, g);
        svg('tspan', {}, move).textContent = `${moves[name][0]} = `;
        svg('tspan', { class: 'strong' }, move).textContent = number(moves[name][1]);
      }
    });

    xPoint.update(scales.x(now.x), ROWS.x);
    grip.update(clamp(scales.x(now.xEnd) + GRIP, box.left, box.right - 7), ROWS.x);
  }

  // How many dx long is each nudge? The same arrows, under a magnifying glass that follows dx.
  function drawBars(stage) {
    const { box } = bars;
    const wide = stage >= WIDE;
    const ghost = model.get('ghost');
    const shown = [
      ['x', 1, 'dx', 'tl-outer', ''], ['u', now.measured.inner, 'du', 'tl-middle', 'middle'],
      ['y', now.dy / now.dx, 'dy', 'tl-outer', ''], ['rule', now.rule.whole, 'rule', 'tl-rule', 'slope'],
      ...(ghost ? [['ghost', now.ghost.whole, 'ghost', 'tl-ghost', 'ghost']] : []),
    ].filter(([, ratio], i) => Number.isFinite(ratio) && !(now.trouble && i > 0));
    const most = Math.max(...shown.map(([, ratio]) => ratio));
    const least = Math.min(0, ...shown.map(([, ratio]) => ratio));
    const [lo, hi] = [least < 0 ? -niceAbove(-least, ROUND) : 0, niceAbove(Math.max(1, most), ROUND)];
    const place = linear([lo, hi], [box.left + LABELS, box.right]);
    const rows = wide ? { ...ROWS, ghost: ROWS.ghost + 8 } : { x: 42, u: 76, y: 110, rule: 144, ghost: 178 };
    barLayer.fill(JSON.stringify([shown, bars.width, wide]), (g) => {
      svg('text', { x: box.left, y: 13, class: 'muted' }, g).textContent = 'How many dx long?';
      for (const t of ticks(lo, hi, 4)) {
        const edge = place(t) > box.right - 8;
        svg('line', { x1: place(t), x2: place(t), y1: 22, y2: rows.ghost + 12, class: t === 0 ? 'axis' : 'grid' }, g);
        if (place(t) > box.left + 136) svg('text', { x: place(t) + (edge ? 6 : 0), y: 13, 'text-anchor': edge ? 'end' : 'middle', class: 'tick' }, g).textContent = plainTick(t);
      }
      for (const [name, ratio, label, cls, tint] of shown) {
        const at = rows[name];
        arrow(g, { from: place(0), to: place(ratio) }, at, cls);
        svg('text', { x: box.left, y: at + 4.5, class: tint }, g).textContent = label;
        svg('text', { x: box.left + LABELS - 14, y: at + 4.5, 'text-anchor': 'end', class: `strong ${tint}` }, g).textContent = label === 'dx' ? '1' : number(ratio);
      }
    });
  }

  function drawCurves() {
    const ghost = model.get('ghost');
    const good = !now.trouble || now.trouble.kind === 'jump';
    const key = JSON.stringify([model.get('inner'), model.get('outer'), now.x, now.dx, ghost, gPlot.width, fPlot.width]);
    curve(gPlot, gLayer, gNames, key, {
      fn: inner(), at: now.x, value: now.u, move: now.dx, rise: now.du, slope: now.rule.inner,
      horizontal: [-HALF, HALF], names: ['x', 'u'], good: good || now.trouble.where === 'outer',
      moves: ['tl-outer', 'tl-middle'], title: [`u = ${inner().formula('x')}, slope at x: `, ['slope-text strong', number(now.rule.inner)]],
      missing: null,
    });
    curve(fPlot, fLayer, fNames, key, {
      fn: outer(), at: now.u, value: now.y, move: now.du, rise: now.dy, slope: now.rule.outer,
      horizontal: span(now.u), names: ['u', 'y'], good,
      moves: ['tl-middle', 'tl-outer'], title: [`y = ${outer().formula('u')}, slope at u: `, ['slope-text strong', number(now.rule.outer)]],
      missing: ghost ? { at: now.x, slope: now.ghost.outer } : null,
    });
  }

  function curve(picture, layer, namesLayer, key, { fn, at, value, move, rise, slope, horizontal, names, good, moves, title, missing }) {
    const { box } = picture;
    writePieces(picture.title, title);
    const shape = (box.bottom - box.top) / (box.right - box.left);
    const right = linear(horizontal, [box.left, box.right]);
    const middle = span(value).reduce((a, b) => a + b) / 2;
    const up = linear([middle - HALF * shape, middle + HALF * shape], [box.bottom, box.top]);
    const steepness = -1; // pixels down per pixel across for slope 1: same unit both ways
    layer.fill(key, (g) => {
      svg('rect', { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top, rx: 6, class: 'tl-pane' }, g);
      for (const t of ticks(...right.values, 8)) svg('line', { x1: right(t), x2: right(t), y1: box.top, y2: box.bottom, class: t === 0 ? 'axis' : 'grid' }, g);
      for (const t of ticks(...up.values, 8)) svg('line', { x1: box.left, x2: box.right, y1: up(t), y2: up(t), class: t === 0 ? 'axis' : 'grid' }, g);
      svg('path', { d: curvePath(fn.f, right.values, right, up, 120), class: 'forward line' }, g);
      if (missing && Number.isFinite(missing.slope)) {
        const there = { x: right(missing.at), y: up(fn.f(missing.at)) };
        const wrong = lineInBox(there, missing.slope * steepness, box);
        svg('line', { x1: there.x, x2: there.x, y1: box.top, y2: box.bottom, class: 'ghost thin tl-thin' }, g);
        if (wrong) line(g, wrong, 'ghost thin');
        if (Math.abs(there.y) < 1e5) svg('circle', { cx: there.x, cy: there.y, r: 5, class: 'tl-hollow' }, g);
      }
      if (!good || !Number.isFinite(value)) return;
      const here = { x: right(at), y: up(value) };
      const tangent = lineInBox(here, slope * steepness, box);
      if (tangent) line(g, tangent, 'slope line');
      const corner = clamp(right(at + move), -999, 9999);
      const top = clamp(up(value + rise), -999, 9999);
      if (Number.isFinite(corner) && Number.isFinite(top)) {
        svg('line', { x1: here.x, x2: corner, y1: here.y, y2: here.y, class: `tl-step ${moves[0]}` }, g);
        svg('line', { x1: corner, x2: corner, y1: here.y, y2: top, class: `tl-step ${moves[1]}` }, g);
      }
      svg('circle', { cx: here.x, cy: here.y, r: 6, class: 'tl-value' }, g);
    });
    namesLayer.fill(`${picture.width}`, (g) => {
      svg('text', { x: box.right - 7, y: box.bottom - 7, 'text-anchor': 'end', class: 'muted var halo' }, g).textContent = names[0];
      svg('text', { x: box.left + 7, y: box.top + 16, class: 'muted var halo' }, g).textContent = names[1];
    });
  }

  function showFractions() {
    const show = (key, name, { inner: a, outer: b, whole }) => {
      write(cells[key].name, name);
      const values = [a, b, whole];
      cells[key].values.forEach((cell, i) => write(cell, number(values[i])));
    };
    show('measured', `measured, dx = ${power(now.dx)}`, now.trouble ? { inner: NaN, outer: NaN, whole: NaN } : now.measured);
    show('rule', 'by rule, at x and at u', now.rule);
    show('ghost', 'ghost, both at x', now.ghost);
    cells.ghost.node.hidden = !model.get('ghost');
    write(saying, story());
  }

  frame.tables(() => [{
    caption: `x → u = ${inner().formula('x')} → y = ${outer().formula('u')}`,
    head: ['line', 'before', 'after', 'nudge'],
    rows: [
      ['x', number(now.x), number(now.xEnd), `dx = ${number(now.dx)}`],
      ['u', number(now.u), number(now.uEnd), `du = ${number(now.du)}`],
      ['y', number(now.y), number(now.yEnd), `dy = ${number(now.dy)}`],
    ],
  }, {
    caption: 'The fractions',
    head: ['way', 'du/dx', 'dy/du', 'dy/dx', 'dy says'],
    rows: [['measured', now.measured, now.dy], ['by rule', now.rule, now.rule.whole * now.dx], ['ghost', now.ghost, now.ghost.whole * now.dx]]
      .map(([name, ratios, dy]) => [name, number(ratios.inner), number(ratios.outer), number(ratios.whole), number(dy)]),
  }]);
  frame.says(() => {
    if (now.trouble) return `${speakX()}`;
    const product = ({ inner: a, outer: b, whole }) => `${spoken(a)} times ${spoken(b)} is ${spoken(whole)}`;
    return `x is ${spoken(now.x)}, u is ${spoken(now.u)}, y is ${spoken(now.y)}. Measured ${product(now.measured)}. By rule ${product(now.rule)}.`
      + (model.get('ghost') ? ` The ghost says ${spoken(now.ghost.whole)}.` : '');
  });
}

function same(a, b, tolerance = 1e-9) {
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-300);
}

function plainTick(t) {
  return Number.isInteger(t) && Math.abs(t) < 10000 ? String(t).replace('-', '−') : number(t);
}

function line(parent, [from, to], cls) {
  svg('line', { x1: from.x.toFixed(2), y1: from.y.toFixed(2), x2: to.x.toFixed(2), y2: to.y.toFixed(2), class: cls }, parent);
}

// A thick arrow along a row; too short for a head, it stays a bar.
function arrow(parent, { from, to }, y, cls) {
  const length = to - from;
  svg('line', { x1: from, x2: to, y1: y, y2: y, class: `tl-nudge ${cls}` }, parent);
  if (Math.abs(length) > 5) svg('path', { d: arrowHead(to, y, length > 0 ? 0 : Math.PI, Math.min(9, Math.abs(length))), class: `tl-head ${cls}` }, parent);
}

export default { render };
