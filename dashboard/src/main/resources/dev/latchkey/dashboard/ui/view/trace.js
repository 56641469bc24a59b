// @ts-check
/** What one pool held over the last minutes, as a picture in a row of a table. */
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { duration, number } from '../format.js';

const WIDTH = 240;
const HEIGHT = 36;
const STEPS = 60;

/** The latest step is at the right end, so that pictures of pools stand under each other in time. @param {number} index @param {number} count */
function x(index, count) {
  return (WIDTH * (STEPS - count + index)) / (STEPS - 1);
}

/** @param {number[]} values @param {number} most */
function line(values, most) {
  return values
    .map((value, index) => `${index ? 'L' : 'M'}${x(index, values.length).toFixed(1)} ${(HEIGHT - 1 - (value / most) * (HEIGHT - 3)).toFixed(1)}`)
    .join('');
}

/** @param {{ stepSeconds: number, active: number[], idle: number[], waiting: number[] }} trace */
export function trace({ stepSeconds, active, idle, waiting }) {
  const count = active.length;
  if (count < 2) {
    return nothing;
  }
  const all = active.map((busy, index) => busy + idle[index]);
  const most = Math.max(1, ...all);
  const busy = line(active, most);
  const waited = Math.max(...waiting);
  const text = `active and idle over ${duration(count * stepSeconds)}, at most ${number(most)}${waited ? `; up to ${number(waited)} waited` : ''}`;
  return html`<figure class="trace">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${text}>
      ${svg`<path class="busy" d="${busy}L${WIDTH} ${HEIGHT}L${x(0, count).toFixed(1)} ${HEIGHT}Z" /><path class="all" d=${line(all, most)} />
        ${waiting.map((calls, index) => (calls ? svg`<line class="waiting" x1=${x(index, count)} x2=${x(index, count)} y1="0" y2="6" />` : nothing))}`}
    </svg>
    <figcaption class="why">${text}</figcaption>
  </figure>`;
}
