// @ts-check
/** What is measured, and how more comes to be. */
import { html } from '../lib/lit-html/lit-html.js';
import { addTarget } from '../actions.js';
import { store } from '../store.js';
import { targets } from './targets.js';

export function discovery() {
  return html`
    <section class="card full" aria-labelledby="title-candidates">
      <div class="head"><h3 id="title-candidates">Suggested targets</h3><button class="quiet end" ?disabled=${!store.mayAdminister()} @click=${addTarget}>Add a target …</button></div>
      <p class="empty">This version of the agent does not look for methods by itself, so there is nothing to suggest. With <code>presets: auto</code> it weaves the libraries it knows; any other method can be added by its name. A target that is added is timed; nothing of it is served before a phase is on.</p>
    </section>
    ${targets()}
  `;
}
