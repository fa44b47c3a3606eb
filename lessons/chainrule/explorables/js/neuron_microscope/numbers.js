// The product of the three slopes as a line of numbers, and what it means.
import { factor, neat } from '../lib/digits.js';
import { relativeError } from '../lib/network.js';
import { html, write, writePieces } from '../lib/svg.js';
import { meaning, show, showH } from './words.js';

const FORMULA = [
  ['slope-text strong', 'dL/dw'], ' = ', ['slope-text', 'dL/da'], ' · ', ['slope-text', 'da/dz'], ' · ', ['slope-text', 'dz/dw'],
];

function makeNumbers({ frame }) {
  const [formula, product, nudged, others] = Array.from({ length: 4 }, () => html('p', {}));
  const saying = html('p', { class: 'nm-saying' });
  frame.stage.append(html('div', { class: 'nm-product' }, formula, product, nudged, others, saying));
  writePieces(formula, FORMULA);

  function draw(now) {
    nudged.hidden = !now.compare;
    writePieces(product, productPieces(now));
    if (now.compare) writePieces(nudged, nudgePieces(now));
    writePieces(others, otherPieces(now));
    write(saying, meaning(now));
    saying.classList.toggle('nm-warn', now.flat);
  }
  return { draw };
}

function productPieces({ at }) {
  const factors = [at.dL_da, at.da_dz, at.dz_dw].map((slope) => factor(show(slope))).join(' × ');
  return [['nm-equals', '= '], ['slope-text', factors], ' = ', ['slope-text strong', show(at.dL_dw)]];
}

function nudgePieces({ at, h, nudged }) {
  const error = neat(relativeError(nudged, at.dL_dw), 2);
  return ['Nudging w by ±', showH(h), ': ', ['ghost-text strong', show(nudged)], `, relative error ${error}`];
}

function otherPieces({ at }) {
  return [
    'dL/db = ', ['slope-text strong nm-pair', show(at.dL_db)], ' dL/dx = ', ['slope-text strong nm-pair', show(at.dL_dx)],
  ];
}

export { makeNumbers };
