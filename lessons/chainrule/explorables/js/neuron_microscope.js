// W04: one neuron under the microscope. Three local slopes, each on its own small curve, and their
// product on the curve of L against w.
import { ACTIVATIONS } from './lib/activations.js';
import { menu, slider, toggle } from './lib/controls.js';
import { aloud, factor, neat } from './lib/digits.js';
import { power } from './lib/format.js';
import { openFrame } from './lib/frame.js';
import { graph } from './lib/graph.js';
import { clamp, snap } from './lib/keys.js';
import { neuron, nudgedSlope, relativeError } from './lib/network.js';
import { point } from './lib/point.js';
import { curvePath, followingWindow, linear, niceAbove, ticks } from './lib/scale.js';
import { tenTo } from './lib/slope.js';
import { html, svg, write, writePieces } from './lib/svg.js';

const RANGES = {
  w: { min: -6, max: 6, step: 0.1 }, b: { min: -6, max: 6, step: 0.1 },
  x: { min: -4, max: 4, step: 0.1 }, y: { min: 0, max: 1, step: 0.05 },
};
const FLAT = 0.02; // a slope of the activation below this is called flat
const DIGITS = 5;
const LOG = { to: Math.log10, from: (place) => tenTo(snap(place, 0.5)) };
const SMALLEST_H = -6; // exponents of the nudge h
const show = (value) => neat(value, DIGITS);
const showH = (h) => (power(h).startsWith('10') ? power(h) : neat(h, 3));

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const state = () => Object.fromEntries(Object.keys(RANGES).map((name) => [name, model.get(name)]));
  const options = () => ({ activation: model.get('activation'), half: model.get('half') });
  const bend = () => ACTIVATIONS[model.get('activation')];
  const put = (name, value) => frame.assign({ [name]: clamp(snap(value, 0.01), RANGES[name].min, RANGES[name].max) });
  let now = null;

  // ---- the chain
  const top = frame.plot({
    name: 'The neuron as a chain', basis: 900, height: (width) => (width < 560 ? 84 : 124),
    margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
  });
  const g = graph(svg('g', { 'aria-hidden': 'true' }, top.picture));
  function drawChain() {
    const tight = top.width < 560;
    const w = top.width < 800 ? 68 : 104;
    const y = tight ? 44 : 74;
    const at = (place) => w / 2 + 6 + (place / 3) * (top.width - w - 12);
    const symbol = bend().symbol;
    const nodes = [
      ['w', model.get('w'), ''], ['z', now.z, 'w·x + b'], ['a', now.a, `${symbol}(z)`],
      ['L', now.L, model.get('half') ? '½(a − y)²' : '(a − y)²'],
    ];
    const slopes = [['z', 'w', now.dz_dw], ['a', 'z', now.da_dz], ['L', 'a', now.dL_da]];
    g.begin();
    nodes.forEach(([name, value, formula], place) => g.node(name, {
      x: at(place), y, w, h: 46, shape: 'box', note: tight ? '' : formula,
      cells: [{ label: name, text: neat(value, tight ? 3 : 4), kind: 'forward' }],
    }));
    slopes.forEach(([over, under, slope], place) => {
      g.edge(over, { from: nodes[place][0], to: nodes[place + 1][0], on: false });
      if (tight) return;
      const middle = (at(place) + at(place + 1)) / 2;
      g.magnifier(over, { x: middle, y: y - 34, w: 54, h: 52, rate: slope });
      const value = show(slope).includes('×') ? neat(slope, 2) : show(slope);
      const roomy = at(1) - at(0) - w > 140;
      g.caption(over, { x: middle, y: y + 20, words: roomy ? `d${over}/d${under} = ${value}` : value, cls: 'g-rate' });
    });
    g.end();
  }

  // ---- the three small curves
  const small = (id, name) => {
    const made = frame.plot({
      name, basis: 240, height: () => 176, margin: () => ({ left: 38, right: 10, top: 8, bottom: 24 }),
    });
    made.title = html('div', { class: 'crx-plot-name' });
    made.host.prepend(made.title);
    return { id, made, axes: made.layer(), curve: made.layer({ clipped: true }), tangent: made.layer({ clipped: true }) };
  };
  const links = [small('z', 'z against w'), small('a', 'a against z'), small('L', 'L against a')];
  const big = (() => {
    const made = frame.plot({
      name: 'L against w', basis: 430, grow: 3, height: () => 236, margin: () => ({ left: 44, right: 12, top: 8, bottom: 38 }),
    });
    made.title = html('div', { class: 'crx-plot-name' }, 'L against w: one tangent');
    made.host.prepend(made.title);
    return { id: 'big', made, axes: made.layer(), curve: made.layer({ clipped: true }), tangent: made.layer({ clipped: true }) };
  })();

  const lossTop = (most) => (model.get('half') ? 0.5 : 1) * most;
  function windows() {
    const [low, high] = bend().range;
    const room = 0.12 * (high - low);
    const reach = model.get('activation') === 'relu' ? Math.max(3, niceAbove(Math.max(1e-9, now.a) * 1.15)) : high;
    const aSpan = [low - room, reach + room];
    const worst = model.get('activation') === 'tanh' ? 4.4 : 1.1;
    const relu = Math.max(1.1, niceAbove(Math.max(1e-9, now.L) * 1.15));
    const lossSpan = [0, model.get('activation') === 'relu' ? relu : lossTop(worst)];
    const zSpan = followingWindow(now.z, 8, 6);
    return { w: [RANGES.w.min, RANGES.w.max], z: zSpan, a: aSpan, L: lossSpan };
  }
  function scales({ made }, across, down) {
    return { across: linear(across, [made.box.left, made.box.right]), down: linear(down, [made.box.bottom, made.box.top]) };
  }

  function drawAxes({ made, axes }, { across, down }, names, key) {
    axes.fill(JSON.stringify([made.width, key, across.values, down.values]), (node) => {
      const { left, right, top: high, bottom } = made.box;
      for (const t of ticks(...across.values, 5)) {
        svg('line', { class: t === 0 ? 'axis' : 'grid', x1: across(t), x2: across(t), y1: high, y2: bottom }, node);
        svg('text', { class: 'tick', x: across(t), y: bottom + 16, 'text-anchor': 'middle' }, node).textContent = neat(t, 3);
      }
      for (const v of ticks(...down.values, 4)) {
        svg('line', { class: v === 0 ? 'axis' : 'grid', x1: left, x2: right, y1: down(v), y2: down(v) }, node);
        svg('text', { class: 'tick', x: left - 6, y: down(v) + 4, 'text-anchor': 'end' }, node).textContent = neat(v, 3);
      }
      svg('text', { class: 'var halo', x: right, y: bottom - 5, 'text-anchor': 'end' }, node).textContent = names[0];
      svg('text', { class: 'var halo', x: left + 4, y: high + 13 }, node).textContent = names[1];
    });
  }

  // A piece of the tangent at a point, `length` pixels long.
  function drawTangent(node, { across, down }, x, y, slope, length) {
    const rise = slope * (down.rate / across.rate);
    if (!Number.isFinite(rise)) return;
    const half = length / 2 / Math.hypot(1, rise);
    svg('line', { class: 'line slope nm-tangent', x1: across(x) - half, y1: down(y) - half * rise, x2: across(x) + half, y2: down(y) + half * rise }, node);
  }

  const marks = {
    z: point({
      picture: links[0].made.picture, parent: links[0].made.picture, name: 'w on the line of z', ...RANGES.w,
      get: () => model.get('w'), set: (value) => put('w', value), speak: () => speak('w'),
      toValue: (at) => scales(links[0], windows().w, windows().z).across.back(at.x),
    }),
    a: point({
      picture: links[1].made.picture, parent: links[1].made.picture, name: 'z on the activation, moved by b', ...RANGES.b,
      get: () => model.get('b'), set: (value) => put('b', value), speak: () => speak('b'),
      hold: () => ({ b: model.get('b'), rate: scales(links[1], windows().z, windows().a).across.rate }),
      toValue: (at) => at.grab.b + (at.x - at.startX) / at.grab.rate,
    }),
    L: point({
      picture: links[2].made.picture, parent: links[2].made.picture, name: 'target y', colour: 'nm-target', ...RANGES.y,
      get: () => model.get('y'), set: (value) => put('y', value), speak: () => speak('y'),
      toValue: (at) => scales(links[2], windows().a, windows().L).across.back(at.x),
    }),
    big: point({
      picture: big.made.picture, parent: big.made.picture, name: 'w on the loss curve', ...RANGES.w, size: 8,
      get: () => model.get('w'), set: (value) => put('w', value), speak: () => speak('w'),
      toValue: (at) => scales(big, windows().w, windows().L).across.back(at.x),
    }),
  };

  function drawPlots() {
    const span = windows();
    const { w, b, x, y } = state();
    const { f, df } = bend();
    const share = model.get('half') ? 0.5 : 1;
    const key = [state(), options()];
    const one = [
      { link: links[0], over: ['w', span.w], up: ['z', span.z], f: (t) => t * x + b, at: [w, now.z], slope: now.dz_dw, title: ['z against w: ', 'dz/dw = x', now.dz_dw] },
      { link: links[1], over: ['z', span.z], up: ['a', span.a], f, at: [now.z, now.a], slope: now.da_dz, title: ['a against z: ', 'da/dz', now.da_dz] },
      { link: links[2], over: ['a', span.a], up: ['L', span.L], f: (t) => share * (t - y) ** 2, at: [now.a, now.L], slope: now.dL_da, title: ['L against a: ', 'dL/da', now.dL_da] },
      { link: big, over: ['w', span.w], up: ['L', span.L], f: (t) => neuron({ ...state(), w: t }, options()).L, at: [w, now.L], slope: now.dL_dw, title: ['L against w, one tangent: ', 'dL/dw', now.dL_dw] },
    ];
    for (const { link, over, up, f: curve, at, slope, title } of one) {
      const scale = scales(link, over[1], up[1]);
      const { across, down } = scale;
      drawAxes(link, scale, [over[0], up[0]], over[0] + up[0]);
      writePieces(link.made.title, [title[0], ['slope-text strong', `${title[1]} = ${show(title[2])}`]]);
      link.curve.fill(JSON.stringify([link.made.width, key, over, up]), (node) => {
        if (link.id === 'a') drawFlats(node, link, scale, df);
        svg('path', { class: 'line forward', d: curvePath(curve, over[1], across, down) }, node);
      });
      link.tangent.fill(JSON.stringify([link.made.width, key, over, up, model.get('compare'), model.get('h')]), (node) => {
        if (link.id === 'L') {
          svg('line', { class: 'nm-miss', x1: across(at[0]), x2: across(y), y1: down(0) - 1, y2: down(0) - 1 }, node);
          svg('text', { class: 'halo', x: clamp(across(y), link.made.box.left + 8, link.made.box.right - 8), y: down(0) - 14, 'text-anchor': 'middle' }, node).textContent = 'y';
        }
        if (link.id === 'big' && model.get('compare')) drawNudge(node, scale, curve, w, model.get('h'));
        drawTangent(node, scale, ...at, slope, link.id === 'big' ? 210 : 110);
        if (link.id === 'L') svg('circle', { class: 'nm-dot', cx: across(at[0]), cy: down(at[1]), r: 6 }, node);
      });
      if (link.id === 'L') marks.L.update(across(y), down(0));
      else {
        const inside = at[1] >= Math.min(...up[1]) && at[1] <= Math.max(...up[1]);
        marks[link.id].update(across(at[0]), clamp(down(at[1]), link.made.box.top, link.made.box.bottom), inside);
      }
    }
  }

  // Where the activation is so flat that the product dies.
  function drawFlats(node, { made }, { across }, df) {
    const [from, to] = across.values;
    const step = (to - from) / 160;
    let start = null;
    for (let i = 0; i <= 161; i += 1) {
      const flat = i <= 160 && df(from + i * step) < FLAT;
      if (flat && start === null) start = from + i * step;
      if (!flat && start !== null) {
        const left = across(start);
        const right = across(from + (i - 1) * step);
        svg('rect', { class: 'nm-flat', x: left, y: made.box.top, width: right - left, height: made.box.bottom - made.box.top }, node);
        if (right - left > 34) svg('text', { class: 'tick halo', x: (left + right) / 2, y: (made.box.top + made.box.bottom) / 2 + 4, 'text-anchor': 'middle' }, node).textContent = 'flat';
        start = null;
      }
    }
  }

  function drawNudge(node, { across, down }, curve, w, h) {
    const ends = [w - h, w + h].map((t) => ({ x: across(t), y: down(curve(t)) }));
    const rise = (ends[1].y - ends[0].y) / (ends[1].x - ends[0].x);
    const middle = { x: (ends[0].x + ends[1].x) / 2, y: (ends[0].y + ends[1].y) / 2 };
    const half = Math.max(150 / Math.hypot(1, rise), (ends[1].x - ends[0].x) / 2 + 10);
    if (Number.isFinite(rise)) svg('line', { class: 'line ghost', x1: middle.x - half, x2: middle.x + half, y1: middle.y - half * rise, y2: middle.y + half * rise }, node);
    for (const end of ends) svg('circle', { class: 'nm-nudged', cx: end.x, cy: end.y, r: 4.5 }, node);
  }

  // ---- numbers
  const product = html('div', { class: 'nm-product' });
  const line = () => html('p', {});
  const [formula, numbers, nudged, others, saying] = [line(), line(), line(), line(), line()];
  saying.classList.add('nm-saying');
  product.append(formula, numbers, nudged, others, saying);
  frame.stage.append(product);
  writePieces(formula, [['slope-text strong', 'dL/dw'], ' = ', ['slope-text', 'dL/da'], ' · ', ['slope-text', 'da/dz'], ' · ', ['slope-text', 'dz/dw']]);

  const flatNow = () => bend().df(now.z) < FLAT;
  function meaning() {
    const miss = Math.abs(now.a - model.get('y'));
    if (flatNow() && miss > 0.1) return `${bend().symbol} is flat here: its slope of ${neat(now.da_dz, 2)} kills the product, although the prediction misses by ${neat(miss, 3)}.`;
    if (now.dL_dw === 0) return 'The product is 0: a small change of w changes nothing.';
    return `Raise w a little, and L ${now.dL_dw < 0 ? 'falls' : 'rises'}: about ${neat(Math.abs(now.dL_dw), 3)} per unit of w.`;
  }
  function drawNumbers() {
    const factors = [now.dL_da, now.da_dz, now.dz_dw].map((value) => factor(show(value)));
    writePieces(numbers, [['nm-equals', '= '], ['slope-text', factors.join(' × ')], ' = ', ['slope-text strong', show(now.dL_dw)]]);
    nudged.hidden = !model.get('compare');
    if (model.get('compare')) {
      const measured = nudgedSlope(state(), model.get('h'), options());
      writePieces(nudged, ['Nudging w by ±', showH(model.get('h')), ': ', ['ghost-text strong', show(measured)], `, relative error ${neat(relativeError(measured, now.dL_dw), 2)}`]);
    }
    writePieces(others, ['dL/db = ', ['slope-text strong nm-pair', show(now.dL_db)], ' dL/dx = ', ['slope-text strong nm-pair', show(now.dL_dx)]]);
    write(saying, meaning());
    saying.classList.toggle('nm-warn', flatNow());
  }

  // ---- words and tables
  const SAID = { w: 'weight w', b: 'bias b', x: 'input x', y: 'target y' };
  const speak = (name) => `${SAID[name]} is ${aloud(neat(model.get(name), 4))}; loss ${aloud(neat(now.L, 3))}, d L d w ${aloud(neat(now.dL_dw, 3))}`;
  frame.says(() => {
    const compared = model.get('compare') ? ` Nudging w gives ${aloud(show(nudgedSlope(state(), model.get('h'), options())))}.` : '';
    return aloud(`z = ${neat(now.z, 3)}, a = ${neat(now.a, 3)}, L = ${neat(now.L, 3)}. Slopes ${[now.dL_da, now.da_dz, now.dz_dw].map((v) => neat(v, 3)).join(' times ')} give ${neat(now.dL_dw, 3)}.${compared} ${meaning()}`);
  });
  frame.tables(() => {
    const measured = nudgedSlope(state(), model.get('h'), options());
    return [{
      caption: 'Values', head: ['name', 'value'],
      rows: [...Object.keys(RANGES).map((name) => [SAID[name], neat(model.get(name))]), ['z = w·x + b', show(now.z)], [`a = ${bend().symbol}(z)`, show(now.a)], [model.get('half') ? 'L = ½(a − y)²' : 'L = (a − y)²', show(now.L)]],
    }, {
      caption: 'Slopes', head: ['slope', 'value'],
      rows: [['dL/da', show(now.dL_da)], ['da/dz', show(now.da_dz)], ['dz/dw = x', show(now.dz_dw)], ['dz/db', '1'], ['dz/dx = w', show(now.dz_dx)],
        ['dL/dw, the product', show(now.dL_dw)], ['dL/db', show(now.dL_db)], ['dL/dx', show(now.dL_dx)], [`nudging w by ±${showH(model.get('h'))}`, show(measured)], ['relative error', neat(relativeError(measured, now.dL_dw), 2)]],
    }];
  });

  // ---- controls
  const sliders = Object.keys(RANGES).map((name) => slider({
    label: { w: 'weight w', b: 'bias b', x: 'input x', y: 'target y' }[name], ...RANGES[name], colour: name === 'y' ? '' : 'crx-forward',
    get: () => model.get(name), set: (value) => put(name, value), show: (value) => neat(value), speak: () => speak(name),
  }));
  const compare = toggle({ label: 'compare with the nudge', keyHint: 'c', get: () => model.get('compare'), set: (on) => frame.assign({ compare: on }) });
  const size = slider({
    label: 'nudge h', min: SMALLEST_H, max: 0, step: 0.5, scale: LOG, colour: 'crx-slope',
    get: () => model.get('h'), set: (h) => frame.assign({ h, compare: true }), show: showH,
    speak: () => `h is ${aloud(showH(model.get('h')))}, nudged slope ${aloud(show(nudgedSlope(state(), model.get('h'), options())))}`,
  });
  const half = toggle({ label: 'L with ½', get: () => model.get('half'), set: (on) => frame.assign({ half: on }) });
  const activation = menu({
    label: 'Activation', options: Object.entries(ACTIVATIONS).map(([value, { label }]) => ({ value, label })),
    get: () => model.get('activation'), set: (value) => frame.assign({ activation: value }),
  });
  frame.shortcut('c', () => frame.assign({ compare: !model.get('compare') }));
  frame.controls.append(...sliders.map(({ node }) => node), size.node,
    html('div', { class: 'crx-row nm-row' }, compare.node, half.node, activation.node));

  frame.draw(() => {
    now = neuron(state(), options());
    drawChain();
    drawPlots();
    drawNumbers();
    for (const control of [...sliders, compare, size, half, activation]) control.update();
  });
}

export default { render };
