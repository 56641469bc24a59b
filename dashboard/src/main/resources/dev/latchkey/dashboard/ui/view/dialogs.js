// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { store } from '../store.js';

function close() {
  const dialog = store.dialog;
  store.dialog = null;
  dialog?.cancel?.();
  store.changed();
}

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  const dialog = store.dialog;
  const form = /** @type {HTMLFormElement} */ (event.target);
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector('input:not([hidden])'));
  const value = field?.value.trim() ?? '';
  if (dialog.kind === 'login') {
    if (field) {
      field.value = '';
    }
    dialog.submit(value);
  } else {
    store.dialog = null;
    store.changed();
    dialog.run(value);
  }
}

/** @param {any} dialog */
function loginForm(dialog) {
  const memory = store.session?.tokenState === 'memory';
  return html`
    <h2 id="dialog-title">Log in to make changes</h2>
    ${memory
      ? html`<p class="message">The agent can neither read nor write <code>${store.session?.tokenFile}</code>, so nobody can log in. Put a token of at least 16 characters there, readable for the application's user.</p>`
      : html`<p>Paste the admin token${store.session?.tokenFile ? html` from <code>${store.session.tokenFile}</code>` : ''}. Reading needs no login on this machine.</p>`}
    <input type="text" name="username" value="latchkey" autocomplete="username" hidden>
    <label>Admin token<input type="password" name="token" autocomplete="current-password" required ?disabled=${dialog.busy} aria-describedby="dialog-message" autofocus></label>
    <p class="message" id="dialog-message" role="alert">${dialog.message}</p>
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button><button class="primary" ?disabled=${dialog.busy}>Log in</button></div>
  `;
}

/** @param {any} dialog */
function confirmForm(dialog) {
  return html`
    <h2 id="dialog-title">${dialog.title}?</h2>
    <p>${dialog.text}</p>
    ${dialog.askReason ? html`<label>Reason, for the event log (optional)<input type="text" name="reason" maxlength="200" autocomplete="off"></label>` : nothing}
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button><button class=${dialog.danger ? 'off' : 'primary'} autofocus>${dialog.action}</button></div>
  `;
}

export function dialogs() {
  const dialog = store.dialog;
  return html`
    <dialog id="dialog" aria-labelledby="dialog-title" @cancel=${(/** @type {Event} */ event) => { event.preventDefault(); close(); }}>
      ${dialog ? html`<form @submit=${submit}>${dialog.kind === 'login' ? loginForm(dialog) : confirmForm(dialog)}</form>` : nothing}
    </dialog>
  `;
}

/** Opens and closes the element after its content is there, so that the focus finds it. */
export function showDialog() {
  const element = /** @type {HTMLDialogElement} */ (document.getElementById('dialog'));
  if (store.dialog && !element.open) {
    element.showModal();
  } else if (!store.dialog && element.open) {
    element.close();
  }
}
