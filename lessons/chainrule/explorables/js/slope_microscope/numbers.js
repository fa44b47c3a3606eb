// The numbers below the pictures: both values with all their digits, both slopes, their distance.
import { allDigits, number, sharedPrefix } from '../lib/format.js';
import { html, write, writePieces } from '../lib/svg.js';
import { sharedDigits, story } from './words.js';

function makeNumbers({ frame }) {
  const rows = {
    right: makeRow('f(x + h)', 'forward-text'),
    left: makeRow('f(x − h)', 'forward-text'),
    slope: makeRow('measured slope', 'slope-text strong', 'sm-key-measured'),
    exact: makeRow('exact slope', 'slope-text', 'sm-key-exact'),
    error: makeRow('distance', ''),
  };
  const bold = html('caption', { class: 'sm-key muted-text' }, 'Bold: the digits in which the first two differ.');
  const saying = html('p', { class: 'sm-saying' });
  const body = html('tbody', {}, ...Object.values(rows).map((each) => each.node));
  frame.readout.append(html('table', { class: 'sm-numbers' }, bold, body), saying);

  function draw(now) {
    const { error, exact, gap, slope } = now.measured;
    bold.classList.toggle('sm-idle', showValues(rows, now.measured));
    write(rows.slope.value, gap ? 'no meaning across the gap' : number(slope));
    write(rows.exact.value, number(exact));
    write(rows.error.value, gap ? '–' : error === 0 ? '0, exactly' : number(error));
    write(saying, story(now));
  }
  return { draw };
}

// `drawn` underlines the words as their line is drawn.
function makeRow(name, cls, drawn = '') {
  const value = html('td', { class: 'sm-digits' });
  const words = html('span', { class: drawn }, name);
  return { value, node: html('tr', {}, html('th', { scope: 'row', class: cls }, words), value) };
}

// The digits that both values share are grey, those in which they differ are bold. True when the
// numbers differ from the start on, or not at all: then there are no digits to compare.
function showValues(rows, { right, left }) {
  const apart = right === left || sharedDigits(right, left) === 0;
  const same = sharedPrefix(allDigits(right), allDigits(left));
  for (const [row, digits] of [[rows.right, allDigits(right)], [rows.left, allDigits(left)]]) {
    const compared = [['muted-text', digits.slice(0, same)], ['strong', digits.slice(same)]];
    writePieces(row.value, apart ? [digits] : compared);
  }
  return apart;
}

export { makeNumbers };
