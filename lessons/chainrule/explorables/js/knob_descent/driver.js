// Makes training steps and replays them. With a function of the learner's, Python is asked once for a
// row of places, and the figure replays what came back; where nobody answers, the figure says so and
// takes its own steps.
import { hasPython } from '../lib/heard.js';
import { wantsLessMotion } from '../lib/motion.js';
import { GOAL, MOST, NAMES, lossOf, walkOn } from './present.js';

const AT_ONCE = 400; // steps that Python makes for one question
const PATIENCE = 8000; // milliseconds until the figure goes on without Python
const FRAMES = 90; // a run is replayed in about so many

function openDriver(figure) {
  const driver = {
    running: false,
    waiting: false,
    alone: figure.model.get('mine') && !hasPython(figure.model),
    problem: '',
    replayed: null,
    step: () => go(figure, driver, 1),
    run: () => (driver.running ? stop(driver) : go(figure, driver, MOST)),
    back: () => startAgain(figure, driver),
  };
  figure.signal.addEventListener('abort', () => stop(driver));
  return driver;
}

function stop(driver) {
  driver.running = false;
}

async function go(figure, driver, most) {
  if (driver.running) return;
  driver.running = true;
  driver.problem = '';
  let left = most;
  while (driver.running && left > 0) {
    const places = await nextPlaces(figure, driver, left);
    if (places.length === 0) break;
    left -= places.length;
    await replay(figure, driver, places);
    if (lossOf(places.at(-1)) < GOAL) break;
  }
  driver.running = false;
  figure.draw();
}

async function nextPlaces(figure, driver, most) {
  const { lr, mine, params, uphill, won } = figure.now;
  if (won && !uphill && most > 1) return [];
  if (!mine) return walkOn(params, { lr, uphill }, Math.min(most, most === 1 ? 1 : MOST));
  const answer = await askPython(figure, driver, Math.min(most, AT_ONCE));
  if (answer === null) {
    driver.alone = true;
    return walkOn(params, { lr, uphill }, most);
  }
  driver.problem = answer.problem;
  return answer.places.map((place) => Object.fromEntries(NAMES.map((name) => [name, place[name]])));
}

// The answer to one question, or null when nobody answers.
function askPython(figure, driver, steps) {
  const { model, now } = figure;
  const number = (model.get('asked').number ?? 0) + 1;
  driver.waiting = true;
  return new Promise((resolve) => {
    const done = (answer) => {
      clearTimeout(timer);
      model.off('change:walked', look);
      driver.waiting = false;
      resolve(answer);
    };
    const look = () => {
      if (model.get('walked').number === number) done(model.get('walked'));
    };
    const timer = setTimeout(() => done(null), PATIENCE);
    model.on('change:walked', look);
    figure.frame.assign({ asked: { number, steps, lr: now.uphill ? -now.lr : now.lr, params: now.params } });
    figure.frame.expects(() => driver.alone || model.get('walked').number >= number);
    figure.draw();
  });
}

// The places one after the other on the screen; all at once where less motion is wanted.
async function replay(figure, driver, places) {
  const { model, now } = figure;
  const before = now.losses;
  const first = model.get('steps');
  const losses = places.map(lossOf);
  const stride = wantsLessMotion() || document.hidden ? places.length : Math.ceil(places.length / FRAMES);
  let made = 0;
  while (driver.running && made < places.length) {
    made = Math.min(places.length, made + stride);
    driver.replayed = [...before, ...losses.slice(0, made)];
    figure.frame.assign({ ...places[made - 1], steps: first + made });
    if (made < places.length)
      await new Promise((next) => {
        requestAnimationFrame(next);
      });
  }
  driver.replayed = null;
  figure.frame.assign({ history: [...before, ...losses.slice(0, made - 1)] });
}

function startAgain({ frame, model }, driver) {
  stop(driver);
  driver.problem = '';
  const initial = Object.fromEntries(NAMES.map((name) => [name, structuredClone(model.get('_initial')[name])]));
  frame.assign({ ...initial, steps: 0, history: [] });
}

export { openDriver };
