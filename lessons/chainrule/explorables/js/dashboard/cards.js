// The rates of the links as cards with their units, to be put together.
import { neat } from '../lib/digits.js';
import { html, write } from '../lib/svg.js';
import { rate, verdict } from './words.js';

const SIGNS = { apart: '', multiply: '×', add: '+' };

function makeCards({ frame }) {
  const cards = html('div', { class: 'db-cards', role: 'group', 'aria-label': 'Rates of the links' });
  const words = html('p', { class: 'db-verdict' });
  frame.stage.append(html('div', { class: 'db-links' }, cards, words));
  let shown = '';

  function draw(now) {
    const key = JSON.stringify([now.join, now.links.map(({ id }) => now.at[id])]);
    if (key === shown) return;
    shown = key;
    cards.replaceChildren(...linkCards(now), ...resultCards(now));
    cards.classList.toggle('db-joined', now.join !== 'apart');
    write(words, verdict(now));
  }
  return { draw };
}

// Multiplied, the unit above in one link cancels the unit below in the link before it.
function linkCards({ at, join, links }) {
  return links.flatMap((link, i) => {
    const multiplied = join === 'multiply';
    const cut = { top: multiplied && i > 0, bottom: multiplied && i < links.length - 1 };
    const made = card(link, at, cut);
    return i && SIGNS[join] ? [sign(SIGNS[join]), made] : [made];
  });
}

function resultCards({ at, join, whole }) {
  if (join === 'multiply') return [sign('='), card(whole, at, {}, 'db-whole')];
  if (join === 'add') return [sign('='), html('div', { class: 'db-card db-refused' }, 'no sum')];
  return [];
}

function sign(words) {
  return html('span', { class: 'db-sign' }, words);
}

function card(link, at, cut, cls = '') {
  return html('div', { class: `db-card ${cls}` },
    html('span', { class: 'db-card-name' }, `${rate(link)}, ${link.name}`),
    html('span', { class: 'db-card-value' }, neat(at[link.id])), unit(link, cut));
}

function unit({ top, bottom }, cut) {
  const part = (words, gone) => html(gone ? 's' : 'span', {}, words);
  return html('span', { class: 'db-unit' },
    part(top, cut.top), html('span', { class: 'db-per' }, 'per'), part(bottom, cut.bottom));
}

export { makeCards };
