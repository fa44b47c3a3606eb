// A page without Jupyter that runs our widgets: the few things that anywidget gives to render().
// It reads the state that `ipywidgets.embed.embed_data` writes, and keeps what was saved.
const state = JSON.parse(document.getElementById('state').textContent);

class Model {
  constructor(values) {
    this.values = structuredClone(values);
    this.listeners = [];
    this.saved = 0;
  }

  get(name) { return this.values[name]; }

  set(name, value) {
    const changes = typeof name === 'object' ? name : { [name]: value };
    const real = Object.entries(changes).filter(([key, to]) => this.values[key] !== to);
    Object.assign(this.values, Object.fromEntries(real));
    for (const [key, to] of real) this.fire(`change:${key}`, to);
    if (real.length) this.fire('change');
  }

  fire(event, ...details) {
    for (const [name, callback] of [...this.listeners]) if (name === event) callback(...details);
  }

  on(events, callback) { for (const name of events.split(' ')) this.listeners.push([name, callback]); }

  off(event, callback) {
    this.listeners = this.listeners.filter(([name, f]) => (event && name !== event) || (callback && f !== callback));
  }

  save_changes() { this.saved += 1; }

  send() {}
}

const loaded = new Map();
async function load(source) {
  if (!loaded.has(source)) {
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    loaded.set(source, (await import(address)).default);
  }
  return loaded.get(source);
}

window.models = [];
for (const place of document.querySelectorAll('[data-model]')) {
  const model = new Model(state[place.dataset.model].state);
  const style = document.createElement('style');
  style.textContent = model.get('_css');
  document.head.append(style);
  const ending = new AbortController();
  model.end = () => ending.abort();
  window.models.push(model);
  const widget = await load(model.get('_esm'));
  await widget.render({ model, el: place, signal: ending.signal });
}
document.body.dataset.ready = 'yes';
