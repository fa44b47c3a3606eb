// Lines of a program to put in order. A block is one line, or two of which one is to be chosen.
//
// A line moves by its two buttons, by Alt and an arrow key anywhere in it, or by dragging its
// handle. Which order is right is known to the kernel alone; it replies to every try.

import { uid, html, set, write } from './lib/svg.js';
import { drafts } from './lib/drafts.js';
import { listener } from './lib/heard.js';
import { line } from './lib/inline.js';
import { liveRegion } from './lib/live.js';
import { joinNotebook } from './lib/notebook.js';
import { wayOn } from './lib/way_on.js';

const code = (text) => html('code', { class: 'lo-text' }, text);

// A line, or a pair of which one is chosen, with its grip, its number and its arrows.
function drawBlock(lines, name) {
  const single = lines.length === 1;
  const words = single ? code(lines[0])
    : html('div', { class: 'lo-pair', role: 'radiogroup', 'aria-label': 'One of these two lines' },
      ...lines.map((one) => html('label', { class: 'crx-option' },
        html('input', { type: 'radio', name, value: one }), code(one))));
  const grip = html('span', { class: 'lo-grip', 'aria-hidden': 'true' }, '⠿');
  const number = html('span', { class: 'lo-number' });
  const arrow = (way, sign) => html('button', { type: 'button', class: 'lo-arrow', 'data-way': way }, sign);
  const [up, down] = [arrow('up', '↑'), arrow('down', '↓')];
  const node = html('li', { class: 'lo-line' }, grip, number, words, html('span', { class: 'lo-arrows' }, up, down));
  const chosen = () => (single ? lines[0] : node.querySelector('input:checked')?.value ?? null);
  return {
    node, grip, number, up, down, chosen,
    choose(text) {
      for (const input of node.querySelectorAll('input')) input.checked = input.value === text;
    },
    said: () => chosen() ?? `the pair with ${lines[0].trim()}`,
  };
}

// The grip holds the pointer until it is let go.
function dragBy(grip, node, { closed, landed, dropped }) {
  grip.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || closed()) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    node.classList.add('held');
  });
  grip.addEventListener('pointermove', (event) => {
    if (grip.hasPointerCapture(event.pointerId)) landed(event);
  });
  grip.addEventListener('lostpointercapture', () => {
    node.classList.remove('held');
    dropped();
  });
}

function render({ model, el, signal }) {
  const id = uid('crx-lines');
  const settled = () => model.get('settled');
  const list = html('ol', { class: 'lo-list' });
  const prompt = line(model.get('question'), 'legend', { id: `${id}-prompt` });
  const fieldset = html('fieldset', {}, prompt, list);
  const check = html('button', { type: 'submit', class: 'crx-commit' }, 'Check the lines');
  const skip = html('button', { type: 'button', class: 'crx-quiet' }, 'give up and show');
  const buttons = html('div', { class: 'crx-buttons' }, check, skip);
  const help = html('p', { class: 'lo-help' }, 'Move a line with its arrows, by dragging, or with ',
    html('kbd', {}, 'Alt'), ' and ', html('kbd', {}, '↑'), ' ', html('kbd', {}, '↓'), '.');
  const status = html('p', { class: 'crx-status', role: 'status', tabindex: '-1' });
  const reply = html('div', { class: 'crx-reply', 'aria-live': 'polite' });
  const next = html('p', { class: 'crx-next', hidden: true });
  const form = html('form', { class: 'crx-form', novalidate: true }, fieldset, help, buttons, status, reply, next);
  const root = html('div', { class: 'crx crx-question' }, form);
  joinNotebook(root, signal, { first: () => (settled() ? null : form.querySelector('input, button')) });
  const say = liveRegion(root, signal);
  el.replaceChildren(root);

  const blocks = model.get('blocks').map(makeBlock);
  let order = [...blocks];
  const draftOf = JSON.stringify([model.get('name'), 'lines', model.get('blocks')]);
  const answered = listener({
    signal,
    heard: () => settled() || (!model.get('skipped') && model.get('heard') === model.get('tries')),
    tell: (sentence) => write(status, sentence),
  });

  // The held line goes below every line whose middle the pointer has passed.
  function land(block, { clientY }) {
    const others = order.filter((one) => one !== block);
    const to = others.filter(({ node }) => {
      const box = node.getBoundingClientRect();
      return clientY > box.top + box.height / 2;
    }).length;
    if (to === order.indexOf(block)) return;
    order = [...others.slice(0, to), block, ...others.slice(to)];
    for (const one of others) list.append(one.node); // the held line itself keeps the pointer
    order.slice(0, to).forEach((one) => list.insertBefore(one.node, block.node));
    order.forEach(renumber);
    say(`${block.said().trim()} is now line ${to + 1} of ${order.length}.`);
  }

  function keepDraft() {
    const places = order.map((block) => blocks.indexOf(block));
    drafts().set(draftOf, { order: places, chosen: order.map((block) => block.chosen()) });
  }

  function takeUp({ order: places, chosen }) {
    if ([...places].sort((a, b) => a - b).some((place, i) => place !== i) || places.length !== blocks.length) return;
    order = places.map((place) => blocks[place]);
    order.forEach((block, i) => block.choose(chosen[i]));
  }

  function makeBlock(lines, place) {
    const block = drawBlock(lines, `${id}-${place}`);
    const { node, up, down } = block;
    up.addEventListener('click', () => move(block, -1));
    down.addEventListener('click', () => move(block, 1));
    node.addEventListener('change', () => {
      renumber(block);
      keepDraft();
    });
    node.addEventListener('keydown', (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || !event.altKey || settled()) return;
      event.preventDefault();
      event.stopPropagation();
      move(block, by);
    });
    dragBy(block.grip, node, { closed: settled, landed: (event) => land(block, event), dropped: keepDraft });
    return block;
  }

  // The names of a line's arrows say which line and where it stands.
  function renumber(block) {
    const place = order.indexOf(block);
    write(block.number, String(place + 1));
    for (const button of [block.up, block.down]) {
      const way = button === block.up ? 'earlier' : 'later';
      const end = place + (way === 'earlier' ? -1 : 1);
      set(button, {
        'aria-label': `move line ${place + 1} of ${order.length}, ${block.said().trim()}, ${way}`,
        'aria-disabled': end < 0 || end >= order.length ? 'true' : null,
      });
    }
  }

  function move(block, by) {
    const from = order.indexOf(block);
    const to = from + by;
    if (to < 0 || to >= order.length) {
      say(`This is already the ${by < 0 ? 'first' : 'last'} line.`);
      return;
    }
    const focused = document.activeElement;
    order.splice(to, 0, ...order.splice(from, 1));
    arrange();
    keepDraft();
    if (block.node.contains(focused)) focused.focus();
    say(`${block.said().trim()} is now line ${to + 1} of ${order.length}.`);
  }

  // Only the lines that are out of place are moved, so that the held or focused one may stay.
  function arrange() {
    order.forEach((block, place) => {
      if (list.children[place] !== block.node) list.insertBefore(block.node, list.children[place] ?? null);
    });
    order.forEach(renumber);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (settled()) return;
    const open = order.find((block) => block.chosen() === null);
    if (open) {
      write(status, 'In every pair, choose one of the two lines first.');
      open.node.querySelector('input').focus();
      return;
    }
    write(status, '');
    keepDraft();
    model.set({ answer: order.map((block) => block.chosen()).join('\n'), tries: model.get('tries') + 1 });
    model.save_changes();
    answered.await();
  });
  skip.addEventListener('click', () => {
    model.set({ skipped: true });
    model.save_changes();
    answered.await();
  });

  function draw() {
    const done = settled();
    if (done) drafts().delete(draftOf);
    const here = done && buttons.contains(document.activeElement);
    if (done) {
      list.replaceChildren(...model.get('answer').split('\n').map((text, place) => html('li', { class: 'lo-line' },
        html('span', { class: 'lo-number' }, String(place + 1)), code(text))));
      write(status, model.get('skipped') ? 'Shown without an answer of yours.' : 'These are your lines.');
    }
    buttons.hidden = done;
    help.hidden = done;
    reply.replaceChildren(...model.get('reply').map((text) => line(text)));
    root.dataset.tone = model.get('tone');
    root.dataset.settled = done;
    if (here) {
      write(next, wayOn(root));
      next.hidden = !next.textContent;
      status.focus();
    }
  }

  model.on('change:settled change:reply change:tone change:answer change:skipped change:heard', draw);
  const draft = drafts().get(draftOf);
  if (draft && !settled()) takeUp(draft);
  arrange();
  draw();
}

export default { render };
