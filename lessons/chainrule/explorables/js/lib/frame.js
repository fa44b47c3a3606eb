// The frame around every explorable: title, toolbar, body, table view, cover, live region.
//
// A widget's entry module reads like this; slope_microscope.js is the model for a larger one, whose
// parts have a folder of their own:
//
//   import { openFrame } from './lib/frame.js';
//   import { slider } from './lib/controls.js';
//
//   function render({ model, el, signal }) {
//     const frame = openFrame({ model, el, signal });
//     const x = slider({ label: 'x', min: -3, max: 3, step: 0.05,
//       get: () => model.get('x'), set: (value) => frame.assign({ x: value }),
//       show: number, speak: () => 'x is …, the slope there is …' });
//     frame.controls.append(x.node);
//     frame.draw(() => { … read the model, redraw everything …; x.update(); });
//     frame.tables(() => [{ caption, head: [...], rows: [[...], ...] }]);
//     frame.says(() => 'one sentence about the present state');
//   }
//   export default { render };
//
// frame.stage     where pictures go        frame.controls   where sliders, menus, switches go
// frame.readout   numbers that always show frame.root       the element with class `crx`
// frame.draw(f)   f(width) runs after any change of a trait, from here or from Python, and when
//                 the width of the stage changes. It must draw from the model alone.
// frame.assign(changes)   write traits      frame.shortcut(key, act)   a key for the whole figure
// frame.expects(heard)   Python was asked something: one line says so while it does not answer
// frame.question  true: no title and no toolbar (a question is not a figure)
//
// The other modules: functions (elementary functions with derivatives), slope (measured slopes),
// format and digits (numbers as text and as speech), scale (axes, ticks, paths), chain (machines
// in a row), network (2-2-1 and one neuron), activations, car: mathematics without DOM.
// svg (elements), controls (slider, menu, toggle, button), point (draggable point that is a
// slider), handle (any element as a slider), plot (a picture that keeps its text size at any
// width), graph (nodes, edges and tokens of networks and chains), keys, drag, paced, live, motion,
// state: with DOM.
import { expectations, hasPython, SKIP_UNHEARD } from './heard.js';
import { afterPause, liveRegion } from './live.js';
import { joinNotebook } from './notebook.js';
import { plot } from './plot.js';
import { reachWhenWide } from './reach.js';
import { assign, settingsAsCode } from './state.js';
import { html, uid, write } from './svg.js';

function openFrame({ model, el, signal, question = false }) {
  const nodes = makeNodes(model, question);
  const { root, stage, readout, controls } = nodes;
  const say = liveRegion(root, signal);
  const expects = expectations({ signal, model, tell: (sentence) => showUnheard(nodes.unheard, sentence) });
  const shows = { draw() {}, tables: () => [], sentence: null };
  const plots = [];
  const frame = {
    root, stage, readout, controls, say,
    assign: (changes) => assign(model, changes),
    draw(f) {
      shows.draw = f;
      queueMicrotask(screen.open);
    },
    // A picture on the stage, or in a row of it; see plot.js.
    row() {
      const made = html('div', { class: 'crx-row-of-plots' });
      stage.append(made);
      return made;
    },
    plot(options) {
      const made = plot({ parent: stage, ...options });
      plots.push(made);
      return made;
    },
    tables(f) { shows.tables = f; },
    says(f) { shows.sentence = f; },
    shortcut(key, act) { listenForKey(nodes, key, act); },
    // Something was handed to Python; `heard()` tells whether it has answered.
    expects(heard, sentence) { if (hasPython(model)) expects(heard, sentence); },
  };
  nodes.cover.addEventListener('click', () => {
    if (!model.get('locked')) frame.expects(() => model.get('_heard'), SKIP_UNHEARD);
  });
  joinNotebook(root, signal, { first: () => root.querySelector('button:not(:disabled)') });
  if (!question) fillToolbar(nodes, model);
  el.append(root);
  const screen = openScreen({ model, nodes, shows, signal, say });
  model.on('change', screen.change);
  watchSize(stage, signal, () => {
    const width = Math.round(stage.clientWidth);
    if (width === 0 || width === screen.width) return;
    screen.width = width;
    for (const each of plots) each.measure(width);
    screen.refresh(false);
  });
  return frame;
}

// The elements, from the outside to the inside.
function makeNodes(model, question) {
  const [titleId, toldId] = [uid(), uid()];
  const names = { role: 'group', 'aria-labelledby': titleId, 'aria-describedby': toldId };
  const root = html('div', { class: 'crx', ...names, tabindex: -1 });
  const title = html('div', { class: 'crx-title', id: titleId }, model.get('_title'));
  const toolbar = html('div', { class: 'crx-toolbar', role: 'group', 'aria-label': 'Figure' });
  const head = html('div', { class: 'crx-head' }, title, toolbar);
  if (question) head.classList.add('crx-unseen');
  // What the figure shows now, for whoever comes to it and does not see it; never read out by itself.
  const told = html('div', { id: toldId, hidden: true });
  const note = html('div', { class: 'crx-note', hidden: true });
  const unheard = html('p', { class: 'crx-unheard', role: 'status', hidden: true });
  const [stage, readout, controls] = ['stage', 'readout', 'controls'].map((name) => (
    html('div', { class: `crx-${name}` })));
  const tableBox = html('div', { class: 'crx-tables', hidden: true, id: uid() });
  const body = html('div', { class: 'crx-body' }, stage, controls, readout, tableBox);
  const cover = makeCover(model, root);
  root.append(head, told, note, unheard, html('div', { class: 'crx-hold' }, body, cover));
  return { root, toolbar, told, note, unheard, stage, readout, controls, tableBox, body, cover, openTable: null };
}

function makeCover(model, root) {
  const text = html('p', {}, html('strong', {}, 'Commit your prediction first.'), ' ',
    'The question stands just above; the figure opens as soon as you commit.');
  const skip = html('button', { type: 'button', class: 'crx-quiet' }, 'Open it without predicting');
  skip.addEventListener('click', () => {
    assign(model, { locked: false });
    root.focus({ preventScroll: true });
  });
  return html('div', { class: 'crx-cover', hidden: true }, text, skip);
}

function showUnheard(place, sentence) {
  write(place, sentence);
  place.hidden = sentence === '';
}

function fillToolbar(nodes, model) {
  const { toolbar, note, tableBox } = nodes;
  const settings = model.get('_settings');
  if (settings.length > 0) {
    const reset = toolButton('Reset', () => {
      const initial = model.get('_initial');
      assign(model, Object.fromEntries(settings.map((name) => [name, initial[name]])));
    });
    const copy = toolButton('Copy as code', () => copySettings(model, note),
      'The Python call that makes the figure as it stands');
    toolbar.append(reset, copy);
  }
  nodes.openTable = toolButton('Table view', () => assign(model, { table: !model.get('table') }));
  nodes.openTable.setAttribute('aria-controls', tableBox.id);
  toolbar.append(nodes.openTable);
}

// Shows the present state and says it. `shows`: what the figure gave to frame.draw, frame.tables
// and frame.says. Nothing is drawn before the stage has a `width`.
function openScreen({ model, nodes, shows, signal, say }) {
  const { note, readout, tableBox, told } = nodes;
  let ready = false; // after the first drawing changes are spoken

  function tell() {
    if (model.get('locked')) write(told, 'Covered until you commit your prediction.');
    else if (shows.sentence && screen.width > 0) write(told, shows.sentence());
  }
  const tellLater = afterPause(signal, tell);
  const looks = [[tableBox, 'Tables of the figure'], [readout, 'Numbers of the figure']].map(([box, name]) => (
    watchSize(box, signal, () => reachWhenWide(box, name))));

  const screen = {
    width: 0,
    refresh(speak) {
      const drawn = screen.width > 0;
      if (drawn) shows.draw(screen.width);
      const locked = Boolean(model.get('locked'));
      const opened = showLock(nodes, locked) && !locked && ready;
      if (opened) say('The figure is open.');
      showTables(nodes, Boolean(model.get('table')), drawn ? shows.tables : null);
      for (const look of looks) look.again();
      if (ready) tellLater();
      else tell();
      if (!speak || opened) return;
      note.hidden = true; // the code shown there is no longer the present state's
      if (shows.sentence && !locked && drawn) say(shows.sentence());
    },
    change() { screen.refresh(ready); },
    open() {
      screen.refresh(false);
      ready = true;
    },
  };
  return screen;
}

// True when the cover came or went.
function showLock({ root, cover, body, toolbar }, locked) {
  if (cover.hidden !== locked) return false;
  cover.hidden = !locked;
  body.inert = locked;
  toolbar.inert = locked;
  root.classList.toggle('crx-locked', locked);
  return true;
}

function showTables({ tableBox, openTable }, open, tables) {
  tableBox.hidden = !open;
  if (openTable) openTable.setAttribute('aria-expanded', String(open));
  if (open && tables) fillTables(tableBox, tables());
}

// Act when the browser has laid out the page: at the beginning, when `node` has another size, and
// after `again()`. Asked at once, it would have to lay out the page for every single change.
function watchSize(node, signal, act) {
  const watcher = new ResizeObserver(act);
  watcher.observe(node);
  signal.addEventListener('abort', () => watcher.disconnect());
  return {
    again() {
      if (signal.aborted) return;
      watcher.unobserve(node);
      watcher.observe(node);
    },
  };
}

// A key for the whole figure, unless something is typed with it.
function listenForKey({ root, body }, key, act) {
  root.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('select, textarea, input:not([type=range], [type=checkbox], [type=radio])')) return;
    if (body.inert) return;
    event.preventDefault();
    act();
  });
}

function toolButton(name, act, title = null) {
  const button = html('button', { type: 'button', class: 'crx-tool', title }, name);
  button.addEventListener('click', act);
  return button;
}

// The code is always shown, so that it can be copied by hand where a page may not use the clipboard.
async function copySettings(model, note) {
  const code = settingsAsCode(model);
  let copied = true;
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    copied = false;
  }
  note.replaceChildren(copied ? 'Copied: ' : 'Copy this: ', html('code', {}, code));
  note.hidden = false;
}

function fillTables(box, tables) {
  const key = JSON.stringify(tables);
  if (box.dataset.shown === key) return;
  box.dataset.shown = key;
  box.replaceChildren(...tables.map(({ caption, head, rows }) => html('table', {},
    html('caption', {}, caption),
    html('thead', {}, html('tr', {}, ...head.map((name) => html('th', { scope: 'col' }, name)))),
    html('tbody', {}, ...rows.map(([first, ...others]) => html('tr', {},
      html('th', { scope: 'row' }, first), ...others.map((value) => html('td', {}, value))))))));
}

export { openFrame };
