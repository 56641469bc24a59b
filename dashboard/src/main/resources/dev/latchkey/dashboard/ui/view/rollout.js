// @ts-check
/** How one phase is judged: its plan, the verdict, both sides side by side, and what can be done. */
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { advance, beginPlan, holdBack, resume } from '../actions.js';
import { clock, duration, known, millis, number, percent, seconds } from '../format.js';
import { store } from '../store.js';

const MOODS = {
  'no-control': ['○', 'soft'],
  'not-enough-data': ['○', 'soft'],
  undecided: ['○', 'soft'],
  'split-mismatch': ['!', 'warn'],
  safe: ['✓', 'ok'],
  harmful: ['✕', 'bad'],
};
const TIMES = ['mean', 'p50', 'p95', 'cpu'];
const WIDTH = 120;

/** Whether there is something to say: the sides are compared, or a plan left a word. @param {any} phase */
export function isJudged(phase) {
  const compared = phase.enabled && phase.rollout > 0 && phase.rollout < 100;
  return compared || isActive(phase.guard) || phase.guard.status === 'rolled-back';
}

/** @param {any} guard */
export function isActive(guard) {
  return ['running', 'paused', 'complete'].includes(guard.status);
}

/** @param {any} guard */
export function steps(guard) {
  const done = guard.status === 'complete';
  return html`
    <ol class="steps" aria-label="Steps of the plan">
      ${guard.plan.map((/** @type {number} */ percent, /** @type {number} */ index) => {
        const past = done || index + 1 < guard.step;
        const now = !done && index + 1 === guard.step;
        return html`<li class=${now ? 'now' : past ? 'past' : ''} aria-current=${now ? 'step' : nothing}>${past ? '✓' : now ? '●' : '○'} ${share(guard, percent)} %</li>`;
      })}
      <li class="soft">${done ? 'all steps taken, still watched' : guard.status} · ${duration(guard.stepSeconds)} at this share</li>
    </ol>
  `;
}

/** @param {any} guard @param {number} percent */
function share(guard, percent) {
  return Math.min(percent, 100 - guard.holdBack);
}

/** Places a ratio between 0.25 and 4, half way for 1. @param {number} ratio */
function place(ratio) {
  return Math.max(0, Math.min(WIDTH, WIDTH / 2 + (Math.log(ratio) / Math.log(4)) * (WIDTH / 2)));
}

/** @param {any} test */
function interval(test) {
  const from = test.low > 0 ? place(test.low) : 0;
  const to = known(test.high) ? place(test.high) : WIDTH;
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<line class="axis" x1="0" x2=${WIDTH} y1="7" y2="7" /><line class="even" x1=${WIDTH / 2} x2=${WIDTH / 2} y1="2" y2="12" />
    <rect class=${test.verdict} x=${from} width=${Math.max(2, to - from)} y="4" height="6" />
    <line class="limit" x1=${place(test.limit)} x2=${place(test.limit)} y1="0" y2="14" />`}
  </svg>`;
}

/** @param {number} ratio */
export function ratioText(ratio) {
  return known(ratio) ? `${ratio.toFixed(2)}×` : '–';
}

/** @param {any} test */
function row(test) {
  const range = known(test.high) ? `${test.low.toFixed(2)} to ${test.high.toFixed(2)}` : 'no bound yet';
  return html`
    <tr>
      <th scope="row">${test.test}</th>
      <td class="num">${millis(test.treatedMillis)}</td>
      <td class="num">${millis(test.controlMillis)}</td>
      <td class="num"><b>${ratioText(test.ratio)}</b></td>
      <td>${interval(test)}</td>
      <td class="soft">${range}</td>
      <td class="num soft">${ratioText(test.limit)}</td>
    </tr>
  `;
}

/** Errors and slow calls have shares; the split is how many were treated. @param {any} test */
function shareRow(test) {
  const shown = (/** @type {number | null} */ ratio) => (known(ratio) ? `${percent(ratio)}\u00a0%` : '–');
  const [icon, mood] = MOODS[/** @type {keyof typeof MOODS} */ (test.verdict)] ?? ['?', 'soft'];
  return test.test === 'split'
    ? html`<tr><th scope="row">split</th><td class="num">${shown(test.treatedRatio)}</td><td class="num soft">wanted ${shown(test.controlRatio)}</td><td colspan="4"><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${test.verdict === 'safe' ? 'as asked' : test.verdict}</span></td></tr>`
    : html`<tr><th scope="row">${test.test}</th><td class="num">${shown(test.treatedRatio)}</td><td class="num">${shown(test.controlRatio)}</td><td colspan="4"></td></tr>`;
}

/** Both sides in figures, with the interval that the ratio lies in and the limit. @param {any} guard */
export function sideBySide(guard) {
  const tests = guard.tests.filter((/** @type {any} */ test) => TIMES.includes(test.test) && known(test.ratio));
  const shares = guard.tests.filter((/** @type {any} */ test) => !TIMES.includes(test.test) && known(test.treatedRatio));
  return tests.length
    ? html`<div class="scroll" tabindex="0" role="group" aria-label="Treated and control side"><table class="judged">
        <thead><tr><th scope="col"><span class="sr">Figure</span></th><th scope="col" class="num">treated</th><th scope="col" class="num">control</th><th scope="col" class="num">ratio</th>
          <th scope="col"><span class="sr">Interval</span></th><th scope="col">between</th><th scope="col" class="num">limit</th></tr></thead>
        <tbody>${tests.map(row)}${shares.map(shareRow)}</tbody>
      </table></div>
      <p class="soft">${number(guard.treatedSamples)} treated and ${number(guard.controlSamples)} control calls. Bar: where the ratio lies; grey line: equal; red line: the limit.</p>`
    : nothing;
}

/** @param {any} guard */
export function rolloutState(guard) {
  const [icon, mood] = MOODS[/** @type {keyof typeof MOODS} */ (guard.verdict)] ?? ['?', 'soft'];
  return html`<p class="sentence ${mood}"><i aria-hidden="true">${icon}</i> ${guard.sentence}</p>`;
}

/** @param {any} guard */
export function decisions(guard) {
  return guard.decisions.length
    ? html`<details class="decisions"><summary>${guard.decisions.length} ${guard.decisions.length === 1 ? 'decision' : 'decisions'} of plans</summary>
        <ol>${guard.decisions.toReversed().map((/** @type {any} */ each) => html`<li><time datetime=${each.at}>${clock(seconds(each.at), store.utc)}</time> ${each.sentence} <span class="soft">${each.actor}</span></li>`)}</ol>
      </details>`
    : nothing;
}

/** @param {any} phase */
export function buttons(phase) {
  const { guard } = phase;
  const locked = store.busy.has(phase.id) || !store.mayChange();
  const last = guard.plan && guard.step === guard.plan.length;
  const moving = guard.status === 'running' || guard.status === 'paused';
  return html`
    ${isActive(guard)
      ? nothing
      : html`<button class="quiet" ?disabled=${locked} @click=${() => beginPlan(phase)}>Begin a plan</button>`}
    ${guard.status === 'running' ? html`<button class="quiet" ?disabled=${locked} @click=${() => holdBack(phase, 'pause')}>Pause</button>` : nothing}
    ${guard.status === 'paused' || guard.status === 'rolled-back'
      ? html`<button class="quiet" ?disabled=${locked} @click=${() => resume(phase)}>Resume</button>`
      : nothing}
    ${moving && !last
      ? html`<button class="quiet" ?disabled=${locked} @click=${() => advance(phase, share(guard, guard.plan[guard.step]))}>Next step</button>`
      : nothing}
    ${isActive(guard) ? html`<button class="quiet" ?disabled=${locked} @click=${() => holdBack(phase, 'rollback')}>Roll back</button>` : nothing}
  `;
}
