// Light or dark, before anything is drawn: the reader's choice, else the system's.
(() => {
  const key = 'chain-rule-course/theme';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    if (document.body) document.body.dataset.jpThemeLight = String(theme === 'light');
    const button = document.getElementById('theme');
    if (button) button.textContent = theme === 'dark' ? 'Light theme' : 'Dark theme';
  };
  const now = () => chosen() ?? (system.matches ? 'dark' : 'light');
  apply(now());
  system.addEventListener('change', () => apply(now()));
  document.addEventListener('DOMContentLoaded', () => {
    apply(now());
    const button = document.getElementById('theme');
    button.hidden = false;
    button.addEventListener('click', () => {
      const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
      try {
        localStorage.setItem(key, next);
      } catch {
        // The choice then lasts for this page.
      }
      apply(next);
    });
  });
  // Paper is light, and what is folded cannot be unfolded there.
  const unfolded = [];
  window.addEventListener('beforeprint', () => {
    apply('light');
    for (const node of document.querySelectorAll('details:not([open])')) {
      node.open = true;
      unfolded.push(node);
    }
  });
  window.addEventListener('afterprint', () => {
    apply(now());
    for (const node of unfolded.splice(0)) node.open = false;
  });
})();
