// The walk through the forward pass: one step on, one back, all by itself. A value rides along its
// edge before its step counts; going on early lets it arrive at once.
import { neat } from '../lib/digits.js';
import { clamp } from '../lib/keys.js';
import { glide, wantsLessMotion } from '../lib/motion.js';
import { networkPlaces, ridePlace } from './layout.js';

const PER_STEP = 1100; // milliseconds, when the steps play by themselves

function openWalk(figure) {
  const walk = {
    token: null, // a value on its way along an edge, for the network to draw
    ride: null, // { halt, aim }: how to stop it, and the step that it leads to
    timer: null, // of the next step, while the steps play
    next() {
      stopPlaying(walk);
      forwardOne(figure);
    },
    back() {
      stopPlaying(walk);
      if (dropRide(walk)) figure.draw();
      else goTo(figure, figure.now.shown - 1);
    },
    all() {
      stopPlaying(walk);
      dropRide(walk);
      goTo(figure, figure.now.steps.length);
    },
    play() {
      if (walk.timer) {
        stopPlaying(walk);
        figure.draw();
      } else startPlaying(figure);
    },
  };
  figure.signal.addEventListener('abort', () => stopPlaying(walk));
  return walk;
}

function goTo({ frame, now }, step) {
  frame.assign({ step: clamp(step, 0, now.steps.length) });
}

function stopPlaying(walk) {
  clearTimeout(walk.timer);
  walk.timer = null;
}

function startPlaying(figure) {
  const { walk } = figure;
  if (figure.now.shown >= figure.now.steps.length) goTo(figure, 0);
  const tick = () => {
    if (figure.signal.aborted) return;
    forwardOne(figure);
    walk.timer = figure.now.shown + 1 < figure.now.steps.length ? setTimeout(tick, PER_STEP) : null;
    figure.draw();
  };
  walk.timer = setTimeout(tick, 60);
  figure.draw();
}

function dropRide(walk) {
  const dropped = walk.ride;
  dropped?.halt();
  walk.ride = null;
  walk.token = null;
  return dropped;
}

function forwardOne(figure) {
  const { walk } = figure;
  const early = dropRide(walk);
  if (early) goTo(figure, early.aim);
  const { steps, shown } = figure.now;
  const next = steps[shown];
  if (!next) return;
  const aim = shown + 1;
  if (next.kind !== 'product' || wantsLessMotion()) {
    goTo(figure, aim);
    return;
  }
  const halt = startRide(figure, next, aim);
  if (walk.token || figure.now.shown < aim) walk.ride = { halt, aim };
}

function startRide(figure, step, aim) {
  const { network, signal, walk } = figure;
  const at = networkPlaces(network.plot.width);
  return glide({
    from: 0, to: 1, ms: 520, signal,
    step: (t) => {
      walk.token = { ...ridePlace(at, step, t), text: neat(t < 0.5 ? step.value : step.product, 3), cls: 'g-moving' };
      network.draw(figure.now);
    },
    done: () => {
      dropRide(walk);
      if (figure.now.shown === aim - 1) goTo(figure, aim);
      else figure.draw();
    },
  });
}

export { openWalk };
