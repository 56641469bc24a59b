// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { beginBenchmark, drop, weave } from '../actions.js';
import { KEYS } from '../keys.js';
import { persist } from '../persist.js';
import { store } from '../store.js';
import { invalidateForm } from './invalidate.js';
import { loadForm } from './loads.js';
import { persistForm } from './persist.js';
import { chosen, searchForm } from './search.js';

export function close() {
  const dialog = store.dialog;
  store.dialog = null;
  dialog?.cancel?.();
  store.changed();
}

/** What confirming does. @type {Record<string, (dialog: any, form: HTMLFormElement) => void>} */
const SUBMITS = {
  login: (dialog, form) => {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('token'));
    const token = field.value.trim();
    field.value = '';
    dialog.submit(token);
  },
  confirm: (dialog, form) => {
    const field = /** @type {HTMLInputElement | null} */ (form.elements.namedItem('reason'));
    store.dialog = null;
    store.changed();
    dialog.run(field?.value.trim() ?? '');
  },
  invalidate: (dialog) => drop(dialog),
  target: (dialog, form) => weave(dialog, /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)))),
  load: (dialog, form) => beginBenchmark(dialog, new FormData(form)),
  persist: (dialog, form) => persist(dialog, String(new FormData(form).get('reason') ?? '').trim()),
  search: (dialog) => chosen(dialog),
  help: () => close(),
  query: () => close(),
};

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  SUBMITS[store.dialog.kind](store.dialog, /** @type {HTMLFormElement} */ (event.target));
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

/** @param {any} dialog */
function targetForm(dialog) {
  const item = dialog.item ?? {};
  return html`
    <h2 id="dialog-title">Add a target</h2>
    <p>Its calls are timed from the next one on, until the application restarts. To keep it, put the same under <code>targets:</code> in latchkey.yaml.</p>
    <label>Class, with its package<input name="class" required autocomplete="off" spellcheck="false" .value=${item.class ?? ''} autofocus></label>
    <label>Method<input name="method" required autocomplete="off" spellcheck="false" .value=${item.method ?? ''}></label>
    <label>Layer<select name="layer" .value=${item.layer ?? 'auth'}>${['auth', 'jwks', 'jwt', 'session', 'db', 'crypto', 'other'].map((layer) => html`<option ?selected=${layer === (item.layer ?? 'auth')}>${layer}</option>`)}</select></label>
    <label>Name in figures<input name="name" required autocomplete="off" spellcheck="false" .value=${item.name ?? ''}></label>
    <p class="message" role="alert">${dialog.message}</p>
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button><button class="primary">Weave it</button></div>
  `;
}

function toggleKeys() {
  store.keys = !store.keys;
  store.keep('keys', store.keys ? 'on' : 'off');
  store.changed();
}

function helpForm() {
  return html`
    <h2 id="dialog-title">Keys</h2>
    <dl class="keys">${KEYS.map(([keys, what]) => html`<div><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>`)}</dl>
    <label class="check"><input type="checkbox" .checked=${store.keys} @change=${toggleKeys}> Single keys do something</label>
    <p class="soft">No key changes the agent.</p>
    <div class="buttons"><button class="primary" autofocus>Close</button></div>
  `;
}

/** A text that the browser did not let be copied. @param {any} dialog */
function queryForm(dialog) {
  return html`
    <h2 id="dialog-title">PromQL</h2>
    <pre tabindex="0">${dialog.text}</pre>
    <div class="buttons"><button class="primary" autofocus>Close</button></div>
  `;
}

/** @type {Record<string, (dialog: any) => unknown>} */
const FORMS = { login: loginForm, confirm: confirmForm, invalidate: (dialog) => invalidateForm(dialog, close), target: targetForm, load: (dialog) => loadForm(dialog, close), persist: (dialog) => persistForm(dialog, close), search: searchForm, help: helpForm, query: queryForm };

export function dialogs() {
  const dialog = store.dialog;
  return html`
    <dialog id="dialog" class=${dialog?.kind ?? ''} aria-labelledby="dialog-title" @cancel=${(/** @type {Event} */ event) => { event.preventDefault(); close(); }}>
      ${dialog ? html`<form @submit=${submit}>${FORMS[dialog.kind](dialog)}</form>` : nothing}
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
