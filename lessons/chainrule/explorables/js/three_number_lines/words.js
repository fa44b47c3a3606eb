// What the three number lines say: to the eye, to the ear, and in their tables. No DOM.
import { number, spoken } from '../lib/format.js';

function sayX({ x, at, ...now }) {
  if (at.trouble) return `x is ${spoken(x)}. ${sayTrouble({ at, ...now })}`;
  return `x is ${spoken(x)}, u is ${spoken(at.u)}, slope of the outer machine there ${spoken(at.rule.outer)}`;
}

function sayDx({ dx, at, ...now }) {
  if (at.trouble) return `nudge ${spoken(dx)}. ${sayTrouble({ at, ...now })}`;
  return `nudge ${spoken(dx)}, y moves ${spoken(at.measured.whole)} times as far`;
}

// What stops the nudge, and what to do.
function sayTrouble({ g, f, at: { trouble: { where, kind } } }) {
  const [machine, receives] = where === 'inner' ? [g, 'x'] : [f, 'u'];
  const formula = machine.formula(receives);
  if (kind === 'gap') {
    return `${formula} has no value where ${receives} is 0, so there is nothing to measure. Move x a little.`;
  }
  if (kind === 'jump') {
    return `The nudge carries ${receives} across 0, where ${formula} has no value and jumps: `
      + 'the measured fractions say nothing there. Make the nudge smaller, or move x.';
  }
  return `${formula} is larger here than any number the computer has (about 1.8×10³⁰⁸). Move x towards 0.`;
}

function story(now) {
  const { at, haunted } = now;
  if (at.trouble) return sayTrouble(now);
  if (at.du === 0) {
    return 'du is 0 here, so the fraction dy/du has no value. '
      + 'The slopes of the rule exist all the same: make the nudge smaller or move x.';
  }
  const cancels = 'The middle nudge du is the same number in both fractions, so it cancels.';
  return `${cancels} ${haunted ? storyOfTheGhost(at) : storyOfTheRule(at)}`;
}

function storyOfTheGhost({ x, u, rule, ghost, ghostTrouble }) {
  if (ghostTrouble) return 'The ghost finds no slope: the outer curve has no value at x.';
  if (!same(ghost.outer, rule.outer)) {
    return `The outer machine receives u = ${number(u)}, never x = ${number(x)}: `
      + `the ghost misses by ${number(ghost.whole - rule.whole)} times dx.`;
  }
  if (same(u, x)) return 'Here g(x) is x itself, so the ghost happens to be right.';
  return 'Here the outer slope is the same at x and at u, so the ghost is right by luck.';
}

function storyOfTheRule({ measured, rule }) {
  if (same(measured.whole, rule.whole, 0.005)) return 'Measured and by rule agree to within half a percent.';
  return 'The measured fractions come closer to the slopes of the rule as the nudge shrinks.';
}

function same(a, b, tolerance = 1e-9) {
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-300);
}

function tick(value) {
  return Number.isInteger(value) && Math.abs(value) < 10000 ? String(value).replace('-', '−') : number(value);
}

// Ticks a unit apart: each in full, or, too long for its place, not at all; rounded they are alike.
function wholeTick(value) {
  return Math.abs(value) < 1e6 ? String(value).replace('-', '−') : '';
}

function sentence(now) {
  const { at, haunted } = now;
  if (at.trouble) return sayX(now);
  const product = ({ inner, outer, whole }) => `${spoken(inner)} times ${spoken(outer)} is ${spoken(whole)}`;
  return `x is ${spoken(at.x)}, u is ${spoken(at.u)}, y is ${spoken(at.y)}. `
    + `Measured ${product(at.measured)}. By rule ${product(at.rule)}.`
    + `${haunted ? ` The ghost says ${spoken(at.ghost.whole)}.` : ''}`;
}

function tables({ g, f, at }) {
  const ways = [
    ['measured', at.measured, at.dy], ['by rule', at.rule, at.rule.whole * at.dx],
    ['ghost', at.ghost, at.ghost.whole * at.dx],
  ];
  return [{
    caption: `x → u = ${g.formula('x')} → y = ${f.formula('u')}`,
    head: ['line', 'before', 'after', 'nudge'],
    rows: [
      ['x', number(at.x), number(at.xEnd), `dx = ${number(at.dx)}`],
      ['u', number(at.u), number(at.uEnd), `du = ${number(at.du)}`],
      ['y', number(at.y), number(at.yEnd), `dy = ${number(at.dy)}`],
    ],
  }, {
    caption: 'The fractions',
    head: ['way', 'du/dx', 'dy/du', 'dy/dx', 'dy says'],
    rows: ways.map(([name, { inner, outer, whole }, dy]) => (
      [name, ...[inner, outer, whole, dy].map((value) => number(value))])),
  }];
}

export { sayX, sayDx, story, tick, wholeTick, sentence, tables };
