/* global document, localStorage */
const themes = ['system', 'light', 'dark'];

/** Lets the button go through the themes; `changed` is called after each change. */
export function offerThemes(button, changed) {
  const root = document.documentElement;
  const show = () => (button.textContent = `Theme: ${root.dataset.theme ?? 'system'}`);
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
    if (next === 'system') {
      delete root.dataset.theme;
      localStorage.removeItem('worker-host-theme');
    } else {
      root.dataset.theme = next;
      localStorage.setItem('worker-host-theme', next);
    }
    show();
    changed();
  });
  show();
}
