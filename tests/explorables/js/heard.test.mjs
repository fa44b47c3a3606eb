// A figure says in one line that nobody answers, and takes it back when somebody does.
import test from 'node:test';
import assert from 'node:assert/strict';
import { expectations, listener, FIGURE_UNHEARD, SKIP_UNHEARD, UNHEARD } from '../../../lessons/chainrule/explorables/js/lib/heard.js';
import { Model } from '../../../lessons/chainrule/explorables/js/page/model.js';

const SOON = 2000; // ms: within a second or so

// A figure whose model hears nothing until a trait is set, and the line that it shows.
function figure(t) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { signal } = new AbortController();
  const model = new Model({ _heard: false, answered: 0, x: 1 });
  const said = [];
  const expects = expectations({ signal, model, tell: (sentence) => said.push(sentence) });
  return { expects, model, said, later: () => t.mock.timers.tick(SOON) };
}

test('a skip that nobody hears is told, and taken back when it is kept', (t) => {
  const { expects, model, said, later } = figure(t);
  expects(() => model.get('_heard'), SKIP_UNHEARD);
  assert.deepEqual(said, []);
  later();
  assert.deepEqual(said, [SKIP_UNHEARD]);
  model.set({ x: 2 });
  assert.deepEqual(said, [SKIP_UNHEARD], 'another change is no answer');
  model.set({ _heard: true });
  assert.equal(said.at(-1), '');
});

test('what is answered in time is never told', (t) => {
  const { expects, model, said, later } = figure(t);
  expects(() => model.get('_heard'), SKIP_UNHEARD);
  model.set({ _heard: true });
  model.set({ _heard: false }); // whatever comes later, it was heard
  later();
  assert.equal(said.filter((sentence) => sentence !== '').length, 0);
});

test('of two questions one answer leaves the other one open', (t) => {
  const { expects, model, said, later } = figure(t);
  expects(() => model.get('_heard'), SKIP_UNHEARD);
  expects(() => model.get('answered') >= 1);
  later();
  assert.equal(said.at(-1), SKIP_UNHEARD);
  model.set({ _heard: true });
  assert.equal(said.at(-1), FIGURE_UNHEARD);
  model.set({ answered: 1 });
  assert.equal(said.at(-1), '');
});

test('a figure that is gone says nothing', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const controller = new AbortController();
  const model = new Model({});
  const said = [];
  const expects = expectations({ signal: controller.signal, model, tell: (sentence) => said.push(sentence) });
  expects(() => false);
  controller.abort();
  t.mock.timers.tick(SOON);
  assert.deepEqual(said, []);
});

test('a form says its own sentence', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const said = [];
  listener({ heard: () => false, tell: (sentence) => said.push(sentence) }).await();
  t.mock.timers.tick(SOON);
  assert.deepEqual(said, [UNHEARD]);
});

test('every sentence tells what to do', () => {
  for (const sentence of [UNHEARD, SKIP_UNHEARD, FIGURE_UNHEARD]) assert.match(sentence, /^Nobody has answered yet.*run this cell again/);
});
