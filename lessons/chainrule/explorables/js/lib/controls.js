// The controls under a figure. Each gives { node, update }: `update` shows the present state.
import { clamp, keyedValue, snap } from './keys.js';
import { html, set as setAttributes, uid, write } from './svg.js';

const SAME = { to: (value) => value, from: (place) => place };

// A named slider. `get`/`set` read and write the value, `show` prints it, `speak` says what it
// means. min, max and step are places on the track; `scale` ({to, from}) turns a value into a
// place and back, for example its logarithm.
function slider({ label, name = null, min, max, step, get, set, show, speak, scale = SAME, colour = '' }) {
  const id = uid();
  const input = html('input', { type: 'range', id, min, max, step: 'any', class: colour });
  if (name) input.setAttribute('aria-label', name);
  const output = html('output', { for: id });
  const node = html('div', { class: 'crx-slider' },
    html('div', { class: 'crx-slider-top' }, html('label', { for: id }, label), output), input);
  const place = () => scale.to(get());
  input.addEventListener('input', () => set(scale.from(clamp(snap(+input.value, step), min, max))));
  input.addEventListener('keydown', (event) => {
    const next = keyedValue(event, { value: place(), step, min, max });
    if (next === null) return;
    event.preventDefault();
    set(scale.from(next));
  });
  return {
    node,
    input,
    update() {
      const now = clamp(place(), min, max);
      if (+input.value !== now) input.value = now;
      input.style.setProperty('--at', `${(100 * (now - min)) / (max - min)}%`);
      input.setAttribute('aria-valuetext', speak());
      write(output, show(get()));
    },
  };
}

// A menu of options [{ value, label }].
function menu({ label, options, get, set }) {
  const id = uid();
  const select = html('select', { id }, ...options.map(({ value, label: text }) =>
    html('option', { value }, text)));
  select.addEventListener('change', () => set(select.value));
  const node = html('div', { class: 'crx-menu' }, html('label', { for: id }, label), select);
  return { node, select, update() { if (select.value !== get()) select.value = get(); } };
}

// A switch.
function toggle({ label, get, set, keyHint = null }) {
  const input = html('input', { type: 'checkbox' });
  input.addEventListener('change', () => set(input.checked));
  const node = html('label', { class: 'crx-toggle' }, input, html('span', {}, label,
    keyHint ? html('kbd', {}, keyHint) : null));
  if (keyHint) input.setAttribute('aria-keyshortcuts', keyHint);
  return { node, input, update() { input.checked = Boolean(get()); } };
}

// Out of use, a button keeps the focus and its place in the order: whoever pressed it last is not
// thrown out of the figure.
function button({ label, act }) {
  const node = html('button', { type: 'button', class: 'crx-button' }, label);
  node.addEventListener('click', () => { if (!node.hasAttribute('aria-disabled')) act(); });
  return { node, update() {}, enable(on) { setAttributes(node, { 'aria-disabled': on ? null : 'true' }); } };
}

export { slider, menu, toggle, button };
