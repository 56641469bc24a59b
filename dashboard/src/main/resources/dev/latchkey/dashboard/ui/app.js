// @ts-check
/** Puts the page together and redraws it, once per frame at most, when the store changed. */
import { html, nothing, render } from './lib/lit-html/lit-html.js';
import { listen } from './keys.js';
import { loginByLink } from './link.js';
import { start, takeFirst } from './live.js';
import { loadShown } from './pages.js';
import { readPast } from './past.js';
import { SCREENS, parse } from './route.js';
import { store } from './store.js';
import { header } from './view/header.js';
import { menu, navigation } from './view/navigation.js';
import { problems, verdict, verdictIcon } from './view/verdict.js';
import { charts, placeMarkers } from './view/charts.js';
import { dialogs, showDialog } from './view/dialogs.js';
import { alerts } from './view/alerts.js';
import { audit } from './view/audit.js';
import { benchmarks } from './view/benchmarks.js';
import { config } from './view/config.js';
import { database } from './view/database.js';
import { discovery } from './view/discovery.js';
import { layers } from './view/layers.js';
import { overview } from './view/overview.js';
import { phases } from './view/phases.js';
import { system } from './view/system.js';

/** @type {Record<string, () => unknown>} */
const VIEWS = { overview, phases, layers, discovery, database, alerts, benchmarks, system, config, audit };

const app = /** @type {HTMLElement} */ (document.getElementById('app'));

/** One screen that fails takes neither the others nor the switch with it. */
function screen() {
  try {
    return VIEWS[store.route.screen]();
  } catch (failure) {
    console.error(failure);
    return html`<p class="problem" role="alert"><b>✕</b> This screen could not be drawn: ${String(failure)}. The others, and All off, go on working; <a href=${new URL('off.html', import.meta.url).href}>a plain page</a> turns everything off, too.</p>`;
  }
}

function page() {
  const label = SCREENS.find(([id]) => id === store.route.screen)?.[1];
  return html`
    <button class="skip" @click=${focusScreen}>Skip to the content</button>
    ${navigation()}
    <div class="body">
      <div class="top">${header()}${verdict()}</div>
      <main id="main" tabindex="-1" class="${store.stale() ? 'stale' : ''} screen-${store.route.screen}">
        ${problems()}
        <div class="sr" role="status">${store.announcement}</div>
        <h2 class=${store.route.screen === 'overview' ? 'sr' : 'screen'}>${label}</h2>
        ${screen()}
      </main>
    </div>
    ${store.menu ? menu() : nothing} ${dialogs()}
  `;
}

function focusScreen() {
  document.getElementById('main')?.focus();
}

function draw() {
  const name = store.status?.agent.application;
  const title = name ? `${verdictIcon()} ${name} · Latchkey` : 'Latchkey';
  if (document.documentElement.dataset.theme !== store.theme) {
    document.documentElement.dataset.theme = store.theme;
  }
  if (document.title !== title) {
    document.title = title;
  }
  render(page(), app);
  charts.forEach((chart) => chart.update());
  placeMarkers();
  showDialog();
  readPast();
}

function navigated() {
  const before = store.route;
  store.route = parse(location.hash);
  store.menu = false;
  loadShown();
  draw();
  const item = store.route.item && document.getElementById(`item-${store.route.item}`);
  if (item) {
    item.scrollIntoView({ block: 'start' });
    item.focus({ preventScroll: true });
  } else if (before.screen !== store.route.screen) {
    scrollTo(0, 0);
    focusScreen();
  }
}

app.replaceChildren();
store.onChange(draw);
new ResizeObserver(() => store.changed()).observe(document.body);
addEventListener('hashchange', navigated);
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(query).addEventListener('change', () => store.changed());
}
// The age of the newest sample grows without any message.
setInterval(() => (store.stale() || store.connection !== 'live') && store.changed(), 1000);
listen();
takeFirst();
draw();
loginByLink().finally(start);
