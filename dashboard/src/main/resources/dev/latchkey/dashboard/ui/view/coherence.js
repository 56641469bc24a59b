// @ts-check
/** What fell with what, and how long answers live; nothing while phase 5 is off. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { duration } from '../format.js';
import { store } from '../store.js';

/** @param {any} life */
function row(life) {
  return html`
    <tr>
      <th scope="row" class="method"><code>${life.target}</code></th>
      <td class="num" data-label="lives for">${duration(life.seconds)}</td>
      <td class="num" data-label="at most">${duration(life.configuredSeconds)}</td>
    </tr>
  `;
}

export function coherence() {
  const coherence = store.coherence;
  if (!coherence?.on) {
    return nothing;
  }
  const fell = coherence.fell;
  const [icon, word, mood] = coherence.violations ? ['✕', `${coherence.violations} differed`, 'bad'] : ['✓', 'none differed', 'ok'];
  return html`
    <section class="card full coherence" aria-labelledby="title-coherence">
      <div class="head"><h3 id="title-coherence">Coherence</h3><span class="note">whole answers: <span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span></span></div>
      <p class="why">${fell.keysGone} keys left their key sets and took ${fell.tokensWithKeys} validations and ${fell.usersWithKeys} users with them ·
        ${fell.tokensWithUsers} validations fell with a user · ${fell.usersWithTokens} users fell with a token or login</p>
      ${coherence.lives.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-label="Lives"><table class="stack">
            <thead><tr><th scope="col">Target</th><th scope="col" class="num">lives for</th><th scope="col" class="num">at most</th></tr></thead>
            <tbody>${coherence.lives.map(row)}</tbody>
          </table></div>`
        : nothing}
    </section>
  `;
}
