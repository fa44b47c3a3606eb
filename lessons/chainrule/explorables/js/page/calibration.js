// For page.js: how sure a learner was and how often right; twin of chainrule.calibration, a test holds
// the two together. Without DOM: `drawing` gives plain data, [element, attributes, text].

const CONFIDENT = 4;
const HESITANT = 2;
const CERTAIN = 5;
const ENOUGH = 5;

// Entries of any lessons: { levels: [{ confidence, count, right }, …], unseen }.
function calibrate(entries) {
  const asked = ({ skipped, confidence }) => skipped !== true && Number.isInteger(confidence)
    && confidence >= 1 && confidence <= CERTAIN;
  const predictions = entries.filter(asked);
  const isSeen = ({ right }) => right === true || right === false;
  const levels = Array.from({ length: CERTAIN }, (_, place) => {
    const seen = predictions.filter((entry) => entry.confidence === place + 1 && isSeen(entry));
    return { confidence: place + 1, count: seen.length, right: seen.filter((entry) => entry.right).length };
  });
  return { levels, unseen: predictions.filter((entry) => !isSeen(entry)).length };
}

// The levels from `least` to `most` taken together.
function together({ levels }, least, most) {
  const some = levels.filter(({ confidence }) => confidence >= least && confidence <= most);
  const sum = (name) => some.reduce((total, level) => total + level[name], 0);
  return { confidence: least, count: sum('count'), right: sum('right') };
}

// --- in words

function verdict(calibration) {
  const seen = together(calibration, 1, CERTAIN);
  const { unseen } = calibration;
  if (seen.count === 0 && unseen === 0) {
    return ['No prediction of yours is kept here yet, so there is nothing to look back on.'];
  }
  if (seen.count === 0) return [`You have committed ${predictions(unseen)}, and seen no outcome yet.`];
  const sure = together(calibration, CONFIDENT, CERTAIN);
  const said = [`Of ${predictions(seen.count)} whose outcome you have seen, ${were(seen.right)} right.`,
    ...compared(sure, together(calibration, 1, HESITANT))];
  const missed = sure.count - sure.right;
  if (missed > 0) {
    const [verb, again] = missed === 1 ? ['was', 'that one is'] : ['were', 'those are'];
    said.push(`${predictions(missed)} ${verb} wrong although you were sure: ${again} worth a second look.`);
  }
  if (unseen > 0) {
    said.push(`${predictions(unseen)} more ${unseen === 1 ? 'waits' : 'wait'} for you to see the outcome.`);
  }
  return said;
}

function compared(sure, unsure) {
  const said = [];
  if (sure.count > 0) said.push(`When you were sure (4 or 5), ${part(sure)} right.`);
  if (unsure.count > 0) said.push(`When you were not (1 or 2), ${part(unsure)} right.`);
  if (Math.min(sure.count, unsure.count) < ENOUGH) {
    return [...said, 'That is too few to say how well you know what you know.'];
  }
  const difference = sure.right * unsure.count - unsure.right * sure.count;
  if (difference > 0) return [...said, 'So when you felt sure, you had more reason to.'];
  if (difference === 0) return [...said, 'So being sure made no difference.'];
  return [...said, 'So you were right less often when you felt sure.'];
}

// What the bars show, for whoever does not see them.
function told({ levels }) {
  const bars = levels.map((level) => `Confidence ${level.confidence}: ${share(level)}.`);
  return `Bars for how sure you were, from 1, a guess, to 5, certain. ${bars.join(' ')}`;
}

const share = ({ count, right }) => (count > 0 ? `${right} of ${count} right` : 'no prediction');
const part = ({ count, right }) => `${right} of ${count} ${right === 1 ? 'was' : 'were'}`;
const predictions = (count) => (count === 1 ? '1 prediction' : `${count} predictions`);
const were = (count) => (count === 1 ? '1 was' : `${count} were`);

// --- as a drawing

const BOX = '0 0 460 214';
const [LEFT, RIGHT, TOP, BOTTOM, PITCH, BAR] = [52, 452, 26, 158, 80, 44];

function drawing({ levels }) {
  const shapes = [];
  for (const percent of [0, 50, 100]) {
    const y = BOTTOM - ((BOTTOM - TOP) * percent) / 100;
    const x2 = percent > 0 ? LEFT + 6 : RIGHT; // marks on the left, and the ground
    const line = { x1: LEFT, x2, y1: y, y2: y, stroke: 'currentColor', 'stroke-opacity': 0.6 };
    shapes.push(['line', line, ''], text(LEFT - 6, y + 4, 'end', `${percent} %`));
  }
  for (const [place, level] of levels.entries()) shapes.push(...bar(level, LEFT + PITCH * place + PITCH / 2));
  shapes.push(
    text(LEFT + PITCH / 2, BOTTOM + 34, 'middle', 'a guess'),
    text(RIGHT - PITCH / 2, BOTTOM + 34, 'middle', 'certain'),
    text((LEFT + RIGHT) / 2, BOTTOM + 50, 'middle', 'how sure you were'),
    text(0, 12, 'start', 'share that was right'),
  );
  return shapes;
}

function bar({ confidence, count, right }, middle) {
  const height = count > 0 ? ((BOTTOM - TOP) * right) / count : 0;
  const box = { x: middle - BAR / 2, y: BOTTOM - height, width: BAR, height, fill: '#0072b2' };
  return [['rect', box, ''],
    text(middle, BOTTOM - height - 5, 'middle', count > 0 ? `${right} of ${count}` : 'none'),
    text(middle, BOTTOM + 18, 'middle', String(confidence))];
}

const text = (x, y, anchor, words) => ['text', { x, y, 'text-anchor': anchor, 'font-size': 13 }, words];

export { BOX, calibrate, verdict, told, drawing };
