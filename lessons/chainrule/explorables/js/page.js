// A lesson as a page without Python: gives the figures their state, answers the questions, opens
// what waits for a prediction. Every entry's `render` is the very one that runs in a notebook.
//
// The page holds JSON in #lesson: { lesson, figures: { place: { entry, kind, state, after } },
// questions: { name: known }, blanks: { name: value }, question: state of an empty question,
// lessons: names of all lessons, where the page looks back on them,
// texts: [long texts of figures' states] }; a figure's `texts` says which trait has which of them.
import { reachWhenWide } from './lib/reach.js';
import { html, svg, uid, write } from './lib/svg.js';
import { line } from './lib/inline.js';
import { numberMeant, unread } from './lib/typed.js';
import { BOX, calibrate, drawing, told, verdict } from './page/calibration.js';
import { openJournal, read } from './page/keeping.js';
import { Model } from './page/model.js';
import { replyTo, revelation, wrongLines, confirmation, isConfidentMiss, reason, NO_ANSWER } from './page/replies.js';

function start(entries) {
  const holder = document.getElementById('lesson');
  if (holder) showLesson(entries, JSON.parse(holder.textContent));
  showProgress();
  makeWideThingsScroll();
  document.body.dataset.ready = 'yes';
}

function showLesson(entries, page) {
  const journal = openJournal(page.lesson);
  const known = (name) => page.questions[name.split('/').pop()] ?? null;
  const never = new AbortController().signal; // a page's figures stay as long as the page
  window.models = {};

  const behaviour = {
    Question: (model) => askQuestion(model, journal, known(model.get('name'))),
    LineOrder: (model) => askLines(model, journal, known(model.get('name'))),
  };

  function show(place, { entry, kind, state, after, texts = {} }) {
    const long = Object.entries(texts).map(([name, at]) => [name, page.texts[at]]);
    const model = new Model({ ...state, ...Object.fromEntries(long) });
    window.models[place.dataset.figure] = model;
    if (after) coverUntil(model, journal, after);
    behaviour[kind]?.(model);
    place.replaceChildren();
    entries[entry].render({ model, el: place, signal: never });
  }

  for (const place of document.querySelectorAll('[data-figure]')) show(place, page.figures[place.dataset.figure]);
  for (const place of document.querySelectorAll('[data-after]')) {
    openAfter(place, journal, place.dataset.after.split(' '));
  }
  for (const place of document.querySelectorAll('[data-reveal]')) revealAt(place, journal, known(place.dataset.reveal));
  for (const place of document.querySelectorAll('[data-blank]')) blankAt(place, page.blanks);
  for (const place of document.querySelectorAll('[data-again]')) {
    const lesson = place.dataset.again;
    const answered = read(lesson);
    const misses = answered.filter(isConfidentMiss);
    if (misses.length === 0) {
      place.replaceChildren(html('p', {}, answered.length === 0
        ? 'You have not answered that lesson here, so there is nothing to ask again.'
        : 'Nothing to ask again: no prediction there was sure and wrong.'));
      continue;
    }
    misses.sort((one, other) => other.confidence - one.confidence);
    const places = misses.map((miss) => html('div', { 'data-figure': `${lesson}/${miss.name}` }));
    place.replaceChildren(...places);
    for (const [number, miss] of misses.entries()) {
      const question = known(miss.name)?.recall ?? miss.question;
      show(places[number], askedAgain({ ...page.question, question }, lesson, miss));
    }
  }

  const keeps = document.getElementById('keeps');
  if (keeps && !journal.lasts()) {
    write(keeps, 'This browser stores nothing: your answers last until you leave the page.');
  }
  for (const place of document.querySelectorAll('[data-looking-back]')) lookBackAt(place, journal, page);

  const forget = document.getElementById('forget');
  forget?.addEventListener('click', () => {
    journal.forget();
    window.location.reload();
  });
}

// A confident miss of another lesson; its `question` stands alone where that lesson has such words.
function askedAgain(state, lesson, { name, choices }) {
  const note = 'You missed this one when you were sure of it. That is when asking again helps.';
  return {
    entry: 'question',
    kind: 'Question',
    state: { ...state, kind: 'question', name: `${lesson}/${name}`, choices, note },
  };
}

// As CourseWidget in Python: covered until the prediction `name` is committed or skipped.
function coverUntil(model, journal, name) {
  model.set({ locked: !journal.isSettled(name) });
  journal.onCommit(name, () => model.set({ locked: false }));
  model.saved = () => {
    if (!model.get('locked') && !journal.isSettled(name)) journal.commit({ name, skipped: true });
  };
}

// What a cell printed shows when all predictions before it are committed or skipped.
function openAfter(place, journal, names) {
  const draw = () => {
    place.hidden = !names.every((name) => journal.isSettled(name));
    const note = place.nextElementSibling;
    if (note?.classList.contains('not-yet')) note.hidden = !place.hidden;
  };
  draw();
  for (const name of names) journal.onCommit(name, draw);
}

// As chainrule.questions: keep what was committed, and reply.
function askQuestion(model, journal, known) {
  const name = model.get('name');
  const showKept = (entry) => {
    const { lines, right } = replyTo(model.get('kind'), entry, known);
    if (right !== null) journal.mark(name, right);
    model.set({
      answer: entry.answer, confidence: entry.confidence ?? 0, skipped: entry.skipped, settled: true,
      reply: lines, tone: { true: 'right', false: 'wrong', null: '' }[right], kept: journal.lasts() ? 'file' : 'page',
    });
  };
  const kept = journal.entry(name);
  if (kept) showKept(kept);
  // The quiet skip on a figure's cover passes on the question itself, too.
  journal.onCommit(name, (entry) => { if (!model.get('settled')) showKept(entry); });
  model.saved = () => {
    if (!model.get('settled')) return;
    showKept(journal.commit({
      name, answer: model.get('skipped') ? '' : model.get('answer'), confidence: model.get('confidence') || null,
      skipped: model.get('skipped'), question: model.get('question'), choices: model.get('choices'),
    }));
  };
}

function askLines(model, journal, known) {
  const name = model.get('name');
  const close = (skipped) => model.set({
    answer: skipped ? known.right : journal.entry(name).answer, skipped, settled: true,
    reply: [...(skipped ? [] : ['Right.']), ...reason(known)], tone: skipped ? '' : 'right',
  });
  const kept = journal.entry(name);
  if (kept && known) close(kept.skipped);
  model.saved = () => {
    model.set({ heard: model.get('tries') });
    if (model.get('settled')) return;
    if (!known) {
      model.set({ reply: [NO_ANSWER] });
      return;
    }
    const wrong = model.get('skipped') ? [] : wrongLines(model.get('answer').split('\n'), known);
    if (wrong.length > 0) {
      model.set({ reply: wrong, tone: 'wrong' });
      return;
    }
    const skipped = model.get('skipped');
    journal.commit({ name, answer: model.get('answer'), skipped, question: model.get('question') });
    if (!skipped) journal.mark(name, true);
    close(skipped);
  };
}

function revealAt(place, journal, known) {
  const name = place.dataset.reveal;
  const draw = () => {
    const { lines, right, waiting } = revelation(journal.entry(name), known);
    if (right !== null) journal.mark(name, right);
    place.classList.toggle('waiting', waiting);
    place.replaceChildren(...lines.map((text) => line(text)));
  };
  draw();
  journal.onCommit(name, draw);
}

// How sure and how right over all lessons, as chainrule.looking_back(); drawn anew at each answer.
function lookBackAt(place, journal, { lesson, lessons }) {
  const draw = () => {
    const entries = lessons.flatMap((name) => (name === lesson ? journal.entries() : read(name)));
    const calibration = calibrate(entries);
    const picture = svg('svg', {
      viewBox: BOX, role: 'img', 'aria-label': told(calibration), fill: 'currentColor', style: 'width:100%;height:auto',
    });
    for (const [tag, attributes, words] of drawing(calibration)) svg(tag, attributes, picture).textContent = words;
    place.replaceChildren(html('figure', { class: 'looking-back' },
      picture, html('figcaption', {}, verdict(calibration).join(' '))));
  };
  draw();
  journal.onCommit(null, draw); // behind the reveals, which say what was right
}

// A blank of a faded example: type the value, as often as you like.
function blankAt(place, blanks) {
  const name = place.dataset.blank;
  const field = html('input', { type: 'text', size: 10, autocomplete: 'off', inputmode: 'text', id: uid('blank') });
  const reply = html('p', { class: 'blank-reply', role: 'status' });
  const form = html('form', { novalidate: true },
    html('label', { for: field.id }, html('code', {}, name), ' ='), field,
    html('button', { type: 'submit' }, 'Check'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = numberMeant(field.value, blanks[name]);
    if (number === null) {
      write(reply, field.value.trim() ? unread(field.value) : `${name} is still blank.`);
      return;
    }
    const { line: said, right } = confirmation(name, number, blanks[name], place.dataset.hint);
    place.dataset.tone = { true: 'right', false: 'wrong', null: '' }[right];
    write(reply, said);
  });
  place.replaceChildren(form, reply);
}

// On the landing page: how many questions of each lesson are answered in this browser.
function showProgress() {
  for (const place of document.querySelectorAll('[data-progress]')) {
    const total = Number(place.dataset.total);
    const done = Math.min(total, read(place.dataset.progress).length);
    if (done === 0) continue;
    place.textContent = done === total ? `all ${total} questions answered` : `${done} of ${total} questions answered`;
    place.hidden = false;
  }
}

function makeWideThingsScroll() {
  const all = [...document.querySelectorAll('pre, .scrolls')];
  // The box and what is in it: a reader's own letters make only the inside wider.
  const look = (node) => reachWhenWide(node.closest('pre, .scrolls'));
  const watcher = new ResizeObserver((changes) => changes.forEach(({ target }) => look(target)));
  all.forEach((node) => [node, ...node.children].forEach((one) => watcher.observe(one)));
  // A new font changes what is inside alone.
  document.fonts.ready.then(() => all.forEach((node) => reachWhenWide(node)));
}

export default { start };
