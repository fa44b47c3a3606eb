// Makes training steps and replays them. With a function of the learner's, Python is asked once for a
// row of places, and the figure replays what came back; where nobody answers, the figure says so and
// takes its own steps.
import { askPython } from '../lib/asking.js';
import { hasPython } from '../lib/heard.js';
import { wantsLessMotion } from '../lib/motion.js';
import { GOAL, MOST, NAMES, lossOf, walkOn } from './present.js';

const AT_ONCE = 400; // steps that Python makes for one question
const FRAMES = 90; // a run is replayed in about so many

function openDriver(figure) {
  const driver = {
    turn: null, // the walk that is going on; what belongs to an earlier one no longer counts
    waiting: false,
    alone: figure.model.get('mine') && !hasPython(figure.model),
    problem: '',
    replayed: null,
    get running() {
      return driver.turn !== null;
    },
    step: () => go(figure, driver, 1),
    run: () => (driver.running ? halt(figure, driver) : go(figure, driver, MOST)),
    back: () => startAgain(figure, driver),
  };
  figure.signal.addEventListener('abort', () => stop(driver));
  return driver;
}

function stop(driver) {
  Object.assign(driver, { turn: null, waiting: false });
}

function halt(figure, driver) {
  stop(driver);
  figure.draw();
}

async function go(figure, driver, most) {
  if (driver.running) return;
  const turn = {};
  const goesOn = () => driver.turn === turn;
  Object.assign(driver, { turn, problem: '' });
  let left = most;
  while (left > 0) {
    const places = await nextPlaces(figure, driver, left, goesOn);
    if (places.length === 0) break;
    left -= places.length;
    await replay(figure, driver, places, goesOn);
    if (!goesOn() || lossOf(places.at(-1)) < GOAL) break;
  }
  if (!goesOn()) return;
  halt(figure, driver);
}

// Where the next steps lead; nowhere when the walk is over or was stopped meanwhile.
async function nextPlaces(figure, driver, most, goesOn) {
  const { lr, mine, params, uphill, won } = figure.now;
  if (won && !uphill && most > 1) return [];
  if (!mine) return walkOn(params, { lr, uphill }, Math.min(most, most === 1 ? 1 : MOST));
  const steps = Math.min(most, AT_ONCE);
  driver.waiting = true;
  const answered = askPython(figure, 'walked', { steps, lr: uphill ? -lr : lr, params });
  figure.draw();
  const answer = await answered;
  if (!goesOn()) return [];
  driver.waiting = false;
  if (answer === null) {
    driver.alone = true;
    return walkOn(params, { lr, uphill }, most);
  }
  driver.problem = answer.problem;
  return answer.places.map((place) => Object.fromEntries(NAMES.map((name) => [name, place[name]])));
}

// The places one after the other on the screen; all at once where less motion is wanted.
async function replay(figure, driver, places, goesOn) {
  const { model, now } = figure;
  const before = now.losses;
  const first = model.get('steps');
  const losses = places.map(lossOf);
  const stride = wantsLessMotion() || document.hidden ? places.length : Math.ceil(places.length / FRAMES);
  let made = 0;
  while (goesOn() && made < places.length) {
    made = Math.min(places.length, made + stride);
    driver.replayed = [...before, ...losses.slice(0, made)];
    figure.frame.assign({ ...places[made - 1], steps: first + made });
    if (made < places.length)
      await new Promise((next) => {
        requestAnimationFrame(next);
      });
  }
  if (model.get('steps') !== first + made) return; // started again, or walking on, in between
  driver.replayed = null;
  figure.frame.assign({ history: [...before, ...losses.slice(0, made - 1)] });
}

function startAgain({ frame, model }, driver) {
  stop(driver);
  Object.assign(driver, { problem: '', replayed: null });
  const initial = Object.fromEntries(NAMES.map((name) => [name, structuredClone(model.get('_initial')[name])]));
  frame.assign({ ...initial, steps: 0, history: [] });
}

export { openDriver };
