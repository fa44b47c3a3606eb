// What a question replies, for page.js; twin of chainrule.questions, a test holds the two together.
// The same words, where no Python runs. `known` is { right, why, replies?, any_order? }, `entry` what
// the learner committed: { name, answer, confidence, skipped, right, question, choices }.
import { isClose, numberMeant, typedNumber } from '../lib/typed.js';

const CONFIDENT = 4;
const HESITANT = 2;
const NO_ANSWER = 'This copy of the course holds no answer to this question.';

function holds(entry, known) {
  if (entry.choices.length > 0) return entry.answer === known.right;
  const right = typedNumber(known.right);
  const number = right === null ? null : numberMeant(entry.answer, right);
  return number !== null && isClose(number, right);
}

function reason(known, chosen = null) {
  return [chosen === null ? '' : ownReply(known, chosen), known.why].filter(Boolean);
}

// What belongs to the choice that the learner made, or to their number.
function ownReply({ replies = {}, right }, chosen) {
  if (Object.hasOwn(replies, chosen)) return replies[chosen];
  if (typedNumber(right) === null) return '';
  const said = Object.keys(replies).find((text) => {
    const value = typedNumber(text);
    const number = value === null ? null : numberMeant(chosen, value);
    return number !== null && isClose(number, value);
  });
  return said === undefined ? '' : replies[said];
}

// The right answer as the lessons write it: a number has a typographic minus.
const written = ({ right }) => (/^-[\d.]+$/.test(right) ? `−${right.slice(1)}` : right);

// On committing: { lines, right } with right true, false or null (not judged).
function replyTo(kind, entry, known) {
  if (kind === 'prediction') return { lines: [], right: null };
  if (!known) return { lines: [NO_ANSWER], right: null };
  if (kind === 'text') return { lines: ['One way to say it:', known.right, ...reason(known)], right: null };
  if (entry.skipped) return { lines: [`The answer: ${written(known)}.`, ...reason(known)], right: null };
  if (holds(entry, known)) return { lines: ['Right.', ...reason(known)], right: true };
  return { lines: [`Not this time. The answer: ${written(known)}.`, ...reason(known, entry.answer)], right: false };
}

// What happened beside what was predicted: { lines, right, waiting }.
function revelation(entry, known) {
  if (!known) return { lines: [NO_ANSWER], right: null, waiting: false };
  const happened = `What happens: ${written(known)}.`;
  if (!entry) {
    const waits = 'The answer waits for your prediction above: commit one, or skip it.';
    return { lines: [waits], right: null, waiting: true };
  }
  if (entry.skipped) {
    return { lines: ['You skipped this prediction.', happened, ...reason(known)], right: null, waiting: false };
  }
  const right = holds(entry, known);
  const said = `You predicted “${entry.answer}”, with confidence ${entry.confidence} of 5.`;
  const sure = entry.confidence ?? 0;
  const lines = [said];
  if (right) {
    lines.push(entry.confidence !== null && sure <= HESITANT
      ? 'Right, though you were not sure: read why, so that next time you are.' : 'Right.');
  } else {
    lines.push(happened);
  }
  lines.push(...reason(known, entry.answer));
  if (!right && sure >= CONFIDENT) {
    lines.push('You were sure, so this one is worth a second look: '
      + 'you will be asked again at the start of the next lesson.');
  }
  return { lines, right, waiting: false };
}

// What to say about lines that are not right; nothing when they are.
function wrongLines(given, known) {
  const right = known.right.split('\n');
  for (const line of given) {
    if (!right.includes(line)) {
      const own = known.replies?.[line] ?? 'Compare it with the other line of the pair.';
      return [`Not yet: look at \`${line.trim()}\`.`, own];
    }
  }
  for (const [place, line] of given.entries()) {
    const group = (known.any_order ?? []).find((one) => one.includes(right[place])) ?? [right[place]];
    if (!group.includes(line)) {
      return ['Not yet: the lines are well chosen, their order is not right.',
        `Line ${place + 1}, \`${line.trim()}\`, comes too early: what has to happen before?`];
    }
  }
  return [];
}

// The value of a blank: { line, right }.
function confirmation(name, number, right, hint) {
  const shown = `${name} = ${String(number).replace('-', '−')}`;
  if (right === undefined) {
    return { line: `${shown} (this copy of the course holds no value to compare).`, right: null };
  }
  if (isClose(number, right)) return { line: `${shown} is right.`, right: true };
  return { line: `${shown} is not it yet.${hint ? ` ${hint}` : ''}`, right: false };
}

function isConfidentMiss(entry) {
  return entry.right === false && (entry.confidence ?? 0) >= CONFIDENT;
}

export { replyTo, revelation, wrongLines, confirmation, isConfidentMiss, reason, NO_ANSWER };
