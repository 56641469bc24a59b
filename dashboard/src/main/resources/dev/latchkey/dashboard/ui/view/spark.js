// @ts-check
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { store } from '../store.js';

const POINTS = 60;
const WIDTH = 120;
const HEIGHT = 30;

/** The mean of each few values. @param {(number | null)[]} values */
function thinned(values) {
  const size = Math.max(1, Math.ceil(values.length / POINTS));
  /** @type {(number | null)[]} */ const steps = [];
  for (let at = 0; at < values.length; at += size) {
    const part = /** @type {number[]} */ (values.slice(at, at + size).filter((value) => value !== null));
    steps.push(part.length ? part.reduce((sum, value) => sum + value, 0) / part.length : null);
  }
  return steps;
}

/** The window in sixty steps, a gap where there is no value. @param {string} id */
export function sparkline(id) {
  const shown = store.window();
  if (!shown) {
    return nothing;
  }
  const [from, to] = shown;
  const steps = store.isPast() ? thinned(store.columns([id])[1]) : store.history.steps([id], from, to, Math.max(1, Math.ceil((to - from) / POINTS)))[1];
  const max = Math.max(...steps.map((value) => value ?? 0), Number.MIN_VALUE);
  let path = '';
  steps.forEach((value, index) => {
    if (value !== null) {
      const x = (index / Math.max(1, steps.length - 1)) * WIDTH;
      const y = HEIGHT - 2 - (value / max) * (HEIGHT - 4);
      path += `${index === 0 || steps[index - 1] === null ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
  });
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path} />`}</svg>`;
}
