// Pressing the pedal by the nudge: what the rate predicts, and what really happens.
import { pressMore } from '../lib/car.js';
import { html, writePieces } from '../lib/svg.js';
import { AT_THE_FLOOR, pushPieces, sayPush } from './words.js';

function makePush(figure) {
  const { frame } = figure;
  const reality = html('p', { class: 'db-reality' });
  frame.stage.append(reality);
  let news = ''; // how the last push went, to be said once

  function press() {
    const { pedal, nudge, ratio, gear } = figure.now;
    const push = pressMore(pedal, nudge, ratio);
    if (push.moved === 0) {
      frame.say(AT_THE_FLOOR);
      return;
    }
    const pair = (name) => ({ predicted: push.predicted[name], real: push.real[name] });
    news = sayPush(figure.now, push);
    const last = { start: pedal, end: push.end, gear, speed: pair('speed'), drag: pair('drag') };
    frame.assign({ last, pedal: push.end });
  }

  return {
    press,
    draw(now) {
      reality.hidden = !now.pushes;
      writePieces(reality, now.pushes ? pushPieces(now) : []);
    },
    news() {
      const words = news;
      news = '';
      return words;
    },
  };
}

export { makePush };
