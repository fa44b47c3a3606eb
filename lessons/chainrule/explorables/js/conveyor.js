// W02: a belt of machines. The upper lane carries values to the right; the lower lane comes back
// and carries, in orange, how the output reacts to each value.
import { runChain, nudgeChain, machineNamed, MACHINES } from './lib/chain.js';
import { button, slider, toggle } from './lib/controls.js';
import { aloud, factor, neat, signed } from './lib/digits.js';
import { onDrag } from './lib/drag.js';
import { openFrame } from './lib/frame.js';
import { graph } from './lib/graph.js';
import { handle } from './lib/handle.js';
import { clamp, snap } from './lib/keys.js';
import { glide } from './lib/motion.js';
import { html, set, svg, writePieces } from './lib/svg.js';

const X = [-3, 3];
const DX = [0.001, 0.2];
const DX_STEP = 0.001;
const MOST = 5; // machines on the belt
const LIES_DOWN = 640; // from this width on the belt runs from left to right, else from top to bottom
const PER_UNIT = 90; // pixels of dragging for a change of 1 in x

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const names = () => model.get('machines');
  const machines = () => names().map(machineNamed);
  const setX = (value) => frame.assign({ x: clamp(snap(value, 0.01), ...X) });
  let chain = runChain(0, []);
  let chosen = null; // the key of the machine that the buttons act on
  let keys = []; // one a machine: its element keeps its key when it moves
  let lastKey = 0;
  let riding = null; // { kind, place, text } of a token on its way
  let ride = 0; // counts rides, so that an old one ends when a new one begins
  let held = null; // { key, by } of a machine under the pointer
  let announced = '';

  const view = frame.plot({ name: 'Conveyor belt of machines', basis: 320, height: () => 250, margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }) });
  const loop = svg('path', { class: 'cv-loop', 'fill-rule': 'evenodd', 'aria-hidden': 'true' }, view.picture);
  const arrows = svg('path', { class: 'cv-way', 'aria-hidden': 'true' }, view.picture);
  const g = graph(svg('g', {}, view.picture));
  for (const kind of ['edge', 'shape', 'label']) set(g.layers[kind], { 'aria-hidden': 'true' });
  set(g.layers.node, { role: 'group', 'aria-label': 'machines on the belt, in order' });

  // ---- where things are
  // gaps[k] and boxes[i] along the belt; `lane` across it: 0 is the upper (left) lane.
  function layout() {
    const n = keys.length;
    return view.width >= LIES_DOWN ? lying(view.width, n) : standing(view.width, n, model.get('nudge'));
  }
  let at = null;

  function draw() {
    keepKeys();
    chain = runChain(model.get('x'), machines());
    at = layout();
    g.layers.node.classList.toggle('cv-tight', at.digits < 4);
    if (view.height !== at.height) {
      view.height = at.height;
      set(view.picture, { viewBox: `0 0 ${view.width} ${at.height}`, height: at.height });
    }
    set(loop, { d: at.loop });
    set(arrows, { d: at.ways });
    const n = keys.length;
    const swept = clamp(model.get('swept'), 0, n + 1);
    const change = model.get('nudge') ? nudgeChain(model.get('x'), model.get('dx'), machines()) : null;
    g.begin();
    for (const { id, ...words } of at.rowNames) g.caption(id, words);
    keys.forEach((key, i) => {
      const place = at.boxes[i];
      const rate = chain.rates[i];
      const off = held && held.key === key ? held.by : 0;
      g.magnifier(key, { ...place.fan, rate, along: at.along });
      const node = g.node(key, {
        x: place.x + (at.along === 'x' ? off : 0), y: place.y + (at.along === 'x' ? 0 : off),
        w: at.box.w, h: at.box.h, shape: 'box', stacked: at.along === 'x', kind: key === chosen ? 'chosen' : '', cls: 'cv-machine',
        cells: [{ text: machines()[i].label }, { text: `×${neat(rate, at.digits)}`, kind: 'gradient' }],
      });
      if (node.getAttribute('role') === null) makeMachine(node, key);
      set(node, { 'aria-label': describe(i), 'aria-pressed': String(key === chosen) });
    });
    chain.values.forEach((value, k) => {
      const late = riding && riding.kind === 'forward' && k > riding.place;
      const node = g.token(`value ${k}`, { ...at.gaps[k].value, text: neat(value), w: at.pill, state: late ? 'pending' : '', cls: k === 0 ? 'g-handle' : '' });
      if (k === 0 && node !== xToken) makeX(node);
      const known = k >= n + 1 - swept;
      g.token(`back ${k}`, { ...at.gaps[k].back, text: known ? neat(chain.sensitivities[k]) : '?', kind: 'gradient', w: at.pill, state: known ? '' : 'pending' });
      g.token(`running ${k}`, { ...at.gaps[k].running, text: neat(chain.running[k]), kind: 'gradient', state: 'flat', w: at.runningPill });
      if (at.along === 'x' && k < n) {
        g.edge(`running ${k}`, { from: { x: at.gaps[k].running.x + at.runningPill / 2, y: at.gaps[k].running.y }, to: { x: at.gaps[k + 1].running.x - at.runningPill / 2, y: at.gaps[k].running.y }, kind: 'gradient' });
      } else if (k < n) {
        const top = at.gaps[k].running;
        g.edge(`running ${k}`, { from: { x: top.x, y: top.y + 13 }, to: { x: top.x, y: at.gaps[k + 1].running.y - 13 }, kind: 'gradient' });
      }
      if (change) g.caption(`change ${k}`, { ...at.gaps[k].change, words: signed(neat(change.real[k], 3)), cls: 'g-change' });
    });
    if (riding) {
      g.token('riding', { ...laneAt(riding.place, riding.kind), text: riding.text, kind: riding.kind, w: at.pill });
    }
    g.end();
    inOrder(keys.map(elementOf));
    for (const control of controls) control.update();
    xSlider?.update();
    palette.forEach((one) => one.enable(keys.length < MOST));
    const index = keys.indexOf(chosen);
    moveLeft.enable(index > 0);
    moveRight.enable(index >= 0 && index < keys.length - 1);
    remove.enable(index >= 0);
    stepBack.enable(swept <= n);
    writePieces(summary, summaryPieces(change));
  }

  // The place of a riding token between gaps: place 1.5 is inside the second machine.
  function laneAt(place, kind) {
    const lane = kind === 'forward' ? 'value' : 'back';
    const k = clamp(Math.floor(place), 0, keys.length - 1);
    if (keys.length === 0) return at.gaps[0][lane];
    const [a, b] = [at.gaps[k][lane], at.gaps[k + 1][lane]];
    const t = place - k;
    return { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
  }

  // ---- machines
  function keepKeys() {
    const wanted = names();
    if (keys.length === wanted.length && keys.every((key, i) => key.split(' ')[0] === wanted[i])) return;
    const free = [...keys];
    keys = wanted.map((name) => {
      const old = free.findIndex((key) => key.split(' ')[0] === name);
      if (old >= 0) return free.splice(old, 1)[0];
      lastKey += 1;
      return `${name} ${lastKey}`;
    });
    if (!keys.includes(chosen)) chosen = null;
  }

  function reorder(next, words) {
    keys = next;
    announced = words;
    stopRide();
    frame.assign({ machines: next.map((key) => key.split(' ')[0]) });
  }

  function moveTo(key, to) {
    const from = keys.indexOf(key);
    if (to < 0 || to >= keys.length) {
      frame.say(`${said(key)} is already the ${to < 0 ? 'first' : 'last'} machine.`);
      return;
    }
    if (to === from) return;
    const next = [...keys];
    next.splice(to, 0, ...next.splice(from, 1));
    reorder(next, `${said(key)} is now machine ${to + 1} of ${keys.length}. `);
  }

  function takeOff(key) {
    const place = keys.indexOf(key);
    const next = keys.filter((other) => other !== key);
    const hadFocus = g.layers.node.contains(document.activeElement);
    chosen = next[Math.min(place, next.length - 1)] ?? null;
    reorder(next, `${said(key)} is off the belt. `);
    if (hadFocus) (chosen ? elementOf(chosen) : palette[0].node).focus();
  }

  function add(name) {
    if (keys.length >= MOST) return;
    lastKey += 1;
    const key = `${name} ${lastKey}`;
    const place = chosen ? keys.indexOf(chosen) + 1 : keys.length;
    const next = [...keys];
    next.splice(place, 0, key);
    chosen = key;
    reorder(next, `${said(key)} is now machine ${place + 1} of ${next.length}. `);
  }

  const elements = new Map();
  const elementOf = (key) => elements.get(key);
  const said = (key) => MACHINES[key.split(' ')[0]].said;
  const choose = (key) => { chosen = key; draw(); };

  function makeMachine(node, key) {
    elements.set(key, node);
    set(node, { role: 'button', tabindex: 0, 'aria-keyshortcuts': 'Alt+ArrowLeft Alt+ArrowRight Delete' });
    let downAt = 0;
    onDrag(node, view.picture, {
      start: (place) => { downAt = at.along === 'x' ? place.x : place.y; choose(key); return 0; },
      move: (pointer) => {
        const now = at.along === 'x' ? pointer.x : pointer.y;
        const centre = (i) => (at.along === 'x' ? at.boxes[i].x : at.boxes[i].y);
        const index = keys.indexOf(key);
        held = { key, by: now - downAt };
        const here = centre(index) + held.by;
        let to = index;
        while (to + 1 < keys.length && here > (centre(to) + centre(to + 1)) / 2) to += 1;
        while (to > 0 && here < (centre(to) + centre(to - 1)) / 2) to -= 1;
        if (to !== index) {
          downAt += centre(to) - centre(index);
          held.by = now - downAt;
          moveTo(key, to);
        } else draw();
      },
      end: () => { held = null; draw(); },
    });
    node.addEventListener('focus', () => { if (chosen !== key) choose(key); });
    node.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      const index = keys.indexOf(key);
      if (step && event.altKey) moveTo(key, index + step);
      else if (step && !event.ctrlKey && !event.metaKey && !event.shiftKey) elementOf(keys[clamp(index + step, 0, keys.length - 1)]).focus();
      else if (event.key === 'Delete' || event.key === 'Backspace') takeOff(key);
      else if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) choose(key);
      else if (event.key === ' ') choose(key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  // The Tab key meets the machines as they lie on the belt. The one that is focused or held stays
  // where it is, since it would lose that; the others are put around it.
  function inOrder(nodes) {
    const layer = g.layers.node;
    if (nodes.every((node, i) => layer.children[i] === node)) return;
    const fixed = nodes.find((node) => node === document.activeElement) ?? nodes[0];
    const place = nodes.indexOf(fixed);
    for (const node of nodes.slice(0, place)) layer.insertBefore(node, fixed);
    layer.append(...nodes.slice(place + 1));
  }

  let xToken = null;
  let xSlider = null;
  function makeX(node) {
    xToken = node;
    set(g.layers.token, { role: 'presentation' });
    xSlider = handle(node, {
      picture: view.picture, name: 'x on the belt', min: X[0], max: X[1], step: 0.1,
      get: () => model.get('x'), set: setX, speak: () => speakX(),
      toValue: (place) => place.grab + (place.x - place.startX) / PER_UNIT,
    });
  }

  // ---- rides
  function stopRide() {
    ride += 1;
    riding = null;
  }

  async function runForward() {
    stopRide();
    const mine = ride;
    for (let k = 0; k < keys.length && mine === ride && !signal.aborted; k += 1) {
      await roll('forward', k, k + 1, (t) => neat(chain.values[t < 0.5 ? k : k + 1]));
    }
    if (mine !== ride) return;
    stopRide();
    draw();
    frame.say(`The token leaves the belt as ${aloud(neat(chain.values.at(-1)))}.`);
  }

  async function sweepBack(all) {
    stopRide();
    const mine = ride;
    const n = keys.length;
    if (all && model.get('swept') > n) frame.assign({ swept: 0 });
    if (model.get('swept') === 0) {
      frame.assign({ swept: 1 });
      if (!all) return;
    }
    while (model.get('swept') <= n && mine === ride && !signal.aborted) {
      const k = n - model.get('swept') + 1; // from gap k, through machine k − 1, to gap k − 1
      await roll('gradient', k, k - 1, (t) => neat(chain.sensitivities[t < 0.5 ? k : k - 1]));
      if (mine !== ride || signal.aborted) return;
      riding = null;
      frame.assign({ swept: n - k + 2 });
      if (!all) return;
    }
  }

  function roll(kind, from, to, text) {
    const mine = ride;
    return new Promise((done) => {
      glide({
        from: 0, to: 1, ms: 700, signal,
        step: (t) => {
          if (mine !== ride) return;
          riding = { kind, place: from + (to - from) * t, text: text(t) };
          draw();
        },
        done,
      });
    });
  }

  // ---- words
  const list = (words) => words.map((word) => aloud(word)).join(', ');
  const speakX = () => `x is ${aloud(neat(model.get('x')))}, the output is ${aloud(neat(chain.values.at(-1)))}, the overall rate ${aloud(neat(chain.overall))}`;
  function describe(i) {
    return `${machines()[i].said}, machine ${i + 1} of ${keys.length}: receives ${aloud(neat(chain.values[i]))}, gives ${aloud(neat(chain.values[i + 1]))}, local rate ${aloud(neat(chain.rates[i]))}`;
  }
  function summaryPieces(change) {
    const rates = chain.rates.map((rate) => factor(neat(rate)));
    const product = rates.length ? `${rates.join(' × ')} = ` : '';
    const pieces = ['Overall rate: ', ['slope-text strong', `${product}${neat(chain.overall)}`]];
    if (change) {
      const dx = neat(model.get('dx'));
      pieces.push(['cv-line', ''], `x + ${dx}: the rate predicts ${factor(neat(chain.overall))} × ${dx} = `, ['slope-text strong', signed(neat(change.predicted.at(-1), 3))],
        '; the output really moves by ', ['forward-text strong', signed(neat(change.real.at(-1), 3))], '.');
    }
    return pieces;
  }
  frame.says(() => {
    const before = announced;
    announced = '';
    const n = keys.length;
    const swept = clamp(model.get('swept'), 0, n + 1);
    const back = swept > 0 ? ` Swept back, from the output: ${list(chain.sensitivities.slice(n + 1 - swept).reverse().map((value) => neat(value)))}.` : '';
    return `${before}Values ${list(chain.values.map((value) => neat(value)))}; overall rate ${aloud(neat(chain.overall))}.${back}`;
  });
  frame.tables(() => {
    const n = keys.length;
    const swept = clamp(model.get('swept'), 0, n + 1);
    const change = model.get('nudge') ? nudgeChain(model.get('x'), model.get('dx'), machines()) : null;
    return [{
      caption: 'On the belt',
      head: ['place', 'value', 'local rate of the next machine', 'value per x', 'output per value', ...(change ? ['real change', 'predicted change'] : [])],
      rows: chain.values.map((value, k) => [
        k === 0 ? 'x' : `after ${machines()[k - 1].label}${k === n ? ' (output)' : ''}`, neat(value),
        k < n ? `${machines()[k].label}: ${neat(chain.rates[k])}` : '–', neat(chain.running[k]),
        k >= n + 1 - swept ? neat(chain.sensitivities[k]) : 'not swept yet',
        ...(change ? [signed(neat(change.real[k], 3)), signed(neat(change.predicted[k], 3))] : []),
      ]),
    }];
  });

  // ---- controls
  const summary = html('p', { class: 'cv-summary' });
  frame.stage.append(summary);
  const x = slider({
    label: 'x', min: X[0], max: X[1], step: 0.1, colour: 'crx-forward',
    get: () => model.get('x'), set: setX, show: (value) => neat(value), speak: speakX,
  });
  const nudge = toggle({ label: 'nudge x by dx', get: () => model.get('nudge'), set: (on) => frame.assign({ nudge: on }) });
  const dx = slider({
    label: 'dx', name: 'nudge dx', min: DX[0], max: DX[1], step: DX_STEP, colour: 'crx-forward',
    get: () => model.get('dx'), set: (value) => frame.assign({ dx: value, nudge: true }), show: (value) => neat(value),
    speak: () => `nudge of ${neat(model.get('dx'))}: predicted change ${aloud(neat(chain.overall * model.get('dx'), 3))}`,
  });
  const controls = [x, nudge, dx];
  const run = button({ label: 'Run the belt', act: runForward });
  const sweep = button({ label: 'Sweep back', act: () => sweepBack(true) });
  const stepBack = button({ label: 'One machine back', act: () => sweepBack(false) });
  const clear = button({ label: 'Clear the sweep', act: () => { stopRide(); frame.assign({ swept: 0 }); } });
  const moveLeft = button({ label: 'Move earlier', act: () => moveTo(chosen, keys.indexOf(chosen) - 1) });
  const moveRight = button({ label: 'Move later', act: () => moveTo(chosen, keys.indexOf(chosen) + 1) });
  const remove = button({ label: 'Take off', act: () => takeOff(chosen) });
  const palette = Object.entries(MACHINES).map(([name, { label, said: words }]) => {
    const one = button({ label, act: () => add(name) });
    one.node.classList.add('cv-new');
    one.node.setAttribute('aria-label', `put ${words} on the belt`);
    return one;
  });
  const row = (name, ...parts) => html('div', { class: 'crx-row cv-row', role: 'group', 'aria-label': name },
    html('span', { class: 'muted-text' }, name), ...parts.map(({ node }) => node));
  sweep.node.classList.add('cv-sweep');
  frame.controls.append(
    html('div', { class: 'crx-row cv-row' }, run.node, sweep.node, stepBack.node, clear.node),
    x.node, html('div', { class: 'cv-nudge' }, nudge.node, dx.node),
    row('Add a machine', ...palette),
    row('The marked machine', moveLeft, moveRight, remove),
    html('p', { class: 'muted-text cv-row cv-help' }, 'Drag a machine to another place, or focus it and press ', html('kbd', {}, 'Alt'), html('kbd', {}, '←'), ' or ', html('kbd', {}, 'Alt'), html('kbd', {}, '→'), '; ', html('kbd', {}, 'Delete'), ' takes it off.'),
  );
  frame.draw(draw);
}

// ---- layouts

function stadium(left, top, right, bottom, most = 60) {
  const r = Math.min((bottom - top) / 2, (right - left) / 2, most);
  return `M${left + r},${top}H${right - r}A${r},${r} 0 0 1 ${right},${top + r}V${bottom - r}A${r},${r} 0 0 1 ${right - r},${bottom}H${left + r}A${r},${r} 0 0 1 ${left},${bottom - r}V${top + r}A${r},${r} 0 0 1 ${left + r},${top}Z`;
}

function lying(width, n) {
  const labels = 84;
  const room = width - labels - 6;
  const unit = room / (n + 1 + 0.9 * n);
  const gap = Math.min(unit, 132);
  const box = Math.min(0.9 * unit, 100);
  const total = (n + 1) * gap + n * box;
  const start = labels + (room - total) / 2;
  const [top, bottom] = [120, 182];
  const running = bottom + 58;
  const gapX = (k) => start + k * (gap + box) + gap / 2;
  const pill = Math.min(gap - (gap > 110 ? 34 : 4), 98);
  const left = gapX(0) - pill / 2 - 8;
  const right = gapX(n) + pill / 2 + 8;
  const free = (gap - pill) / 2;
  const chevrons = free < 13 ? [] : Array.from({ length: n }, (_, k) => {
    const x = gapX(k) + pill / 2 + free / 2;
    return `M${x - 2.5},${top - 5}l5,5l-5,5M${x + 2.5},${bottom - 5}l-5,5l5,5`;
  });
  return {
    along: 'x', digits: unit < 84 ? 3 : 4, height: running + 24, pill, runningPill: Math.min(gap - 4, 76),
    box: { w: box, h: bottom - top + 54 },
    boxes: Array.from({ length: n }, (_, i) => {
      const x = start + (i + 1) * gap + i * box + box / 2;
      return { x, y: (top + bottom) / 2, fan: { x, y: 42, w: Math.min(64, box * 0.66), h: 68 } };
    }),
    gaps: Array.from({ length: n + 1 }, (_, k) => ({
      value: { x: gapX(k), y: top }, back: { x: gapX(k), y: bottom },
      change: { x: gapX(k), y: (top + bottom) / 2 }, running: { x: gapX(k), y: running },
    })),
    loop: stadium(left - 12, top - 22, right + 12, bottom + 22) + stadium(left + 6, top + 18, right - 6, bottom - 18),
    ways: chevrons.join(''),
    rowNames: [
      { id: 'fan', x: 0, y: 36, words: 'local', anchor: 'start', cls: 'g-row' },
      { id: 'fan 2', x: 0, y: 52, words: 'rate', anchor: 'start', cls: 'g-row' },
      { id: 'value', x: 0, y: top, words: 'value', anchor: 'start', cls: 'g-row' },
      { id: 'back', x: 0, y: bottom - 8, words: 'output', anchor: 'start', cls: 'g-row' },
      { id: 'back 2', x: 0, y: bottom + 8, words: 'per value', anchor: 'start', cls: 'g-row' },
      { id: 'running', x: 0, y: running - 8, words: 'value', anchor: 'start', cls: 'g-row' },
      { id: 'running 2', x: 0, y: running + 8, words: 'per x', anchor: 'start', cls: 'g-row' },
      { id: 'x', x: gapX(0), y: top - 34, words: n ? 'x' : 'x = output', cls: 'g-row' },
      ...(n ? [{ id: 'out', x: gapX(n), y: top - 34, words: 'output', cls: 'g-row' }] : []),
    ],
  };
}

function standing(width, n, nudged) {
  const head = 40;
  const pill = Math.min(84, width * 0.25);
  const first = pill / 2 + 14;
  const second = first + pill + 24;
  const boxW = second - first + pill + 16;
  const side = (second + pill / 2 + 22 + width) / 2;
  const step = nudged ? 116 : 98;
  const gapY = (k) => head + 28 + k * step;
  const bottom = gapY(n);
  const chevrons = Array.from({ length: n }, (_, k) => gapY(k) + (nudged ? 36 : 30)).map((y) => (nudged ? '' : `M${first - 5},${y - 14}l5,5l5,-5`) + `M${second - 5},${y - 9}l5,-5l5,5`);
  return {
    along: 'y', digits: 4, height: bottom + 42, pill, runningPill: 76,
    box: { w: boxW, h: 44 },
    boxes: Array.from({ length: n }, (_, i) => ({
      x: (first + second) / 2, y: gapY(i) + step / 2, fan: { x: Math.min(side + 52, width - 30), y: gapY(i) + step / 2, w: 54, h: 40 },
    })),
    gaps: Array.from({ length: n + 1 }, (_, k) => ({
      value: { x: first, y: gapY(k) }, back: { x: second, y: gapY(k) },
      change: { x: first, y: gapY(k) + 22 }, running: { x: side - 10, y: gapY(k) },
    })),
    loop: stadium(first - pill / 2 - 10, gapY(0) - 22, second + pill / 2 + 10, bottom + 22, 30) + stadium(first + pill / 2 + 6, gapY(0) + 2, second - pill / 2 - 6, bottom - 2),
    ways: chevrons.join(''),
    rowNames: [
      { id: 'value', x: first, y: 14, words: 'value ↓', cls: 'g-row' },
      { id: 'back', x: second, y: 6, words: 'output', cls: 'g-row' },
      { id: 'back 2', x: second, y: 22, words: 'per value ↑', cls: 'g-row' },
      { id: 'running', x: side - 10, y: 6, words: 'value', cls: 'g-row' },
      { id: 'running 2', x: side - 10, y: 22, words: 'per x ↓', cls: 'g-row' },
    ],
  };
}

export default { render };
