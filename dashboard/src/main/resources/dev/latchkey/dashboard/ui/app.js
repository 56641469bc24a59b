// @ts-check
/** Puts the page together and redraws it, once per frame at most, when the store changed. */
import { html, render } from './lib/lit-html/lit-html.js';
import { start } from './live.js';
import { store } from './store.js';
import { header, verdict } from './view/header.js';
import { tiles } from './view/tiles.js';
import { charts, chartFigure, placeMarkers } from './view/charts.js';
import { timeByLayer } from './view/time.js';
import { phases } from './view/phases.js';
import { layers } from './view/layers.js';
import { database } from './view/database.js';
import { coherence } from './view/coherence.js';
import { fleet } from './view/fleet.js';
import { targets } from './view/targets.js';
import { events } from './view/events.js';
import { dialogs, showDialog } from './view/dialogs.js';
import { footer } from './view/footer.js';

const app = /** @type {HTMLElement} */ (document.getElementById('app'));

function page() {
  return html`
    ${header()}
    <main class=${store.stale() ? 'stale' : ''}>
      ${verdict()}
      <div class="sr" role="status">${store.announcement}</div>
      ${tiles()}
      <div class="grid">
        ${chartFigure('latency')} ${phases()} ${timeByLayer()} ${chartFigure('hits')} ${chartFigure('connections')}
        ${layers()} ${events()} ${database()} ${coherence()} ${fleet()} ${targets()}
      </div>
      ${footer()}
    </main>
    ${dialogs()}
  `;
}

function draw() {
  document.documentElement.dataset.theme = store.theme;
  render(page(), app);
  charts.forEach((chart) => chart.update());
  placeMarkers();
  showDialog();
}

app.replaceChildren();
store.onChange(draw);
new ResizeObserver(() => store.changed()).observe(document.body);
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(query).addEventListener('change', () => store.changed());
}
// The age of the newest sample grows without any message.
setInterval(() => (store.stale() || store.connection !== 'live') && store.changed(), 1000);
draw();
start();
