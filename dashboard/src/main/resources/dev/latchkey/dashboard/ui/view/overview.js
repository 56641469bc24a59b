// @ts-check
/** Whether authentication works, what changed, and what eats the time. */
import { html } from '../lib/lit-html/lit-html.js';
import { chartFigure } from './charts.js';
import { checklist } from './checklist.js';
import { latestEvents } from './events.js';
import { layerList } from './layers.js';
import { phaseList } from './phases.js';
import { slowest } from './slowest.js';
import { tiles } from './tiles.js';
import { timeByLayer } from './time.js';

export function overview() {
  return html`
    ${tiles()}
    <div class="grid">
      ${checklist()} ${chartFigure('latency')} ${phaseList()} ${timeByLayer()} ${layerList()} ${latestEvents()}
    </div>
    ${slowest()}
  `;
}
