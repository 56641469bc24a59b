// @ts-check
/** Which lines of the configuration file become different. */
import { html, nothing } from '../lib/lit-html/lit-html.js';

/** @param {any} line */
function changed(line) {
  const side = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {string | null} */ text) =>
    text === null ? nothing : html`<span class=${name}><i>${line.line}</i><b>${sign}</b>${text || '\u200b'}</span>`;
  return html`${side('was', '−', line.before)}${side('is', '+', line.after)}`;
}

/** @param {any} plan */
function afterwards(plan) {
  if (plan.state === 'refused') {
    return html`<p class="message" role="alert">The file would not be valid: ${plan.problems.join('; ')}.</p>`;
  }
  const others = plan.differences.length;
  return others ? html`<p class="soft">${others === 1 ? 'One other value' : `${others} other values`} of the file still ${others === 1 ? 'differs' : 'differ'} from what is in force.</p>` : nothing;
}

/** @param {any} dialog @param {() => void} close */
export function persistForm(dialog, close) {
  const { plan } = dialog;
  const same = plan.lines.length === 0;
  return html`
    <h2 id="dialog-title">Persist to <code>${plan.file}</code>?</h2>
    ${same
      ? html`<p>The file says so already: ${plan.changes.length ? nothing : dialog.keys.join(', ')}.</p>`
      : html`<p>${plan.changes.map((/** @type {any} */ change, /** @type {number} */ index) => html`${index ? ', ' : nothing}<code>${change.key}</code> becomes <b>${change.after}</b>`)}. It holds at the next start too. Nothing changes now; all other lines stay as they are.</p>
          <pre class="diff" tabindex="0" role="group" aria-label="Lines of the file that change">${plan.lines.map(changed)}</pre>`}
    ${afterwards(plan)}
    ${same ? nothing : html`<label>Reason, for the audit (optional)<input type="text" name="reason" maxlength="200" autocomplete="off" .value=${dialog.reason}></label>`}
    <p class="message" role="alert">${dialog.message}</p>
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button>${same ? nothing : html`<button class="primary" autofocus ?disabled=${dialog.busy || plan.state === 'refused'}>Write it</button>`}</div>
  `;
}
