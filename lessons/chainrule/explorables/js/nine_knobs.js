// W00: a network with nine numbers. `watch` reveals the forward pass edge by edge, `curve` shows
// the output against one input, `game` counts tries on four points.
import { button, menu, slider, toggle } from './lib/controls.js';
import { aloud, factor, fixed, neat, signed } from './lib/digits.js';
import { openFrame } from './lib/frame.js';
import { graph } from './lib/graph.js';
import { clamp, sliderKey, snap } from './lib/keys.js';
import { glide, wantsLessMotion } from './lib/motion.js';
import { collapsed, forward, forwardSteps, FOUR_POINTS, KNOBS, meanLoss, readKnob, squaredError, turnKnob } from './lib/network.js';
import { point } from './lib/point.js';
import { curvePath, linear, niceAbove, ticks } from './lib/scale.js';
import { html, set, svg, write, writePieces } from './lib/svg.js';

const KNOB = { min: -8, max: 8, step: 0.1 };
const X = { min: -6, max: 6, step: 0.1 };
const GOAL = 0.01;
const CIRCLED = ['', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'];
const NAMES = { x1: 'input 1', x2: 'input 2', h1: 'hidden 1', h2: 'hidden 2', out: 'output' };
const SHORT = { x1: 'x₁', x2: 'x₂', h1: 'hidden 1', h2: 'hidden 2', out: 'output' };
const BUMP = { W1: [[4, 4], [0, 0]], b1: [6, -6], W2: [[8], [-8]], b2: [-4] };
const KNOB_TRAITS = ['W1', 'b1', 'W2', 'b2'];
const ONE_ROW = 490; // from this width on, prediction and loss stand in one row
const SECOND_PER_STEP = 1100; // milliseconds a step when the steps play by themselves

const NB = '\u00a0'; // no line break beside an equals sign

const counted = (tries) => `${tries} ${tries === 1 ? 'try' : 'tries'}`;

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const mode = () => model.get('mode');
  const game = () => mode() === 'game';
  const watching = () => mode() === 'watch'; // the network and its steps: no knobs, no target, no loss
  const params = () => Object.fromEntries(KNOB_TRAITS.map((name) => [name, model.get(name)]));
  const options = () => ({ squash: model.get('squash'), hidden: model.get('hidden') });
  const example = () => (game() ? FOUR_POINTS[model.get('example')] : { x: model.get('x'), y: model.get('y') });
  const swept = () => model.get('sweep') - 1;
  const loss = () => (game() ? meanLoss(params(), FOUR_POINTS, options())
    : squaredError(forward(params(), example().x, options()).a2, example().y));
  let steps = [];
  let shown = 0; // how many steps are revealed now
  let marked = null; // the knob whose effect is marked
  let riding = null; // a value on its way along an edge
  let playing = null;

  // ---- the network
  const net = frame.plot({
    name: 'The network', basis: 440, grow: 3, height: () => 274,
    margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
  });
  const g = graph(svg('g', { 'aria-hidden': 'true' }, net.picture));

  function places() {
    const w = net.width;
    const tight = w < 440; // halves stand one below the other
    const neuron = tight ? 84 : clamp(0.25 * w, 112, 132);
    const input = tight ? 48 : 66;
    const xs = { input: input / 2 + 4, hidden: 0.48 * w, out: w - neuron / 2 - (tight ? 4 : 10) };
    const [top, bottom] = [56, 196];
    return {
      neuron, input, tight,
      x1: { x: xs.input, y: top }, x2: { x: xs.input, y: bottom },
      h1: { x: xs.hidden, y: top }, h2: { x: xs.hidden, y: bottom },
      out: { x: xs.out, y: (top + bottom) / 2 },
    };
  }

  // Which steps have happened: what is known about each neuron and edge so far.
  function known() {
    const sums = {};
    const last = steps[shown - 1] ?? null;
    const seen = { edges: new Set(), z: new Set(), a: new Set(), sums, last: shown < steps.length ? last : null };
    for (const step of steps.slice(0, shown)) {
      if (step.kind === 'product') { seen.edges.add(step.knob); sums[step.to] = step.sum; }
      if (step.kind === 'bias') seen.z.add(step.to);
      if (step.kind === 'squash') seen.a.add(step.to);
    }
    return seen;
  }

  // The knobs along the way from `marked` to the output.
  function pathOf(knob) {
    if (!knob) return { edges: new Set(), nodes: new Set() };
    const edges = new Set([knob.key]);
    const nodes = new Set([knob.to]);
    if (knob.to !== 'out') {
      edges.add(knob.to === 'h1' ? 7 : 8);
      nodes.add('out');
    }
    return { edges, nodes };
  }

  function drawNetwork() {
    const p = params();
    const { hidden } = options();
    const { x } = example();
    const pass = forward(p, x, options());
    const at = places();
    const seen = known();
    const path = pathOf(marked);
    const off = hidden ? '' : 'off';
    g.begin();
    ['x1', 'x2'].forEach((id, i) => g.node(id, {
      ...at[id], w: at.input, h: 46, name: i === 0 ? 'inputs' : '', cells: [{ label: SHORT[id], text: neat(x[i], 3), kind: 'forward' }],
    }));
    const neuron = (id, z, a, bias, resting) => {
      const zText = seen.z.has(id) ? fixed(z, 2) : seen.sums[id] !== undefined ? fixed(seen.sums[id], 2) : '?';
      const aText = seen.a.has(id) ? fixed(a, 3) : '?';
      const quiet = resting ? 'off' : seen.a.has(id) ? '' : 'pending';
      g.node(id, {
        ...at[id], w: at.neuron, h: at.tight ? 54 : 50, shape: at.tight ? 'box' : 'round', stacked: at.tight, name: resting ? '' : NAMES[id],
        note: resting ? '' : `${CIRCLED[bias.key]} bias ${neat(readKnob(p, bias), 3)}`,
        state: quiet, on: path.nodes.has(id) || seen.last?.to === id,
        cells: [
          { label: 'z', text: `${at.tight ? 'z ' : ''}${resting ? '–' : zText}`, kind: seen.z.has(id) ? 'forward' : '' },
          { label: 'a', text: `${at.tight ? 'a ' : ''}${resting ? '–' : aText}`, kind: seen.a.has(id) ? 'forward' : '' },
        ],
      });
    };
    neuron('h1', pass.z1[0], pass.a1[0], KNOBS[2], !hidden);
    neuron('h2', pass.z1[1], pass.a1[1], KNOBS[5], !hidden);
    neuron('out', pass.z2, pass.a2, KNOBS[8], false);
    for (const knob of KNOBS) {
      if (!knob.from) continue;
      const resting = !hidden && knob.key < 7;
      if (resting) continue;
      const from = hidden || knob.key < 7 ? knob.from : ['x1', 'x2'][knob.key - 7];
      const crossing = knob.key === 2 || knob.key === 4;
      g.edge(`knob ${knob.key}`, {
        from, to: knob.to, at: crossing ? 0.25 : hidden && !(at.tight && knob.key > 6) ? 0.5 : 0.4,
        label: `${CIRCLED[knob.key]} ${neat(readKnob(p, knob), 3)}`,
        weight: 1 + Math.min(2.5, Math.abs(readKnob(p, knob)) / 2.5),
        on: path.edges.has(knob.key) || seen.last?.knob === knob.key,
        state: seen.edges.has(knob.key) || !hidden ? '' : 'pending',
      });
    }
    if (riding) g.token('riding', riding);
    g.end();
  }

  // ---- the prediction and its target
  const line = frame.plot({
    name: 'Prediction, target and loss', basis: 440, grow: 3, height: (width) => (width < ONE_ROW ? 110 : 92),
    margin: (width) => ({ left: 22, right: 22, top: width < ONE_ROW ? 58 : 40, bottom: 34 }),
  });
  const lineLayer = line.layer();
  const target = point({
    picture: line.picture, parent: line.picture, name: 'target y', colour: 'nk-target', size: 8,
    min: 0, max: 1, step: 0.05, get: () => model.get('y'), set: (y) => frame.assign({ y: clamp(snap(y, 0.01), 0, 1) }),
    speak: () => `target ${neat(model.get('y'))}, ${lossSaid()}`,
    toValue: (at) => linear([0, 1], [line.box.left, line.box.right]).back(at.x),
  });

  function drawLine() {
    const { a2 } = forward(params(), example().x, options());
    const { y } = example();
    const across = linear([0, 1], [line.box.left, line.box.right]);
    const mid = line.box.top + 6;
    lineLayer.fill(JSON.stringify([line.width, a2, y]), (node) => {
      svg('line', { class: 'axis', x1: across(0), x2: across(1), y1: mid, y2: mid }, node);
      for (const t of [0, 0.25, 0.5, 0.75, 1]) {
        svg('line', { class: 'axis', x1: across(t), x2: across(t), y1: mid - 4, y2: mid + 4 }, node);
        svg('text', { class: 'tick', x: across(t), y: mid + 32, 'text-anchor': 'middle' }, node).textContent = String(t);
      }
      const label = (x, row, words, cls) => {
        const anchor = x < 70 ? 'start' : x > line.width - 70 ? 'end' : 'middle';
        const shift = anchor === 'start' ? -10 : anchor === 'end' ? 10 : 0;
        svg('text', { class: `halo ${cls}`, x: x + shift, y: row, 'text-anchor': anchor }, node).textContent = words;
      };
      svg('line', { class: 'nk-gap', x1: across(a2), x2: across(y), y1: mid, y2: mid }, node);
      svg('circle', { class: 'nk-dot', cx: across(a2), cy: mid, r: 7 }, node);
      label(across(a2), mid - 32, `prediction ${fixed(a2, 3)}`, 'nk-prediction');
      const left = a2 > 0.45;
      svg('text', { class: 'halo', x: left ? line.box.left - 10 : line.width - 10, y: mid - (line.width < ONE_ROW ? 50 : 32), 'text-anchor': left ? 'start' : 'end' }, node).textContent = `L = (a − y)² = ${fixed(squaredError(a2, y), 3)}`;
      label(across(y), mid - 14, `target y = ${neat(y, 3)}`, '');
    });
    target.update(across(y), mid);
  }

  // ---- curve mode: z2 and a2 against one input
  const curvePlots = ['z', 'a'].map((kind) => {
    const made = frame.plot({
      name: kind === 'z' ? 'z of the output against the input' : 'Output against the input', basis: 300, grow: 2,
      height: () => 172, margin: () => ({ left: 40, right: 10, top: 8, bottom: 24 }),
    });
    made.title = html('div', { class: 'crx-plot-name' });
    made.host.prepend(made.title);
    return { kind, made, axes: made.layer(), curve: made.layer({ clipped: true }) };
  });
  const sweepPoint = point({
    picture: curvePlots[1].made.picture, parent: curvePlots[1].made.picture, name: 'input on the curve',
    ...X, get: () => model.get('x')[swept()], set: (value) => setInput(swept(), value),
    speak: () => `${SHORT[`x${swept() + 1}`]} is ${aloud(neat(model.get('x')[swept()], 3))}, output ${fixed(forward(params(), model.get('x'), options()).a2, 3)}`,
    toValue: (at) => linear([X.min, X.max], [curvePlots[1].made.box.left, curvePlots[1].made.box.right]).back(at.x),
  });

  function drawCurves() {
    const p = params();
    const x = model.get('x');
    const through = (t) => forward(p, x.map((value, i) => (i === swept() ? t : value)), options());
    const grid = Array.from({ length: 49 }, (_, i) => X.min + (i * (X.max - X.min)) / 48);
    const reach = Math.max(1, niceAbove(Math.max(...grid.map((t) => Math.abs(through(t).z2)))));
    const name = SHORT[`x${swept() + 1}`];
    for (const { kind, made, axes, curve } of curvePlots) {
      const { box } = made;
      const across = linear([X.min, X.max], [box.left, box.right]);
      const down = linear(kind === 'z' ? [-reach, reach] : [0, 1], [box.bottom, box.top]);
      const f = (t) => (kind === 'z' ? through(t).z2 : through(t).a2);
      axes.fill(JSON.stringify([made.width, reach, name]), (node) => {
        for (const t of ticks(X.min, X.max, 6)) {
          svg('line', { class: 'grid', x1: across(t), x2: across(t), y1: box.top, y2: box.bottom }, node);
          svg('text', { class: 'tick', x: across(t), y: box.bottom + 16, 'text-anchor': 'middle' }, node).textContent = neat(t, 3);
        }
        for (const v of kind === 'z' ? [-reach, 0, reach] : [0, 0.5, 1]) {
          svg('line', { class: v === 0 ? 'axis' : 'grid', x1: box.left, x2: box.right, y1: down(v), y2: down(v) }, node);
          svg('text', { class: 'tick', x: box.left - 6, y: down(v) + 4, 'text-anchor': 'end' }, node).textContent = neat(v, 3);
        }
      });
      curve.fill(JSON.stringify([made.width, p, x, options(), swept()]), (node) => {
        svg('path', { class: 'line forward', d: curvePath(f, [X.min, X.max], across, down) }, node);
        svg('circle', { class: 'nk-dot', cx: across(x[swept()]), cy: down(f(x[swept()])), r: kind === 'z' ? 5 : 0.1 }, node);
      });
      if (kind === 'z') write(made.title, model.get('squash') && model.get('hidden') ? `z of the output against ${name}` : `z of the output against ${name}: a straight line, whatever the knobs`);
      else {
        write(made.title, `output against ${name}`);
        sweepPoint.update(across(x[swept()]), down(f(x[swept()])));
      }
    }
  }

  // ---- game mode: four points, one loss
  const score = frame.plot({
    name: 'Four points and the loss', basis: 300, grow: 2, height: () => 292,
    margin: () => ({ left: 106, right: 16, top: 92, bottom: 12 }),
  });
  const scoreLayer = score.layer();
  function drawScore() {
    const p = params();
    const now = loss();
    const best = model.get('best');
    const outputs = FOUR_POINTS.map(({ x }) => forward(p, x, options()).a2);
    scoreLayer.fill(JSON.stringify([score.width, outputs, best, model.get('example')]), (node) => {
      const meter = linear([-3, 0], [20, score.width - 20]);
      const place = (value) => meter(clamp(Math.log10(Math.max(value, 1e-9)), -3, 0));
      const y = 40;
      svg('rect', { class: 'nk-goal', x: meter(-3) - 6, y: y - 9, width: place(GOAL) - meter(-3) + 6, height: 18, rx: 4 }, node);
      svg('line', { class: 'nk-meter', x1: meter(-3), x2: meter(0), y1: y, y2: y }, node);
      for (const [exponent, words] of [[-3, '0.001'], [-2, '0.01'], [-1, '0.1'], [0, '1']]) {
        svg('line', { class: 'axis', x1: meter(exponent), x2: meter(exponent), y1: y - 5, y2: y + 5 }, node);
        svg('text', { class: 'tick', x: meter(exponent), y: y + 23, 'text-anchor': 'middle' }, node).textContent = words;
      }
      svg('path', { class: 'nk-mark', d: `M${place(GOAL)},${y - 12}v24` }, node);
      svg('text', { class: 'tick', x: (meter(-3) + place(GOAL)) / 2, y: y + 23, 'text-anchor': 'middle' }, node).textContent = 'goal';
      if (best < now) svg('path', { class: 'nk-best', d: `M${place(best)},${y - 8}v16` }, node);
      svg('path', { class: 'nk-now', d: `M${place(now)},${y - 2}l-8,-13h16Z` }, node);
      svg('text', { class: 'strong halo', x: clamp(place(now), 34, score.width - 34), y: y - 21, 'text-anchor': 'middle' }, node).textContent = `L = ${neat(now, 3)}`;
      const { left, right, top } = score.box;
      const across = linear([0, 1], [left, right]);
      FOUR_POINTS.forEach(({ x, y: wanted }, i) => {
        const row = top + 28 + i * 46;
        const chosen = i === model.get('example');
        if (chosen) svg('rect', { class: 'nk-row', x: 1, y: row - 20, width: score.width - 2, height: 42, rx: 6 }, node);
        svg('text', { x: 10, y: row + 5, class: chosen ? 'nk-bold' : '' }, node).textContent = `(${x[0]}, ${x[1]}) → ${wanted}`;
        svg('line', { class: 'axis', x1: left, x2: right, y1: row, y2: row }, node);
        svg('line', { class: 'nk-gap', x1: across(outputs[i]), x2: across(wanted), y1: row, y2: row }, node);
        svg('path', { class: 'nk-wanted', d: `M${across(wanted)},${row - 8}l6,8l-6,8l-6,-8Z` }, node);
        svg('circle', { class: 'nk-dot', cx: across(outputs[i]), cy: row, r: 6 }, node);
        svg('text', { class: 'nk-prediction halo', x: clamp(across(outputs[i]), left + 14, right - 14), y: row - 10, 'text-anchor': 'middle' }, node).textContent = fixed(outputs[i], 2);
      });
    });
  }

  // ---- steps of the watch mode
  const sayStep = (step) => {
    if (!step) return 'Nothing is computed yet: only the inputs are known.';
    const name = NAMES[step.to];
    if (step.kind === 'product') {
      const product = `${neat(step.weight, 3)} × ${factor(neat(step.value, 3))} = ${neat(step.product, 3)}`;
      return step.sum === step.product ? `To ${name}: ${product}` : `To ${name}: ${product}, together ${neat(step.sum, 3)}`;
    }
    if (step.kind === 'bias') return `${name}: add the bias ${neat(step.bias, 3)}, so z${NB}=${NB}${fixed(step.sum, 2)}`;
    if (step.kind === 'squash') return step.bends ? `${name}: a${NB}=${NB}σ(${fixed(step.z, 2)})${NB}=${NB}${fixed(step.a, 3)}` : `${name}: no σ here, so a${NB}=${NB}z${NB}=${NB}${fixed(step.a, 3)}`;
    throw new Error(`no words for the step ${step.kind}`);
  };
  function goTo(step) {
    frame.assign({ step: clamp(step, 0, steps.length) });
  }
  // A value rides along its edge before its step counts. Going on early lets it arrive at once.
  let ride = null; // { halt, aim }
  function dropRide() {
    const dropped = ride;
    ride?.halt();
    ride = null;
    riding = null;
    return dropped;
  }
  function forwardOne() {
    const early = dropRide();
    if (early) goTo(early.aim);
    const next = steps[shown];
    if (!next) return;
    if (next.kind !== 'product' || wantsLessMotion()) { goTo(shown + 1); return; }
    const at = places();
    const [from, to] = [at[next.from], at[next.to]];
    const aim = shown + 1;
    const start = { x: from.x + at.input / 2, y: from.y };
    const end = { x: to.x - at.neuron / 2 - 16, y: to.y };
    const halt = glide({
      from: 0, to: 1, ms: 520, signal,
      step: (t) => {
        riding = { x: start.x + t * (end.x - start.x), y: start.y + t * (end.y - start.y), text: neat(t < 0.5 ? next.value : next.product, 3), cls: 'g-moving' };
        drawNetwork();
      },
      done: () => {
        dropRide();
        if (shown === aim - 1) goTo(aim);
        else draw();
      },
    });
    if (riding || shown < aim) ride = { halt, aim };
  }
  function backOne() {
    if (dropRide()) draw();
    else goTo(shown - 1);
  }
  function stopPlaying() {
    clearTimeout(playing);
    playing = null;
  }
  function play() {
    if (playing) {
      stopPlaying();
      draw();
      return;
    }
    if (shown >= steps.length) goTo(0);
    const tick = () => {
      if (signal.aborted) return;
      forwardOne();
      playing = shown + 1 < steps.length ? setTimeout(tick, SECOND_PER_STEP) : null;
      draw();
    };
    playing = setTimeout(tick, 60);
    draw();
  }
  signal.addEventListener('abort', stopPlaying);

  // ---- controls
  const setInput = (i, value) => {
    const x = [...model.get('x')];
    x[i] = clamp(snap(value, 0.01), X.min, X.max);
    frame.assign({ x });
  };
  const lossSaid = () => `loss ${aloud(neat(loss(), 3))}`;
  const inputs = [0, 1].map((i) => slider({
    label: SHORT[`x${i + 1}`], name: `input ${i + 1}`, ...X, colour: 'crx-forward',
    get: () => model.get('x')[i], set: (value) => setInput(i, value), show: (value) => neat(value, 3),
    speak: () => `${aloud(neat(model.get('x')[i], 3))}; output ${fixed(forward(params(), model.get('x'), options()).a2, 3)}`,
  }));
  const wanted = slider({
    label: 'target y', min: 0, max: 1, step: 0.05, get: () => model.get('y'), set: (y) => frame.assign({ y }),
    show: (value) => neat(value, 3), speak: () => `${neat(model.get('y'), 3)}, ${lossSaid()}`,
  });
  // One try: a knob is let go at another value than it had.
  function watchTries(control, knob) {
    let before = null;
    const { input } = control;
    const begin = () => { before ??= readKnob(params(), knob); };
    const letGo = () => {
      if (before !== null && before !== readKnob(params(), knob) && game()) countTry();
      before = null;
    };
    // While capturing: before the slider itself answers and the knob has turned.
    input.addEventListener('pointerdown', begin, true);
    input.addEventListener('keydown', (event) => { if (sliderKey(event)) begin(); }, true);
    for (const name of ['pointerup', 'change', 'keyup', 'blur']) input.addEventListener(name, letGo);
  }
  function countTry() {
    const now = loss();
    frame.assign({ tries: model.get('tries') + 1, best: Math.min(model.get('best'), now), history: [...model.get('history'), now] });
  }
  const knobs = KNOBS.map((knob) => {
    const control = slider({
      label: `${CIRCLED[knob.key]} ${knob.from ? `from ${SHORT[knob.from]}` : 'bias'}`,
      name: `knob ${knob.key}, ${knob.said}`, ...KNOB,
      get: () => readKnob(params(), knob), set: (value) => frame.assign(turnKnob(params(), knob, value)),
      show: (value) => neat(value, 3), speak: () => `${aloud(neat(readKnob(params(), knob), 3))}, ${lossSaid()}`,
    });
    control.input.setAttribute('aria-keyshortcuts', String(knob.key));
    control.input.addEventListener('focus', () => { marked = knob; draw(); });
    control.input.addEventListener('blur', () => { if (marked === knob) { marked = null; draw(); } });
    watchTries(control, knob);
    frame.shortcut(String(knob.key), () => { if (!watching() && !control.input.disabled) control.input.focus(); });
    return control;
  });
  const squash = toggle({ label: 'σ in the hidden layer', get: () => model.get('squash'), set: (on) => frame.assign({ squash: on }) });
  const layer = toggle({ label: 'hidden layer', get: () => model.get('hidden'), set: (on) => frame.assign({ hidden: on }) });
  const sweepMenu = menu({
    label: 'Sweep', options: [{ value: '1', label: 'x₁ from left to right' }, { value: '2', label: 'x₂ from left to right' }],
    get: () => String(model.get('sweep')), set: (value) => frame.assign({ sweep: Number(value) }),
  });
  const pointMenu = menu({
    label: 'Shown in the network', options: FOUR_POINTS.map(({ x, y }, i) => ({ value: String(i), label: `(${x[0]}, ${x[1]}) → ${y}` })),
    get: () => String(model.get('example')), set: (value) => frame.assign({ example: Number(value) }),
  });
  const back = button({ label: 'Back', act: () => { stopPlaying(); backOne(); } });
  const next = button({ label: 'Next step', act: () => { stopPlaying(); forwardOne(); } });
  const playButton = button({ label: 'Play', act: play });
  const all = button({ label: 'Show all', act: () => { stopPlaying(); dropRide(); goTo(steps.length); } });
  const bump = button({ label: 'Set a bump', act: () => frame.assign({ ...BUMP, hidden: true, squash: true, sweep: 1 }) });
  const nine = button({ label: 'The nine numbers', act: () => frame.assign({ ...startKnobs() }) });
  const again = button({ label: 'New game', act: () => frame.assign({ ...startKnobs(), tries: 0, best: 1, history: [] }) });
  const startKnobs = () => Object.fromEntries(KNOB_TRAITS.map((name) => [name, structuredClone(model.get('_initial')[name])]));
  next.node.classList.add('nk-next');

  const saying = html('p', { class: 'nk-saying' });
  const stepRow = html('div', { class: 'crx-row nk-steps' }, back.node, next.node, playButton.node, all.node);
  const curveRow = html('div', { class: 'crx-row nk-wide' }, sweepMenu.node, bump.node, nine.node);
  const gameRow = html('div', { class: 'crx-row nk-wide' }, pointMenu.node, again.node);
  const switches = html('div', { class: 'crx-row nk-wide' }, squash.node, layer.node);
  const outside = html('div', { class: 'nk-outside nk-wide' }, ...inputs.map(({ node }) => node), wanted.node);
  const group = (name, first) => {
    const node = html('fieldset', { class: 'nk-group' }, html('legend', {}, name), ...knobs.slice(first, first + 3).map((knob) => knob.node));
    return node;
  };
  const groups = [group('into hidden 1', 0), group('into hidden 2', 3), group('into the output', 6)];
  const left = html('div', { class: 'nk-left' }, net.host, line.host);
  const right = html('div', { class: 'nk-right' }, ...curvePlots.map(({ made }) => made.host), score.host, saying, stepRow);
  frame.stage.append(left, right);
  frame.controls.append(curveRow, gameRow, switches, outside, html('div', { class: 'nk-knobs nk-wide' }, ...groups),
    html('p', { class: 'muted-text nk-help nk-wide' }, 'Keys ', html('kbd', {}, '1'), ' to ', html('kbd', {}, '9'), ' go to a knob; arrows turn it, with Shift ten times as far.'));

  // ---- drawing
  let drawnMode = null;
  function draw() {
    steps = forwardSteps(params(), example().x, example().y, options()).filter(({ kind }) => kind !== 'loss');
    shown = watching() ? clamp(model.get('step'), 0, steps.length) : steps.length;
    if (drawnMode !== mode()) {
      drawnMode = mode();
      right.classList.toggle('nk-telling', watching());
      line.host.hidden = mode() !== 'curve';
      frame.controls.hidden = watching();
      for (const { made } of curvePlots) made.host.hidden = mode() !== 'curve';
      score.host.hidden = !game();
      stepRow.hidden = !watching();
      curveRow.hidden = mode() !== 'curve';
      gameRow.hidden = !game();
      outside.hidden = game();
      for (const one of [net, line, score, ...curvePlots.map(({ made }) => made)]) one.measure();
    }
    drawNetwork();
    if (game()) drawScore();
    else if (!watching()) {
      drawLine();
      drawCurves();
    }
    for (const control of [...inputs, wanted, ...knobs, squash, layer, sweepMenu, pointMenu]) control.update();
    knobs.forEach((knob, i) => { knob.input.disabled = !model.get('hidden') && i < 6; });
    groups.forEach((node, i) => node.classList.toggle('nk-resting', !model.get('hidden') && i < 2));
    squash.input.disabled = !model.get('hidden');
    back.enable(shown > 0 || riding !== null);
    next.enable(shown < steps.length);
    all.enable(shown < steps.length);
    write(playButton.node, playing ? 'Pause' : 'Play');
    writePieces(saying, sayingPieces());
  }

  function oneNeuron() {
    const { w, b } = collapsed(params(), options());
    return `z = ${neat(w[0], 3)}·x₁ ${w[1] < 0 ? '−' : '+'} ${neat(Math.abs(w[1]), 3)}·x₂ ${b < 0 ? '−' : '+'} ${neat(Math.abs(b), 3)}`;
  }
  function sayingPieces() {
    if (watching()) {
      if (shown < steps.length) return [['muted-text nk-count', `Step ${shown} of ${steps.length}`], sayStep(steps[shown - 1])];
      return ['The output is ', ['forward-text strong', fixed(steps.at(-1).a, 3)], ': this is the prediction.'];
    }
    if (mode() === 'curve') {
      if (!model.get('hidden')) return ['One neuron: ', ['forward-text strong', oneNeuron()], '. Its curve is a single S.'];
      if (!model.get('squash')) return ['Without σ in the middle, the two layers are one neuron: ', ['forward-text strong', oneNeuron()], '. Its curve is a single S.'];
      return ['With σ in the middle the curve can turn: bumps and dips are possible.'];
    }
    const tries = model.get('tries');
    const now = loss();
    if (now < GOAL) return [['strong', `Goal reached: L = ${neat(now, 3)} is below ${GOAL}, after ${counted(tries)}.`]];
    return [['strong', `${counted(tries)}. `], tries ? `Best so far L = ${neat(model.get('best'), 3)}; the goal is L below ${GOAL} on all four points together.` : `Turn the knobs until L is below ${GOAL} on all four points together. A try ends when you let a knob go.`];
  }

  // ---- words and tables
  function neuronsSaid() {
    const pass = forward(params(), example().x, options());
    const seen = known();
    const one = (id, z, a) => `${NAMES[id]}: z = ${seen.z.has(id) ? fixed(z, 2) : '?'}, a = ${seen.a.has(id) ? fixed(a, 3) : '?'}`;
    return [...(options().hidden ? ['h1', 'h2'].map((id, j) => one(id, pass.z1[j], pass.a1[j])) : []), one('out', pass.z2, pass.a2)];
  }
  frame.says(() => {
    if (watching()) return shown < steps.length ? aloud(sayStep(steps[shown - 1])) : `${aloud(neuronsSaid().join('; '))}.`;
    if (game()) {
      const outputs = FOUR_POINTS.map(({ x }) => fixed(forward(params(), x, options()).a2, 2)).join(', ');
      return `Loss ${aloud(neat(loss(), 3))}${loss() < GOAL ? ', goal reached' : ''}. ${counted(model.get('tries'))}. Outputs ${outputs}.`;
    }
    return `${aloud(neuronsSaid().join('; '))}; ${lossSaid()}.`;
  });
  frame.tables(() => {
    const pass = forward(params(), example().x, options());
    const seen = known();
    const row = (id, z, a) => [NAMES[id], seen.z.has(id) ? fixed(z, 4) : 'not yet', seen.a.has(id) ? fixed(a, 4) : 'not yet', neuronsSaid().find((said) => said.startsWith(NAMES[id]))];
    const tables = [{
      caption: game() ? `The network at (${example().x.join(', ')})` : 'The network',
      head: ['neuron', 'z', 'a', 'in words'],
      rows: [
        ['input 1', '–', neat(example().x[0]), `x₁ = ${neat(example().x[0])}`], ['input 2', '–', neat(example().x[1]), `x₂ = ${neat(example().x[1])}`],
        ...(options().hidden ? ['h1', 'h2'].map((id, j) => row(id, pass.z1[j], pass.a1[j])) : []), row('out', pass.z2, pass.a2),
        ...(watching() ? [] : [
          ['target', '–', neat(example().y), `y = ${neat(example().y)}`],
          ['loss', '–', fixed(squaredError(pass.a2, example().y), 4), 'L = (a − y)²'],
        ]),
      ],
    }, {
      caption: 'The nine knobs', head: ['knob', 'value'],
      rows: KNOBS.map((knob) => [`${knob.key}: ${knob.said}`, neat(readKnob(params(), knob), 3)]),
    }];
    if (game()) tables.push({
      caption: `Four points, L = ${neat(loss(), 4)}, ${counted(model.get('tries'))}`, head: ['inputs', 'target', 'output', 'squared error'],
      rows: FOUR_POINTS.map(({ x, y }) => {
        const { a2 } = forward(params(), x, options());
        return [`(${x[0]}, ${x[1]})`, String(y), fixed(a2, 4), fixed(squaredError(a2, y), 4)];
      }),
    });
    if (mode() === 'curve') tables.push({
      caption: `Output against ${SHORT[`x${swept() + 1}`]}`, head: ['input', 'z', 'output'],
      rows: ticks(X.min, X.max, 6).map((t) => {
        const { z2, a2 } = forward(params(), model.get('x').map((value, i) => (i === swept() ? t : value)), options());
        return [neat(t, 3), fixed(z2, 3), fixed(a2, 4)];
      }),
    });
    return tables;
  });
  frame.draw(draw);
}

export default { render };
