// What a page is given that is kept for many tests: `keptPage.hang` figures, `keptPage.forget` them
// and all else that a test left behind. The elements html and body stay as they are: when they have
// been exchanged, no element of the page captures a pointer any more (seen in Chromium 156).

let pointed = false; // a mouse that rests on the page would hover over the next figure
const point = () => { pointed = true; };
for (const type of ['pointermove', 'pointerdown']) window.addEventListener(type, point, true);

const heard = [];
for (const target of [window, document, document.documentElement, document.body]) {
  const add = target.addEventListener.bind(target);
  target.addEventListener = (...what) => { heard.push([target, what]); add(...what); };
}
const clocks = [
  [setTimeout, clearTimeout],
  [requestAnimationFrame, cancelAnimationFrame],
  [requestIdleCallback, cancelIdleCallback],
].map(([begin, end]) => ({ begin: begin.bind(window), end: end.bind(window), past: 0 }));
const frame = () => new Promise(clocks[1].begin);

// Their numbers count upwards, so the newest tells how many there were.
function stopClocks() {
  for (const clock of clocks) {
    const newest = clock.begin(() => {});
    for (let id = clock.past + 1; id <= newest; id += 1) clock.end(id);
    clock.past = newest;
  }
}

function takeAway() {
  for (const [target, [type, act, how]] of heard.splice(0)) target.removeEventListener(type, act, how);
  for (const part of [document.head, document.body]) part.replaceChildren();
  for (const part of [document.documentElement, document.body]) {
    for (const name of part.getAttributeNames()) part.removeAttribute(name);
  }
  scrollTo(0, 0);
}

async function hang(text, patience) {
  takeAway();
  const made = new DOMParser().parseFromString(text, 'text/html');
  for (const part of ['documentElement', 'body']) {
    for (const { name, value } of made[part].attributes) document[part].setAttribute(name, value);
  }
  document.head.replaceChildren(...made.head.childNodes);
  document.body.replaceChildren(...made.body.childNodes);
  for (const dead of document.querySelectorAll('script[type=module]')) { // a parsed one does not run
    const script = document.createElement('script');
    script.type = 'module';
    script.textContent = dead.textContent;
    dead.replaceWith(script);
  }
  const end = performance.now() + patience;
  while (!document.body.dataset.ready) {
    if (performance.now() > end) throw new Error('the figures on this page are not ready');
    await frame();
  }
  await frame(); // observers of size have run then
  await frame();
}

function forget() {
  for (const model of window.models ?? []) model.end();
  for (const name of Object.getOwnPropertyNames(window)) if (!born.has(name)) delete window[name];
  for (const [name, was] of born) {
    const now = Object.getOwnPropertyDescriptor(window, name);
    if (!Object.is(now?.value, was.value) || now?.get !== was.get) Object.defineProperty(window, name, was);
  }
  stopClocks();
  takeAway();
  return asItStands();
}

function asItStands() {
  const is = (wish) => matchMedia(wish).matches;
  const media = [is('(prefers-color-scheme: dark)'), is('(prefers-reduced-motion: reduce)')];
  const found = { pointed, media, size: [innerWidth, innerHeight] };
  pointed = false;
  return found;
}

window.keptPage = { hang, forget };
const born = new Map(Object.entries(Object.getOwnPropertyDescriptors(window)));
