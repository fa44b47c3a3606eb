// A page without Jupyter that runs our widgets, with the very model that the site's pages have (it
// stands above this text; see page.py). It reads the state that `ipywidgets.embed.embed_data`
// writes, and counts what was saved. As in a notebook, every figure loads its own copy of its code.
const state = JSON.parse(document.getElementById('state').textContent);

async function load(source) {
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return (await import(address)).default;
}

// One style sheet for figures of one kind, and all of them before the first figure stands: a sheet
// that comes later makes the browser work out anew how each figure on the page looks.
const places = [...document.querySelectorAll('[data-model]')];
for (const css of new Set(places.map((place) => state[place.dataset.model].state._css))) {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
}

window.models = [];
for (const place of places) {
  const model = new Model(state[place.dataset.model].state, () => { model.saves += 1; });
  model.saves = 0;
  model.answers = true; // a test answers for Python
  const ending = new AbortController();
  model.end = () => ending.abort();
  window.models.push(model);
  const widget = await load(model.get('_esm'));
  await widget.render({ model, el: place, signal: ending.signal });
}
document.body.dataset.ready = 'yes';
