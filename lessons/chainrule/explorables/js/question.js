// A question as a form: choices, a number or a few sentences; for predictions also how sure.
//
// Committing needs no round trip: the form closes at once. It says that the answer is kept when
// whoever keeps it has said so, and until then a draft stands in it again when the cell is run
// again. A question that is settled shows what was committed and takes no other answer.

import { uid, html, write } from './lib/svg.js';
import { drafts } from './lib/drafts.js';
import { listener } from './lib/heard.js';
import { joinNotebook } from './lib/notebook.js';
import { wayOn } from './lib/way_on.js';
import { line } from './lib/inline.js';
import { typedNumber, unread, usesWord } from './lib/typed.js';

const COMMIT = { prediction: 'Commit prediction', question: 'Answer', text: 'Save' };
const SKIP = { prediction: 'skip', question: 'skip and show', text: 'skip and show' };
const ONLY_UNTIL = {
  kernel: ' Kept only until Python stops: the file could not be written.',
  page: ' Kept only until you leave the page: this browser stores nothing.',
};
const SURE = ['a guess', '', 'fairly sure', '', 'certain'];

function radio(group, value, label) {
  const input = html('input', { type: 'radio', name: group, value });
  return html('label', { class: 'crx-option' }, input, line(label, 'span'));
}

function picked(form, group) {
  return form.querySelector(`input[name="${group}"]:checked`);
}

// JupyterLab keeps the browser from acting on Enter anywhere in a cell, so the form does it itself.
function onEnter(field, act) {
  field.addEventListener('keydown', (event) => {
    const other = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== 'Enter' || other || event.isComposing) return;
    event.preventDefault();
    act();
  });
}

function breakLine(field) {
  field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertLineBreak' }));
}

// The part in which the answer is given: {body, read(), draft(), focus(), show(answer), missing}.
// read() is empty until there is an answer to commit; draft() is what stands there.
function answerPart(model, id, promptId) {
  const choices = model.get('choices');
  if (choices.length) {
    const group = `${id}-answer`;
    const body = html('div', { class: 'crx-choices' },
      ...choices.map((choice) => radio(group, choice, choice)));
    const inputs = () => [...body.querySelectorAll('input')];
    const chosen = () => inputs().find((input) => input.checked)?.value ?? '';
    return {
      body,
      missing: () => 'Choose an answer first.',
      read: chosen,
      draft: chosen,
      focus: () => inputs()[0].focus(),
      show: (answer) => inputs().forEach((input) => { input.checked = input.value === answer; }),
    };
  }
  const long = model.get('kind') === 'text';
  const field = long
    ? html('textarea', { rows: 3, 'aria-labelledby': promptId })
    : html('input', { type: 'text', size: 12, autocomplete: 'off', 'aria-labelledby': promptId });
  onEnter(field, () => (long ? breakLine(field) : field.form.requestSubmit()));
  return {
    body: html('div', { class: 'crx-choices' }, field),
    missing: () => (long ? 'Write a sentence first.' : unread(field.value)),
    read: () => {
      const text = field.value.trim();
      return long || typedNumber(text) !== null ? text : '';
    },
    draft: () => field.value,
    focus: () => field.focus(),
    show: (answer) => { field.value = answer; },
  };
}

function render({ model, el, signal }) {
  const id = uid('crx-question');
  const kind = model.get('kind');
  const predicts = kind === 'prediction';
  const sureGroup = `${id}-sure`;
  const prompt = line(model.get('question'), 'legend', { id: `${id}-prompt` });
  const answer = answerPart(model, id, `${id}-prompt`);
  const question = html('fieldset', {}, prompt, answer.body);
  const sure = html('fieldset', { class: 'crx-sure' },
    html('legend', {}, 'How sure are you?'),
    ...SURE.map((word, place) => radio(sureGroup, `${place + 1}`,
      word ? `${place + 1} ${word}` : `${place + 1}`)));
  const commit = html('button', { type: 'submit', class: 'crx-commit' }, COMMIT[kind]);
  const skip = html('button', { type: 'button', class: 'crx-quiet' }, SKIP[kind]);
  const buttons = html('div', { class: 'crx-buttons' }, commit, skip);
  const status = html('p', { class: 'crx-status', role: 'status', tabindex: '-1' });
  const reply = html('div', { class: 'crx-reply', 'aria-live': 'polite' });
  const next = html('p', { class: 'crx-next', hidden: true });
  const note = html('p', { class: 'crx-note', hidden: true });
  const form = html('form', { class: 'crx-form', novalidate: true },
    note, question, predicts ? sure : null, buttons, status, reply, next);
  const root = html('div', { class: 'crx crx-question' }, form);
  // Shift+Enter commits what stands there; in an empty form it goes on, as everywhere.
  const commits = (target) => !model.get('settled') && form.contains(target) && target !== skip
    && (answer.draft().trim() !== '' || picked(form, sureGroup) !== null);
  const first = () => (model.get('settled') ? null : form.querySelector('input, textarea'));
  joinNotebook(root, signal, { first, keeps: commits });
  root.addEventListener('keydown', (event) => {
    const other = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== 'Enter' || !event.shiftKey || other || event.isComposing || !commits(event.target)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  el.replaceChildren(root);

  let warned = false;
  let toldNext = false;
  const answered = listener({ signal, heard: () => model.get('kept'), tell: (sentence) => write(status, sentence) });
  const draftOf = JSON.stringify([model.get('name'), kind, model.get('question')]);

  function settle(state) {
    // Whoever used a button that now disappears keeps their place: the status takes the focus.
    const here = root.contains(document.activeElement);
    model.set({ ...state, settled: true });
    model.save_changes();
    toldNext = true;
    answered.await();
    draw();
    if (here) status.focus();
  }

  form.addEventListener('input', () => {
    if (model.get('settled')) return;
    drafts().set(draftOf, { given: answer.draft(), certainty: picked(form, sureGroup)?.value });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (model.get('settled')) return;
    const given = answer.read();
    if (!given) {
      write(status, answer.missing());
      answer.focus();
      return;
    }
    const certainty = picked(form, sureGroup);
    if (predicts && !certainty) {
      write(status, 'Now say how sure you are, from 1 to 5.');
      sure.querySelector('input').focus();
      return;
    }
    const word = model.get('use_word');
    if (word && !warned && !usesWord(given, word)) {
      warned = true;
      write(status, `Your text does not use the word “${word}” yet. Add it, or save as it is.`);
      answer.focus();
      return;
    }
    settle({ answer: given, confidence: certainty ? Number(certainty.value) : 0 });
  });
  skip.addEventListener('click', () => settle({ skipped: true }));

  function standing() {
    if (!model.get('kept')) return '…';
    return `${spoken()}${ONLY_UNTIL[model.get('kept')] ?? ''}`;
  }

  function spoken() {
    if (model.get('skipped')) return predicts ? 'Skipped. What happens is shown below.' : 'Skipped.';
    if (predicts) {
      return `Committed: “${model.get('answer')}”, confidence ${model.get('confidence')} of 5. `
        + 'Go on and see.';
    }
    return kind === 'text' ? 'Saved.' : `Your answer: “${model.get('answer')}”.`;
  }

  function draw() {
    const settled = model.get('settled');
    write(note, model.get('note'));
    note.hidden = !model.get('note');
    question.disabled = settled;
    sure.disabled = settled;
    buttons.hidden = settled;
    sure.hidden = settled;
    if (settled) {
      answer.show(model.get('answer'));
      write(status, standing());
    }
    if (settled && model.get('kept')) {
      drafts().delete(draftOf);
      if (toldNext) write(next, wayOn(root));
      next.hidden = !next.textContent;
    }
    reply.replaceChildren(...model.get('reply').map((text) => line(text)));
    root.dataset.tone = model.get('tone');
    root.dataset.settled = settled;
  }

  model.on('change:settled change:reply change:tone change:answer change:skipped change:note change:kept', draw);
  const draft = drafts().get(draftOf);
  if (draft) {
    answer.show(draft.given);
    for (const box of sure.querySelectorAll('input')) box.checked = box.value === draft.certainty;
  }
  draw();
}

export default { render };
