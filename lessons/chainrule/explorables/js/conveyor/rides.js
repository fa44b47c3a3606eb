// A token on its way along the belt: forward with the value, back with the sensitivity.
import { neat } from '../lib/digits.js';
import { glide } from '../lib/motion.js';
import { sayOutput } from './words.js';

const PER_MACHINE = 700; // milliseconds

function openRides(figure) {
  const { frame, model, signal } = figure;
  let ride = 0; // counts rides, so that an old one ends when a new one begins
  const count = () => figure.belt.keys.length;

  const rides = {
    token: null, // { kind, place, text } of the token; place 1.5 is inside the second machine
    stop() {
      ride += 1;
      rides.token = null;
    },
    async forward() {
      rides.stop();
      const mine = ride;
      for (let k = 0; k < count() && mine === ride && !signal.aborted; k += 1) {
        await roll('forward', k, k + 1, (t) => neat(figure.now.chain.values[t < 0.5 ? k : k + 1]));
      }
      if (mine !== ride) return;
      rides.stop();
      figure.draw();
      frame.say(sayOutput(figure.now));
    },
    // One machine, or `all` the way to x.
    async back(all) {
      rides.stop();
      const mine = ride;
      const n = count();
      if (all && model.get('swept') > n) frame.assign({ swept: 0 });
      if (model.get('swept') === 0) {
        frame.assign({ swept: 1 });
        if (!all) return;
      }
      while (model.get('swept') <= n && mine === ride && !signal.aborted) {
        const k = n - model.get('swept') + 1; // from gap k, through machine k − 1, to gap k − 1
        await roll('gradient', k, k - 1, (t) => neat(figure.now.chain.sensitivities[t < 0.5 ? k : k - 1]));
        if (mine !== ride || signal.aborted) return;
        rides.token = null;
        frame.assign({ swept: n - k + 2 });
        if (!all) return;
      }
    },
  };

  function roll(kind, from, to, text) {
    const mine = ride;
    return new Promise((done) => {
      glide({
        from: 0, to: 1, ms: PER_MACHINE, signal, done,
        step: (t) => {
          if (mine !== ride) return;
          rides.token = { kind, place: from + (to - from) * t, text: text(t) };
          figure.draw();
        },
      });
    });
  }
  return rides;
}

export { openRides };
