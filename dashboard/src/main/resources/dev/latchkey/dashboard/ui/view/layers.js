// @ts-check
import { html } from '../lib/lit-html/lit-html.js';
import { empty } from '../actions.js';
import { bytes, number, percent } from '../format.js';
import { store } from '../store.js';
import { figure } from './figure.js';

/** Mean of the shown window. @param {string} layer */
function windowHit(layer) {
  const shown = store.window();
  return shown ? store.history.mean(`cache.${layer}.hit`, shown[0], shown[1]) : null;
}

/** @param {any} cache */
function row(cache) {
  const phase = store.phases?.find((phase) => phase.id === cache.layer);
  const off = phase !== undefined && !phase.enabled;
  return html`
    <tr>
      <th scope="row">${cache.layer}</th>
      <td class="num" data-label="hit 1m">${figure(store.summary?.hitRatio?.[cache.layer], percent, { unit: '%', inapplicable: off })}</td>
      <td class="num" data-label="hit ${store.range}">${figure(windowHit(cache.layer), percent, { unit: '%', inapplicable: off && windowHit(cache.layer) === null })}</td>
      <td class="num" data-label="entries">${number(cache.entries)}<span class="soft"> / ${number(cache.maxEntries)}</span></td>
      <td class="num" data-label="size">${bytes(cache.weightBytes)}</td>
      <td class="num" data-label="stored">${number(cache.stored)}</td>
      <td class="num" data-label="refused">${number(cache.refused)}</td>
      <td class="num" data-label="dropped">${number(cache.evicted)}<span class="soft"> | </span>${number(cache.expired)}<span class="soft"> | </span>${number(cache.invalidated)}</td>
      <td><button class="quiet" ?disabled=${cache.entries === 0} @click=${() => empty(cache)}>Empty</button></td>
    </tr>
    <tr>
      <td colspan="9"><span class="soft">${staleness(cache)}</span></td>
    </tr>
    ${cache.targets.map(lookups)}
  `;
}

const STALE = { jwks: 'a key removed, and the provider down', jwt: 'a token revoked elsewhere', session: 'a user changed elsewhere' };

/** How long an answer may differ from the origin's. @param {any} cache */
function staleness(cache) {
  const what = STALE[/** @type {keyof typeof STALE} */ (cache.layer)] ?? 'a change elsewhere';
  return cache.maxStalenessMillis > 0
    ? `${cache.layer}: at most ${number(cache.maxStalenessMillis / 1000)} s stale after ${what}`
    : `${cache.layer}: never stale`;
}

/** How old a user may be that a target serves. @param {any} target */
function lookups(target) {
  return html`
    <tr>
      <td colspan="9"><span class="soft">${target.target}: ${target.state}${target.reason ? `, ${target.reason}` : ''};
        at most ${number(target.maxStalenessMillis / 1000)} s stale after a change elsewhere${target.followsSql ? '' : '; no statements seen, so that writes are not followed'}${shared(target)}</span></td>
    </tr>
  `;
}

/** @param {any} target */
function shared(target) {
  switch (target.shared) {
    case 'off':
      return '';
    case 'on':
      return `; shared in Redis: ${number(target.sharedHits)} taken, ${number(target.sharedStores)} put`;
    default:
      return `; in memory only, ${target.shared}`;
  }
}

export function layers() {
  return html`
    <section class="card layers" aria-labelledby="title-layers">
      <div class="head"><h2 id="title-layers">Caches</h2><span class="note">counted since the start</span></div>
      ${store.caches?.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-layers"><table class="stack">
            <thead><tr>
              <th scope="col">Layer</th><th scope="col" class="num">hit 1m</th><th scope="col" class="num">hit ${store.range}</th><th scope="col" class="num">entries / max</th>
              <th scope="col" class="num">size</th><th scope="col" class="num">stored</th><th scope="col" class="num">refused</th>
              <th scope="col" class="num">dropped: full | age | request</th><th scope="col"><span class="sr">Actions</span></th>
            </tr></thead>
            <tbody>${store.caches.map(row)}</tbody>
          </table></div>`
        : html`<p class="empty">This agent has no cache.</p>`}
    </section>
  `;
}
