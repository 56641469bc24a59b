// @ts-check
/** How one phase is judged: its plan, the verdict, both sides side by side, and what can be done. */
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { advance, beginPlan, holdBack, resume } from '../actions.js';
import { duration, known, millis } from '../format.js';
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
function isJudged(phase) {
  const compared = phase.enabled && phase.rollout > 0 && phase.rollout < 100;
  return compared || isActive(phase.guard) || phase.guard.status === 'rolled-back';
}

/** @param {any} guard */
function isActive(guard) {
  return ['running', 'paused', 'complete'].includes(guard.status);
}

/** @param {any} guard */
function steps(guard) {
  if (!isActive(guard)) {
    return nothing;
  }
  const done = guard.status === 'complete';
  return html`
    <ol class="steps" aria-label="Steps of the plan">
      ${guard.plan.map((/** @type {number} */ percent, /** @type {number} */ index) => {
        const past = done || index + 1 < guard.step;
        const now = !done && index + 1 === guard.step;
        return html`<li class=${now ? 'now' : ''} aria-current=${now ? 'step' : nothing}>${past ? '✓' : now ? '●' : '○'} ${share(guard, percent)} %</li>`;
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
function times(ratio) {
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
      <td>${interval(test)}<span title="limit ${times(test.limit)}">${times(test.ratio)} <span class="soft">(${range})</span></span></td>
    </tr>
  `;
}

/** @param {any} guard */
function figures(guard) {
  const tests = guard.tests.filter((/** @type {any} */ test) => TIMES.includes(test.test) && known(test.ratio));
  return tests.length
    ? html`<div class="scroll" tabindex="0" role="group" aria-label="Treated and control side"><table class="judged">
        <thead><tr><th scope="col"><span class="sr">Figure</span></th><th scope="col" class="num">treated</th><th scope="col" class="num">control</th><th scope="col">ratio (between)</th></tr></thead>
        <tbody>${tests.map(row)}</tbody>
      </table></div>`
    : nothing;
}

/** @param {any} phase */
function buttons(phase) {
  const { guard } = phase;
  const locked = store.busy.has(phase.id);
  const last = guard.plan && guard.step === guard.plan.length;
  const moving = guard.status === 'running' || guard.status === 'paused';
  return html`<p class="plan">
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
  </p>`;
}

/** @param {any} phase */
export function rollout(phase) {
  if (!phase.available) {
    return nothing;
  }
  const { guard } = phase;
  const rolledBack = guard.status === 'rolled-back';
  const [icon, mood] = rolledBack ? ['✕', 'bad'] : MOODS[/** @type {keyof typeof MOODS} */ (guard.verdict)] ?? ['?', 'soft'];
  return html`
    <div class="rollout">
      ${steps(guard)}
      ${isJudged(phase)
        ? html`<p class="sentence ${mood}"><i aria-hidden="true">${icon}</i> ${guard.sentence}</p>${figures(guard)}`
        : nothing}
      ${buttons(phase)}
    </div>
  `;
}
