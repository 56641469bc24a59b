// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { invalidate } from '../actions.js';
import { bytes, duration, known, millis, number, percent } from '../format.js';
import { link } from '../route.js';
import { store } from '../store.js';
import { chartFigure } from './charts.js';
import { coherence } from './coherence.js';
import { figure } from './figure.js';
import { sparkline } from './spark.js';

const STALE = { jwks: 'a key was removed while the provider is down', jwt: 'a token was revoked elsewhere', session: 'a user was changed elsewhere' };
const MISSES = { miss: 'not kept, or no longer', bypass: 'must not be kept', disabled: 'went without the phase, to compare', error: 'failed' };

/** Mean of the shown window. @param {string} layer */
function windowHit(layer) {
  const values = store.columns([`cache.${layer}.hit`])[1].filter(known);
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** @param {any} cache */
function isOff(cache) {
  const phase = store.phases?.find((phase) => phase.id === cache.layer);
  return phase !== undefined && !phase.enabled;
}

/** @param {any} cache */
function hitNow(cache) {
  return figure(store.summary?.hitRatio?.[cache.layer], percent, { unit: '%', inapplicable: isOff(cache) });
}

/** @param {any} cache */
function row(cache) {
  const inWindow = windowHit(cache.layer);
  return html`
    <tr>
      <th scope="row">${cache.layer}</th>
      <td class="num" data-label="hit 1m">${hitNow(cache)}</td>
      <td class="num" data-label=${store.zoom ? 'hit in window' : `hit ${store.range}`}>${figure(inWindow, percent, { unit: '%', inapplicable: isOff(cache) && inWindow === null })}</td>
      <td class="trend">${sparkline(`cache.${cache.layer}.hit`)}</td>
      <td class="num" data-label="entries">${number(cache.entries)}<span class="soft"> / ${number(cache.maxEntries)}</span></td>
      <td class="num" data-label="size">${bytes(cache.weightBytes)}</td>
      <td class="num" data-label="stored">${number(cache.stored)}</td>
      <td class="num" data-label="refused">${number(cache.refused)}</td>
      <td class="num" data-label="evicted">${number(cache.evicted)}</td>
      <td class="num" data-label="expired">${number(cache.expired)}</td>
      <td class="num" data-label="invalidated">${number(cache.invalidated)}</td>
      <td><button class="quiet" ?disabled=${!store.mayChange()} @click=${() => invalidate(cache)}>Invalidate …</button></td>
    </tr>
    <tr class="more">
      <td colspan="12">${staleness(cache)}${cache.outages ? html` <span class="mood bad"><i aria-hidden="true">✕</i> ${number(cache.outages)} kept past their life: the origin fails</span>` : nothing}</td>
    </tr>
    ${cache.targets.map(lookups)}
  `;
}

/** A bound is not rounded. @param {number} millis */
function bound(millis) {
  return millis % 60_000 === 0 ? duration(millis / 1000) : `${number(millis / 1000)} s`;
}

/** How long an answer may differ from the origin's. @param {any} cache */
function staleness(cache) {
  const what = STALE[/** @type {keyof typeof STALE} */ (cache.layer)] ?? 'something was changed elsewhere';
  return cache.maxStalenessMillis > 0 ? `stale for at most ${bound(cache.maxStalenessMillis)}, once ${what}` : 'never stale';
}

/** How old a user may be that a target serves. @param {any} target */
function lookups(target) {
  return html`
    <tr class="more">
      <td colspan="12">${target.target}: ${target.state}${target.reason ? `, ${target.reason}` : ''};
        stale for at most ${bound(target.maxStalenessMillis)}, once it was changed elsewhere${target.followsSql ? '' : '; no statements seen, so that writes are not followed'}${shared(target)}</td>
    </tr>
  `;
}

/** Whether Redis is faster than what it spares. @param {any} target */
function worth(target) {
  return known(target.loadP50Millis) && known(target.sharedP50Millis)
    ? `; Redis takes ${millis(target.sharedP50Millis)}, the application's lookup ${millis(target.loadP50Millis)}`
    : '';
}

/** @param {any} target */
function shared(target) {
  switch (target.shared) {
    case 'off':
      return '';
    case 'on':
      return `; shared in Redis: ${number(target.sharedHits)} taken, ${number(target.sharedStores)} put${worth(target)}`;
    default:
      return `; in memory only, ${target.shared}`;
  }
}

/** Why calls were not answered from a cache in the last minute. @param {any} cache */
function misses(cache) {
  const outcomes = store.summary?.outcomes?.[cache.layer] ?? {};
  const all = Object.values(outcomes).reduce((sum, count) => sum + Number(count), 0);
  const causes = Object.entries(MISSES).filter(([kind]) => outcomes[kind] > 0);
  if (!all) {
    return html`<li><b>${cache.layer}</b> <span class="soft">${isOff(cache) ? 'n/a: the phase is off' : 'no call in the last minute'}</span></li>`;
  }
  return html`<li><b>${cache.layer}</b> ${causes.length ? causes.map(([kind, text]) => html`<span class="cause">${percent(outcomes[kind] / all)} % <span class="soft">${text}</span></span>`) : html`<span class="soft">every call was answered</span>`}</li>`;
}

function table() {
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-layers"><table class="stack caches">
    <thead><tr>
      <th scope="col">Layer</th><th scope="col" class="num">hit 1m</th><th scope="col" class="num">hit ${store.zoom ? 'in window' : store.range}</th><th scope="col"><span class="sr">Trend</span></th><th scope="col" class="num">entries / max</th>
      <th scope="col" class="num">size</th><th scope="col" class="num">stored</th><th scope="col" class="num" title="answers that were not kept">refused</th>
      <th scope="col" class="num" title="dropped because the cache was full">evicted</th><th scope="col" class="num" title="dropped because they were too old">expired</th><th scope="col" class="num" title="dropped on request, or because something changed">invalidated</th><th scope="col"><span class="sr">Actions</span></th>
    </tr></thead>
    <tbody>${store.caches?.map(row)}</tbody>
  </table></div>`;
}

export function layers() {
  const any = (store.caches ?? []).length > 0;
  return html`
    <section class="card full" aria-labelledby="title-layers">
      <div class="head"><h3 id="title-layers">Caches</h3><span class="note">counted since the start</span>
        <button class="quiet end" ?disabled=${!any || !store.mayChange()} @click=${() => invalidate(null)}>Log a subject out …</button></div>
      ${any ? table() : html`<p class="empty">This agent has no cache.</p>`}
    </section>
    <div class="grid">
      ${chartFigure('hits')}
      <section class="card misses" aria-labelledby="title-misses">
        <div class="head"><h3 id="title-misses">Why calls are not answered</h3><span class="note">last minute</span></div>
        ${any ? html`<ul>${store.caches?.map(misses)}</ul>` : html`<p class="empty">There is no cache to ask.</p>`}
      </section>
      ${coherence()}
    </div>
  `;
}

/** One line a layer, for the overview. @param {any} cache */
function listRow(cache) {
  return html`<tr>
    <th scope="row">${cache.layer}</th>
    <td class="num">${hitNow(cache)}</td>
    <td class="trend">${sparkline(`cache.${cache.layer}.hit`)}</td>
    <td class="num">${number(cache.entries)}</td>
    <td class="num">${bytes(cache.weightBytes)}</td>
  </tr>`;
}

/** @param {any[]} pools */
function poolRow(pools) {
  const active = pools.reduce((sum, pool) => sum + pool.active, 0);
  const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
  return html`<tr><th scope="row">pools</th><td colspan="4">${number(active)} active, <span class=${waiting ? 'mood bad' : ''}>${waiting ? html`<i aria-hidden="true">✕</i> ` : nothing}${number(waiting)} waiting</span></td></tr>`;
}

export function layerList() {
  return html`
    <section class="card layers" aria-labelledby="title-list">
      <div class="head"><h3 id="title-list">Layers</h3><a class="all" href=${link('layers')}>all</a></div>
      ${store.caches?.length
        ? html`<table>
            <thead><tr><th scope="col">Layer</th><th scope="col" class="num">hit 1m</th><th scope="col"><span class="sr">Trend</span></th><th scope="col" class="num">entries</th><th scope="col" class="num">size</th></tr></thead>
            <tbody>${store.caches.map(listRow)}${store.pools?.length ? poolRow(store.pools) : nothing}</tbody>
          </table>`
        : html`<p class="empty">This agent has no cache.</p>`}
    </section>
  `;
}
