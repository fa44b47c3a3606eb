// W03: pedal, engine, gearbox, speed, drag. The same push does less and less, and the rates of the
// links multiply because their units cancel.
import { GEARS, drive, pressMore } from './lib/car.js';
import { button, slider, toggle } from './lib/controls.js';
import { aloud, fixed, grouped, neat, signed } from './lib/digits.js';
import { number } from './lib/format.js';
import { openFrame } from './lib/frame.js';
import { handle } from './lib/handle.js';
import { clamp, snap } from './lib/keys.js';
import { wantsLessMotion } from './lib/motion.js';
import { linear } from './lib/scale.js';
import { html, set, svg, uid, write, writePieces } from './lib/svg.js';

const PEDAL = { min: 0, max: 100, step: 1 };
const NUDGE = { min: 0.5, max: 20, step: 0.5 };
const WINDOW = 20; // seconds on the strip chart
const BEAT = 100; // milliseconds between two frames of the strip chart
// Places of the gears in the gate: column and row.
const GATE = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]];
const DIALS = [
  { id: 'rpm', name: 'engine', unit: 'rpm', most: 7000, step: 1000, show: grouped, tick: (v) => String(v / 1000) },
  { id: 'speed', name: 'speed', unit: 'km/h', most: 240, step: 40, show: (v) => fixed(v, 1), tick: String },
  { id: 'drag', name: 'drag', unit: 'kW', most: 100, step: 20, show: (v) => neat(v, 3), tick: String },
];
// From the last link to the first, as they are written: dD/du · du/dv · dv/dr · dr/dp.
const LINKS = [
  { id: 'dD_du', over: 'D', under: 'u', top: 'kW', bottom: 'm/s', name: 'drag' },
  { id: 'du_dv', over: 'u', under: 'v', top: 'm/s', bottom: 'km/h', name: 'change of unit' },
  { id: 'dv_dr', over: 'v', under: 'r', top: 'km/h', bottom: 'rpm', name: 'gearbox' },
  { id: 'dr_dp', over: 'r', under: 'p', top: 'rpm', bottom: '%', name: 'engine' },
];
const TURN = [135, 405]; // degrees of a dial's lowest and highest value, clockwise from the right

function render({ model, el, signal }) {
  const frame = openFrame({ model, el, signal });
  const ratio = () => GEARS[model.get('gear') - 1];
  const setPedal = (value) => frame.assign({ pedal: clamp(snap(value, 0.5), PEDAL.min, PEDAL.max) });
  const setGear = (gear) => frame.assign({ gear: clamp(Math.round(gear), 1, 5) });
  let now = drive(0, 1);
  let next = null;

  // ---- pedal and gear lever
  const panel = (name, basis, height, grow = 1) => frame.plot({
    name, basis, grow, height: () => height, margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
  });
  const pedalPlot = panel('Gas pedal', 110, 172);
  const pedalBack = svg('g', { 'aria-hidden': 'true' }, pedalPlot.picture);
  const pedalGhost = svg('path', { class: 'db-ghost', 'aria-hidden': 'true' }, pedalPlot.picture);
  const pedal = svg('g', { class: 'db-handle' }, pedalPlot.picture);
  const pedalHit = svg('rect', { class: 'db-hit', width: 96, height: 60 }, pedal);
  const pedalRing = svg('path', { class: 'db-ring' }, pedal); // below the plate: it shows around it
  const pedalPlate = svg('path', { class: 'db-plate' }, pedal);
  const pedalText = svg('text', { class: 'db-number', 'text-anchor': 'middle', 'aria-hidden': 'true' }, pedalPlot.picture);
  const pedalName = svg('text', { class: 'tick', 'text-anchor': 'middle', 'aria-hidden': 'true' }, pedalPlot.picture);
  const foot = { x: 0, y: 132, length: 84 };
  const pedalTip = (p) => {
    const angle = ((58 - 44 * (p / 100)) * Math.PI) / 180;
    return { x: foot.x + foot.length * Math.cos(angle), y: foot.y - foot.length * Math.sin(angle), angle };
  };
  const pedalPath = (p) => {
    const tip = pedalTip(p);
    const at = (t, off) => `${(foot.x + t * (tip.x - foot.x) + off * Math.sin(tip.angle)).toFixed(1)},${(foot.y + t * (tip.y - foot.y) + off * Math.cos(tip.angle)).toFixed(1)}`;
    return `M${at(0.02, 5)}L${at(0.3, 5)}L${at(0.34, 9)}L${at(1, 9)}L${at(1, -4)}L${at(0.3, -4)}L${at(0.02, -2)}Z`;
  };
  const pedalHandle = handle(pedal, {
    picture: pedalPlot.picture, name: 'gas pedal', ...PEDAL, get: () => model.get('pedal'), set: setPedal,
    speak: () => `${neat(model.get('pedal'))} percent, ${said()}`,
    toValue: (at) => at.grab + (at.y - at.startY) * 1.6,
  });

  const leverPlot = panel('Gear lever', 110, 172);
  const gate = svg('path', { class: 'db-gate', 'aria-hidden': 'true' }, leverPlot.picture);
  const gearNames = GATE.map((_, i) => {
    const text = svg('text', { class: 'db-gear', 'text-anchor': 'middle', 'aria-hidden': 'true' }, leverPlot.picture);
    text.textContent = String(i + 1);
    return text;
  });
  const lever = svg('g', { class: 'db-handle' }, leverPlot.picture);
  svg('circle', { class: 'db-hit', r: 22 }, lever);
  svg('circle', { class: 'db-knob', r: 13 }, lever);
  svg('circle', { class: 'db-ring', r: 18 }, lever);
  const ratioText = svg('text', { class: 'tick', 'text-anchor': 'middle', 'aria-hidden': 'true' }, leverPlot.picture);
  const gatePlace = ([column, row]) => ({ x: leverPlot.width / 2 + (column - 1) * 34, y: 46 + row * 64 });
  const leverHandle = handle(lever, {
    picture: leverPlot.picture, name: 'gear lever', min: 1, max: 5, step: 1, get: () => model.get('gear'), set: setGear,
    speak: () => `gear ${model.get('gear')}, ratio ${ratio()}, ${said()}`,
    toValue: (at) => {
      const distances = GATE.map(gatePlace).map((place) => Math.hypot(place.x - at.x, place.y - at.y));
      return distances.indexOf(Math.min(...distances)) + 1;
    },
  });

  function drawHands() {
    const p = model.get('pedal');
    foot.x = pedalPlot.width / 2 - 40;
    set(pedalPlate, { d: pedalPath(p) });
    set(pedalRing, { d: pedalPath(p) });
    set(pedalGhost, { d: pedalPath(next.end) });
    const tip = pedalTip(p);
    set(pedalHit, { x: foot.x, y: Math.min(tip.y, foot.y) - 14 });
    if (pedalBack.dataset.width !== String(pedalPlot.width)) {
      pedalBack.dataset.width = pedalPlot.width;
      pedalBack.replaceChildren();
      svg('path', { class: 'axis', d: `M${foot.x - 14},${foot.y + 12}h112` }, pedalBack);
      svg('circle', { class: 'db-pivot', cx: foot.x, cy: foot.y, r: 6 }, pedalBack);
      set(pedalText, { x: pedalPlot.width / 2, y: 24 });
      set(pedalName, { x: pedalPlot.width / 2, y: 166 });
    }
    write(pedalText, `${neat(p)} %`);
    write(pedalName, 'pedal');
    if (gate.dataset.width !== String(leverPlot.width)) {
      gate.dataset.width = leverPlot.width;
      const at = GATE.map(gatePlace);
      const middle = 46 + 32;
      set(gate, { d: `M${at[0].x},${at[0].y}V${at[1].y}M${at[2].x},${at[2].y}V${at[3].y}M${at[0].x},${middle}H${at[4].x}V${at[4].y}` });
      gearNames.forEach((text, i) => set(text, { x: at[i].x, y: at[i].y + (GATE[i][1] ? 30 : -20) }));
      set(ratioText, { x: leverPlot.width / 2, y: 166 });
    }
    const place = gatePlace(GATE[model.get('gear') - 1]);
    set(lever, { transform: `translate(${place.x},${place.y})` });
    write(ratioText, `gear ${model.get('gear')}, ratio ${fixed(ratio(), 1)}`);
  }

  // ---- dials
  const dials = DIALS.map((dial) => {
    const plot = panel(`${dial.name} in ${dial.unit}`, 150, 172, 2);
    const face = plot.layer();
    const arcs = plot.layer();
    const needle = svg('path', { class: 'db-needle', 'aria-hidden': 'true' }, plot.picture);
    const hub = svg('circle', { class: 'db-hub', r: 6, 'aria-hidden': 'true' }, plot.picture);
    const text = svg('text', { class: 'db-number halo', 'text-anchor': 'middle', 'aria-hidden': 'true' }, plot.picture);
    const below = svg('text', { class: 'tick', 'text-anchor': 'middle', 'aria-hidden': 'true' }, plot.picture);
    return { ...dial, plot, face, arcs, needle, hub, text, below };
  });
  const turnOf = (dial, value) => linear([0, dial.most], TURN)(clamp(value, 0, dial.most));
  const polar = (cx, cy, r, degrees) => [cx + r * Math.cos((degrees * Math.PI) / 180), cy + r * Math.sin((degrees * Math.PI) / 180)];
  const arc = (cx, cy, r, from, to) => {
    const [a, b] = [polar(cx, cy, r, from), polar(cx, cy, r, to)].map((place) => place.map((v) => v.toFixed(2)).join(','));
    return `M${a}A${r},${r} 0 ${Math.abs(to - from) > 180 ? 1 : 0} ${to > from ? 1 : 0} ${b}`;
  };
  function drawDials() {
    for (const dial of dials) {
      const { plot } = dial;
      const [cx, cy] = [plot.width / 2, 84];
      const r = Math.min(66, plot.width / 2 - 12);
      dial.face.fill(String(plot.width), (node) => {
        svg('path', { class: 'db-rim', d: arc(cx, cy, r, ...TURN) }, node);
        for (let v = 0; v <= dial.most + 1e-9; v += dial.step / 2) {
          const whole = Math.abs(v / dial.step - Math.round(v / dial.step)) < 1e-9;
          const turn = turnOf(dial, v);
          const [a, b] = [polar(cx, cy, r, turn), polar(cx, cy, r - (whole ? 9 : 5), turn)];
          svg('line', { class: 'axis', x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, node);
          if (!whole) continue;
          const [x, y] = polar(cx, cy, r - 20, turn);
          svg('text', { class: 'tick', x, y: y + 4, 'text-anchor': 'middle' }, node).textContent = dial.tick(v);
        }
        if (dial.id === 'rpm') svg('text', { class: 'tick', x: cx, y: cy + 28, 'text-anchor': 'middle' }, node).textContent = '× 1000';
        set(dial.hub, { cx, cy });
        set(dial.text, { x: cx, y: cy + 60 });
        set(dial.below, { x: cx, y: 166 });
      });
      const value = now[dial.id];
      const turn = turnOf(dial, value);
      const ahead = turnOf(dial, value + next.predicted[dial.id]);
      dial.arcs.fill(JSON.stringify([plot.width, value, ahead]), (node) => {
        svg('path', { class: 'db-ahead', d: arc(cx, cy, r + 6, turn, ahead) }, node);
        const [x, y] = polar(cx, cy, r + 6, ahead);
        svg('circle', { class: 'db-ahead-end', cx: x, cy: y, r: 3.5 }, node);
      });
      const [tipX, tipY] = polar(cx, cy, r - 6, turn);
      const [leftX, leftY] = polar(cx, cy, 4.5, turn - 90);
      const [rightX, rightY] = polar(cx, cy, 4.5, turn + 90);
      set(dial.needle, { d: `M${leftX.toFixed(2)},${leftY.toFixed(2)}L${tipX.toFixed(2)},${tipY.toFixed(2)}L${rightX.toFixed(2)},${rightY.toFixed(2)}Z` });
      write(dial.text, dial.show(value));
      write(dial.below, `${dial.name}, ${dial.unit}`);
    }
  }

  // ---- strip chart: what the last twenty seconds looked like
  const chart = frame.plot({
    name: 'The last 20 seconds', basis: 900, height: () => 118, margin: () => ({ left: 8, right: 64, top: 8, bottom: 24 }),
  });
  const chartAxes = chart.layer();
  const chartLines = chart.layer();
  const samples = []; // { at (seconds), pedal, gear }
  const TRACES = [
    { cls: 'db-pedal', name: 'pedal', of: (p) => p / 100 },
    { cls: 'db-rpm', name: 'engine', of: (p, gear) => drive(p, GEARS[gear - 1]).rpm / DIALS[0].most },
    { cls: 'db-speed', name: 'speed', of: (p, gear) => drive(p, GEARS[gear - 1]).speed / DIALS[1].most },
  ];
  let beat = null;
  const clock = () => performance.now() / 1000;
  function record() {
    const last = samples.at(-1);
    // Before the first change the car was driving like this all the time.
    const here = { at: clock() - (last ? 0 : WINDOW), pedal: model.get('pedal'), gear: model.get('gear') };
    if (last && last.pedal === here.pedal && last.gear === here.gear) return;
    samples.push(here);
    while (samples.length > 2 && samples[1].at < here.at - WINDOW) samples.shift();
    if (last && !beat && !wantsLessMotion()) beat = setTimeout(roll, BEAT);
  }
  function roll() {
    beat = null;
    if (signal.aborted) return;
    drawChart();
    if (clock() - samples.at(-1).at < WINDOW) beat = setTimeout(roll, BEAT);
  }
  signal.addEventListener('abort', () => clearTimeout(beat));
  function drawChart() {
    if (chart.width === 0) return;
    const { left, right, top, bottom } = chart.box;
    const end = clock();
    const across = linear([end - WINDOW, end], [left, right]);
    const down = linear([0, 1], [bottom, top]);
    chartAxes.fill(String(chart.width), (node) => {
      for (const seconds of chart.width < 480 ? [20, 10, 0] : [20, 15, 10, 5, 0]) {
        const x = right - (seconds / WINDOW) * (right - left);
        svg('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom }, node);
        const anchor = seconds === 20 ? 'start' : 'middle';
        svg('text', { class: 'tick', x, y: bottom + 16, 'text-anchor': anchor }, node).textContent = seconds ? `${seconds} s ago` : 'now';
      }
      svg('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }, node);
    });
    chartLines.fill(String(end), (node) => {
      const shown = samples.filter((_, i) => i + 1 >= samples.length || samples[i + 1].at > end - WINDOW);
      const ends = TRACES.map(({ of }) => down(of(model.get('pedal'), model.get('gear'))));
      const rows = spread(ends, 15, top + 6, bottom - 2);
      TRACES.forEach(({ cls, name, of }, k) => {
        let path = '';
        shown.forEach((sample, i) => {
          const x = Math.max(left, across(sample.at));
          const y = down(of(sample.pedal, sample.gear));
          const until = i + 1 < shown.length ? Math.max(left, across(shown[i + 1].at)) : right;
          path += `${i ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}L${until.toFixed(1)},${y.toFixed(1)}`;
        });
        svg('path', { class: `db-trace ${cls}`, d: path }, node);
        svg('text', { class: `${cls}-name`, x: right + 7, y: rows[k] + 4 }, node).textContent = name;
      });
    });
  }

  // ---- rate cards
  const cards = html('div', { class: 'db-cards', role: 'group', 'aria-label': 'Rates of the links' });
  const verdict = html('p', { class: 'db-verdict' });
  function unitOf(top, bottom, cut) {
    const part = (words, gone) => (gone ? html('s', {}, words) : html('span', {}, words));
    return html('span', { class: 'db-unit' }, part(top, cut.top), html('span', { class: 'db-per' }, 'per'), part(bottom, cut.bottom));
  }
  function card(link, value, cut, cls = '') {
    return html('div', { class: `db-card ${cls}` },
      html('span', { class: 'db-card-name' }, `d${link.over}/d${link.under}, ${link.name}`),
      html('span', { class: 'db-card-value' }, neat(value)), unitOf(link.top, link.bottom, cut));
  }
  const shownLinks = () => LINKS.slice(-model.get('links'));
  const whole = () => (model.get('links') === 4
    ? { over: 'D', under: 'p', top: 'kW', bottom: '%', name: 'the whole chain', value: now.dD_dp }
    : { over: 'v', under: 'p', top: 'km/h', bottom: '%', name: 'pedal to speed', value: now.dv_dp });
  let cardsShown = '';
  function drawCards() {
    const join = model.get('join');
    const links = shownLinks();
    const key = JSON.stringify([join, links.map(({ id }) => now[id])]);
    if (key === cardsShown) return;
    cardsShown = key;
    const sign = { apart: '', multiply: '×', add: '+' }[join];
    const nodes = [];
    links.forEach((link, i) => {
      const cut = { top: join === 'multiply' && i > 0, bottom: join === 'multiply' && i < links.length - 1 };
      if (i && sign) nodes.push(html('span', { class: 'db-sign' }, sign));
      nodes.push(card(link, now[link.id], cut));
    });
    const all = whole();
    if (join === 'multiply') nodes.push(html('span', { class: 'db-sign' }, '='), card(all, all.value, {}, 'db-whole'));
    if (join === 'add') nodes.push(html('span', { class: 'db-sign' }, '='), html('div', { class: 'db-card db-refused' }, 'no sum'));
    cards.replaceChildren(...nodes);
    cards.classList.toggle('db-joined', join !== 'apart');
    write(verdict, verdictText(links, all));
  }
  function verdictText(links, all) {
    const join = model.get('join');
    const unit = ({ top, bottom }) => `${top} per ${bottom}`;
    if (join === 'apart') return 'Each link has its own rate and its own unit. Put the cards together: which operation fits the units?';
    if (join === 'add') return `You cannot add ${unit(links[0])} to ${unit(links[1])}: the units differ.`;
    const gone = links.slice(1).map(({ top }) => top);
    return `${gone.join(', ')} cancel${gone.length > 1 ? '' : 's'}: what is left is ${unit(all)}.`;
  }

  // ---- prediction and reality
  const reality = html('p', { class: 'db-reality' });
  function lastPush() {
    const last = model.get('last');
    return last && last.speed && last.end === model.get('pedal') && last.gear === model.get('gear') ? last : null;
  }
  // What a push is judged by: the speed, or with all four links the drag.
  const judged = () => (model.get('links') === 4
    ? { key: 'drag', rate: now.dD_dp, unit: 'kW', said: 'kilowatts' }
    : { key: 'speed', rate: now.dv_dp, unit: 'km/h', said: 'kilometres per hour' });
  function drawReality() {
    const push = next.moved;
    const { key, rate, unit } = judged();
    const pieces = push === 0 ? ['The pedal is at the floor. '] : [
      `Next ${neat(push)} %: `, ['slope-text strong', `predicted ${signed(neat(next.predicted[key]))} ${unit}`],
      ` (${neat(rate)} × ${neat(push)}).`,
    ];
    const last = lastPush();
    if (last) {
      const { predicted, real } = last[key];
      pieces.push(['db-line', ''], `Last push, ${neat(last.start)} % to ${neat(last.end)} %: `, ['slope-text strong', `predicted ${signed(neat(predicted))}`],
        ', ', ['forward-text strong', `really ${signed(neat(real))} ${unit}`], `: ${missText(predicted, real)}.`);
    } else if (push !== 0) pieces.push(['db-line muted-text', 'What really happens shows when you push.']);
    writePieces(reality, pieces);
  }
  function missText(predicted, real) {
    const off = Math.abs(predicted - real) / Math.abs(real);
    return `the prediction is ${number(100 * off, 2)} % too ${predicted > real ? 'large' : 'small'}`;
  }
  function pushNow() {
    const push = pressMore(model.get('pedal'), model.get('nudge'), ratio());
    if (push.moved === 0) {
      frame.say('The pedal is at the floor.');
      return;
    }
    const { key, said: words } = judged();
    const pair = (name) => ({ predicted: push.predicted[name], real: push.real[name] });
    announced = `Predicted ${aloud(signed(neat(push.predicted[key], 3)))}, really ${aloud(signed(neat(push.real[key], 3)))} ${words}. `;
    frame.assign({
      last: { start: model.get('pedal'), end: push.end, gear: model.get('gear'), speed: pair('speed'), drag: pair('drag') },
      pedal: push.end,
    });
  }
  let announced = '';

  // ---- words and tables
  const said = () => `${grouped(now.rpm)} rpm, ${fixed(now.speed, 1)} km/h; next percent adds about ${number(now.dv_dp)} km/h`;
  frame.says(() => {
    const before = announced;
    announced = '';
    return before + aloud(said());
  });
  frame.tables(() => {
    const last = lastPush();
    const p = model.get('pedal');
    return [{
      caption: 'Values', head: ['quantity', 'value'],
      rows: [['pedal p', `${neat(p)} %`], ['gear, ratio', `${model.get('gear')}, ${fixed(ratio(), 1)}`], ['engine r', `${grouped(now.rpm)} rpm`], ['speed v', `${fixed(now.speed, 2)} km/h`],
        ['speed u', `${neat(now.u)} m/s`], ['drag D', `${neat(now.drag)} kW`], ['in words', said()]],
    }, {
      caption: 'Rates', head: ['rate', 'value', 'unit'],
      rows: [...[...LINKS].reverse().map(({ id, over, under, top, bottom }) => [`d${over}/d${under}`, neat(now[id]), `${top} per ${bottom}`]),
        ['dv/dp, their product', neat(now.dv_dp), 'km/h per %'], ['dD/dp, their product', neat(now.dD_dp), 'kW per %'],
        ['average v/p', p ? neat(now.speed / p) : 'no value', 'km/h per %']],
    }, {
      caption: 'The nudge', head: ['push', 'predicted', 'really'],
      rows: [['speed', 'km/h'], ['drag', 'kW']].flatMap(([key, unit]) => [
        [`next ${neat(next.moved)} %, ${key}`, `${signed(neat(next.predicted[key]))} ${unit}`, 'push to see'],
        ...(last ? [[`last, ${neat(last.start)} % to ${neat(last.end)} %, ${key}`, `${signed(neat(last[key].predicted))} ${unit}`, `${signed(neat(last[key].real))} ${unit}`]] : []),
      ]),
    }];
  });

  // ---- controls
  const pedalSlider = slider({
    label: 'pedal p', ...PEDAL, colour: 'crx-forward', get: () => model.get('pedal'), set: setPedal,
    show: (value) => `${neat(value)} %`, speak: () => `${neat(model.get('pedal'))} percent, ${said()}`,
  });
  const nudge = slider({
    label: 'nudge', ...NUDGE, colour: 'crx-slope', get: () => model.get('nudge'), set: (value) => frame.assign({ nudge: value }),
    show: (value) => `+${neat(value)} %`, speak: () => `${neat(model.get('nudge'))} percent, predicted ${aloud(neat(next.predicted.speed, 3))} kilometres per hour`,
  });
  const push = button({ label: 'Push', act: pushNow });
  push.node.classList.add('db-push');
  push.node.append(html('kbd', {}, 'Enter'));
  push.node.setAttribute('aria-keyshortcuts', 'Enter');
  const four = toggle({ label: 'all four links, to the drag', get: () => model.get('links') === 4, set: (on) => frame.assign({ links: on ? 4 : 2 }) });
  const choose = (name, options, get, pick) => {
    const group = uid();
    const inputs = options.map(([value, label]) => {
      const input = html('input', { type: 'radio', name: group, value });
      input.addEventListener('change', () => pick(value));
      return { value, input, node: html('label', { class: 'crx-toggle' }, input, html('span', {}, label)) };
    });
    return {
      node: html('fieldset', { class: 'db-choice' }, html('legend', {}, name), ...inputs.map(({ node }) => node)),
      update() { for (const { value, input } of inputs) input.checked = value === get(); },
    };
  };
  const gears = choose('Gear', GEARS.map((_, i) => [i + 1, String(i + 1)]), () => model.get('gear'), setGear);
  const join = choose('Cards', [['apart', 'apart'], ['multiply', 'multiply'], ['add', 'add']], () => model.get('join'), (value) => frame.assign({ join: value }));
  GEARS.forEach((_, i) => frame.shortcut(String(i + 1), () => setGear(i + 1)));
  frame.root.addEventListener('keydown', (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    if (event.key !== 'Enter' || !plain || event.target.closest('button, select, a') || model.get('locked')) return;
    event.preventDefault();
    pushNow();
  });
  frame.stage.append(html('div', { class: 'db-links' }, cards, verdict), reality);
  frame.controls.append(pedalSlider.node, nudge.node, html('div', { class: 'crx-row db-row' }, push.node, gears.node),
    html('div', { class: 'crx-row db-row' }, join.node, four.node),
    html('p', { class: 'muted-text db-row db-help' }, html('kbd', {}, '1'), ' to ', html('kbd', {}, '5'), ' change gear, ', html('kbd', {}, 'Enter'), ' pushes the pedal by the nudge.'));

  frame.draw(() => {
    now = drive(model.get('pedal'), ratio());
    next = pressMore(model.get('pedal'), model.get('nudge'), ratio());
    record();
    drawHands();
    drawDials();
    drawChart();
    drawCards();
    drawReality();
    for (const control of [pedalSlider, nudge, gears, join, four, pedalHandle, leverHandle]) control.update();
  });
}

// Labels moved apart so that none covers another, within top and bottom.
function spread(places, room, top, bottom) {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const rows = [...places];
  let last = top - room;
  for (const i of order) { rows[i] = Math.max(rows[i], last + room); last = rows[i]; }
  let limit = bottom;
  for (const i of order.reverse()) { rows[i] = Math.min(rows[i], limit); limit = rows[i] - room; }
  return rows;
}

export default { render };
