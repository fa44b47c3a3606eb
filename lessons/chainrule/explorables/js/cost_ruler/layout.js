// Where things are on the ruler. No DOM.
import { clamp } from '../lib/keys.js';
import { linear } from '../lib/scale.js';
import { MARKS } from './present.js';

const NARROW = 560;
const LANE = 46; // pixels for each way
const RULER = {
  basis: 480,
  height: () => 3 * LANE + 58,
  margin: (width) => ({ left: width < NARROW ? 8 : 96, right: 14, top: 4, bottom: 54 }),
};
const ROOM = 1.5; // powers of ten that a time may lie beyond the ends of the ruler

// Seconds across, on powers of ten; what lies beyond stands at the end.
function timeScale({ left, right }) {
  const [low, high] = [MARKS[0], MARKS.at(-1)].map(({ seconds }) => Math.log10(seconds));
  const scale = linear([low - ROOM, high + ROOM], [left, right]);
  return (seconds) => clamp(scale(Math.log10(seconds)), left, right);
}

const narrow = (width) => width < NARROW;
const lanePlace = (i, box) => box.top + (i + 0.5) * LANE;

export { RULER, LANE, timeScale, lanePlace, narrow };
