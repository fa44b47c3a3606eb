// The machines on the belt and their order. Each has a key, "square 3", which it keeps when it
// moves, so that its element does. No DOM.
import { MACHINES } from '../lib/chain.js';
import { MOST } from './present.js';

function openBelt(figure) {
  const { frame } = figure;
  let lastKey = 0;
  let news = ''; // what happened to the order, to be said once

  const newKey = (name) => {
    lastKey += 1;
    return `${name} ${lastKey}`;
  };
  function reorder(keys, words) {
    belt.keys = keys;
    news = words;
    figure.rides.stop();
    frame.assign({ machines: keys.map(nameOf) });
  }

  const belt = {
    keys: [],
    chosen: null, // the machine that the buttons act on
    held: null, // { key, by } of a machine under the pointer
    news() {
      const words = news;
      news = '';
      return words;
    },
    // Python or Reset may have put other machines on the belt.
    follow(names) {
      belt.keys = matched(belt.keys, names, newKey);
      if (!belt.keys.includes(belt.chosen)) belt.chosen = null;
    },
    choose(key) {
      belt.chosen = key;
      figure.draw();
    },
    moveTo(key, to) {
      const { keys } = belt;
      const from = keys.indexOf(key);
      if (to < 0 || to >= keys.length) frame.say(`${said(key)} is already the ${to < 0 ? 'first' : 'last'} machine.`);
      else if (to !== from) {
        const others = keys.filter((other) => other !== key);
        reorder(withKey(others, to, key), `${said(key)} is now machine ${to + 1} of ${keys.length}. `);
      }
    },
    takeOff(key) {
      const place = belt.keys.indexOf(key);
      const rest = belt.keys.filter((other) => other !== key);
      belt.chosen = rest[Math.min(place, rest.length - 1)] ?? null;
      reorder(rest, `${said(key)} is off the belt. `);
    },
    // Behind the marked machine, or at the end.
    add(name) {
      if (belt.keys.length >= MOST) return;
      const key = newKey(name);
      const place = belt.chosen ? belt.keys.indexOf(belt.chosen) + 1 : belt.keys.length;
      const keys = withKey(belt.keys, place, key);
      belt.chosen = key;
      reorder(keys, `${said(key)} is now machine ${place + 1} of ${keys.length}. `);
    },
  };
  return belt;
}

// Keys for `names`, as many as possible out of the old ones.
function matched(keys, names, newKey) {
  if (keys.length === names.length && keys.every((key, i) => nameOf(key) === names[i])) return keys;
  const free = [...keys];
  return names.map((name) => {
    const old = free.findIndex((key) => nameOf(key) === name);
    return old >= 0 ? free.splice(old, 1)[0] : newKey(name);
  });
}

function withKey(keys, place, key) {
  return [...keys.slice(0, place), key, ...keys.slice(place)];
}

function nameOf(key) {
  return key.split(' ')[0];
}

function said(key) {
  return MACHINES[nameOf(key)].said;
}

export { openBelt };
