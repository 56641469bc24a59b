// @ts-check
/** What is in effect, and who said so. */
import { html } from '../lib/lit-html/lit-html.js';

export function config() {
  return html`
    <section class="card full" aria-labelledby="title-config">
      <div class="head"><h3 id="title-config">Values in effect</h3></div>
      <p class="empty">This version of the agent does not tell its configuration over HTTP. It stands in latchkey.yaml, in system properties and in environment variables.</p>
    </section>
  `;
}
