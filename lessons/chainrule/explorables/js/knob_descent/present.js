// What the descending knobs show: the traits, and what they lead to. No DOM.
import { snap } from '../lib/keys.js';
import { FOUR_POINTS, forward, meanGradient, meanLoss, moved } from '../lib/network.js';
import { tenTo } from '../lib/slope.js';

const LOG = { to: Math.log10, from: (place) => tenTo(snap(place, 0.01)) };
const LR = { min: -1, max: 1.5, step: 0.01, scale: LOG }; // from 0.1 to 31.6
const GOAL = 0.01;
const MOST = 2000; // training steps of one run
const NAMES = ['W1', 'b1', 'W2', 'b2'];

// `losses`: from the start, before any step; while a run is replayed, those that are on the screen.
// `game`, `chosen`, `best`, `watching`, `options` are there for the parts shared with the nine knobs.
function present(model, driver) {
  const params = Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const loss = meanLoss(params, FOUR_POINTS);
  const [lr, uphill, steps] = ['lr', 'uphill', 'steps'].map((name) => model.get(name));
  return {
    params,
    loss,
    lr,
    uphill,
    steps,
    gradient: meanGradient(params, FOUR_POINTS),
    losses: driver.replayed ?? [...model.get('history'), loss],
    won: loss < GOAL,
    running: driver.running,
    waiting: driver.waiting,
    problem: driver.problem,
    mine: model.get('mine') && !driver.alone,
    alone: model.get('mine') && driver.alone,
    through: (x) => forward(params, x),
    controls: model.get('controls'),
    game: true,
    chosen: -1,
    best: loss,
    watching: false,
    options: { hidden: true, squash: true },
  };
}

// Training steps from here on, until the goal or `most` steps: every place, the first step's first.
function walkOn(params, { lr, uphill }, most) {
  const places = [];
  let here = params;
  while (places.length < most && meanLoss(here, FOUR_POINTS) >= GOAL) {
    here = moved(here, meanGradient(here, FOUR_POINTS), uphill ? lr : -lr);
    places.push(here);
  }
  return places;
}

const lossOf = (params) => meanLoss(params, FOUR_POINTS);

export { LR, GOAL, MOST, NAMES, present, walkOn, lossOf };
