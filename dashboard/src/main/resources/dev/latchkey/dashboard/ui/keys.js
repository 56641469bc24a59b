// @ts-check
/** What single keys do: they go, look and close; none changes the agent. */
import { SCREENS, go } from './route.js';
import { store } from './store.js';

const WAIT_MILLIS = 1200;
const THEMES = ['auto', 'light', 'dark'];

let goingSince = 0;

/** @type {[keys: string, what: string][]} */
export const KEYS = [
  ['/ or Ctrl-K', 'search'],
  ['g, then a letter', SCREENS.map(([, label, key]) => `${key} ${label}`).join(' · ')],
  ['Space', 'pause and go on'],
  ['[ and ]', 'shift the window'],
  ['z', 'zoom out'],
  ['.', 'back to now'],
  ['t', 'colors'],
  ['?', 'this list'],
  ['in a chart', 'arrows move along the time, Shift and arrows choose a window, Enter zooms into it'],
];

export function nextTheme() {
  store.theme = THEMES[(THEMES.indexOf(store.theme) + 1) % THEMES.length];
  store.keep('theme', store.theme);
  store.changed();
}

export function openSearch() {
  store.dialog = { kind: 'search', text: '', at: 0 };
  store.changed();
}

export function openHelp() {
  store.dialog = { kind: 'help' };
  store.changed();
}

/** @type {Record<string, () => void>} */
const SINGLE = {
  '/': openSearch,
  '?': openHelp,
  ' ': () => store.togglePause(),
  '[': () => store.shift(-1),
  ']': () => store.shift(1),
  z: () => store.zoomOut(),
  '.': () => store.zoomTo(null),
  t: nextTheme,
};

/** Whether a key belongs to what has the focus. @param {KeyboardEvent} event */
function isTaken(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.matches('input, textarea, select, [contenteditable]');
  return typing || (event.key === ' ' && target.matches('button, a, summary, [role=button], [tabindex="0"]'));
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !store.dialog) {
    event.preventDefault();
    openSearch();
    return;
  }
  if (!store.keys || store.dialog || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) {
    return;
  }
  if (goingSince && performance.now() - goingSince < WAIT_MILLIS) {
    const screen = SCREENS.find(([, , key]) => key === event.key);
    goingSince = 0;
    if (screen) {
      event.preventDefault();
      go(screen[0]);
      return;
    }
  }
  if (event.key === 'g') {
    goingSince = performance.now();
  } else if (SINGLE[event.key]) {
    event.preventDefault();
    SINGLE[event.key]();
  }
}

export function listen() {
  addEventListener('keydown', pressed);
}
