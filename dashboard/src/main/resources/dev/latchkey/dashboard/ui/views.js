// @ts-check
/** The overview, from top to bottom: what matters at three in the morning comes first. */
import { html, nothing, svg } from "./lib/lit-html/lit-html.js";
import { bytes, clock, count, millis, percent, rate } from "./format.js";
import { ageMillis, chartData, chartLines, isStale, latest, recent } from "./main.js";

const RANGES = [
  [300, "5 m"],
  [900, "15 m"],
  [3600, "1 h"],
];
const SHARES = [10, 50, 100];
const LAYERS = ["auth", "jwks", "jwt", "session", "db", "crypto", "other"];
const PHASES = {
  jwks: ["Key sets", "keeps fetched key sets and refetches at once when a token names a new key"],
  jwt: ["Signatures", "remembers which signatures verified; every other check still runs in the application"],
  session: ["User lookups", "keeps user lookups"],
  pool: ["Connections", "reuses database connections"],
  integrated: ["Integrated", "lets all layers work as one"],
};

/** @param {any} state @param {any} actions */
export function page(state, actions) {
  return html`
    ${header(state, actions)}
    <main id="content" class=${isStale() && state.lastTick ? "stale" : ""}>
      ${state.problem ? banner(state, actions) : nothing} ${tiles(state)}
      <section class="two wide-left">${latency(state, actions)}${breakdown(state)}</section>
      <section aria-labelledby="phases-title">
        <h2 id="phases-title">Phases</h2>
        <div class="phases">${state.phases.map((/** @type {any} */ phase) => phaseCard(phase, state, actions))}</div>
      </section>
      <section class="two">
        ${figure("hits", "Hit ratio", hitText(state), state)} ${figure("load", "Load", loadText(state), state)}
      </section>
      <section class="two">${layers(state, actions)}${events(state)}</section>
      ${targets(state)}
    </main>
    ${dialog(state, actions)}
  `;
}

/** @param {any} state @param {any} actions */
function header(state, actions) {
  const verdict = judge(state);
  const application = state.status ? `${state.status.application} · pid ${state.status.pid}` : "";
  return html`<header>
    <div class="bar">
      <strong class="brand">Latchkey</strong>
      <span class="application">${application}</span>
      ${connection(state)}
      <span class="controls">
        <span class="group" role="group" aria-label="Time range">
          ${RANGES.map(
            ([seconds, label]) =>
              html`<button aria-pressed=${String(state.range === seconds)} @click=${() => actions.range(seconds)}>${label}</button>`,
          )}
        </span>
        <button @click=${actions.pause} aria-pressed=${String(state.paused)}>${state.paused ? "Resume" : "Pause"}</button>
        <button @click=${actions.utc} title="Time zone of all times">${state.utc ? "UTC" : "Local time"}</button>
        <button @click=${actions.theme} title="Colour theme">${{ auto: "Auto", light: "Light", dark: "Dark" }[/** @type {"auto"} */ (state.theme)] ?? "Auto"}</button>
        <button class="danger" @click=${actions.off} title="Switches every phase off at once">All off</button>
      </span>
    </div>
    <p class="verdict ${verdict.kind}" role="status"><span class="mark" aria-hidden="true">${verdict.mark}</span> <b>${verdict.word}</b> ${verdict.text}</p>
  </header>`;
}

/** @param {any} state */
function connection(state) {
  if (state.paused) {
    return html`<span class="connection paused">❚❚ paused at ${clock(state.pausedAt ?? 0, state.utc)}</span>`;
  }
  if (isStale()) {
    const age = state.lastTick ? ` ${Math.round(ageMillis() / 1000)} s` : "";
    return html`<span class="connection stale-mark">◌ ${state.lastTick ? `STALE${age}` : "connecting"}</span>`;
  }
  return html`<span class="connection live">● live</span>`;
}

/**
 * One sentence: is authentication well, what is on, what does it bring.
 * @param {any} state
 */
function judge(state) {
  const { summary, status, phases } = state;
  if (!summary || !status) {
    return { kind: "none", mark: "…", word: "Connecting.", text: "" };
  }
  const on = phases.filter((/** @type {any} */ p) => p.enabled);
  const active = on.length ? `${on.map((/** @type {any} */ p) => `${p.id} ${p.rollout} %`).join(", ")} on.` : "No phase is on: watching only.";
  if (status.agentErrors > 0) {
    return { kind: "warn", mark: "!", word: "Agent faults.", text: `${count(status.agentErrors)} failures of the agent's own code; the application's own code answered. ${active}` };
  }
  if (summary.auth.count === 0) {
    const woven = status.targetsWoven;
    const next = woven ? `${woven} targets are woven; is traffic reaching them?` : "No target is woven yet: the libraries were not loaded, or the configuration names none.";
    return { kind: "none", mark: "–", word: "No traffic.", text: `No auth operation in the last minute. ${next} ${active}` };
  }
  const speed = `Auth p95 ${millis(summary.auth.p95Millis)}, mean ${millis(summary.auth.meanMillis)} at ${rate(summary.ratePerSecond)}/s.`;
  if (summary.successRatio !== null && summary.successRatio < 0.95) {
    return { kind: "bad", mark: "✕", word: "Failing.", text: `${percent(1 - summary.successRatio)} of auth operations end in an exception. ${speed} ${active}` };
  }
  return { kind: "ok", mark: "✓", word: "Healthy.", text: `${speed} Success ${percent(summary.successRatio, 2)}. ${active}` };
}

/** @param {any} state @param {any} actions */
const banner = (state, actions) => html`<div class="banner" role="alert">
  <span>✕ ${state.problem}</span><button @click=${actions.dismiss}>Dismiss</button>
</div>`;

/** @param {any} state */
function tiles(state) {
  const s = state.summary;
  return html`<section class="tiles" aria-label="Key figures of the last minute">
    ${tile("Auth p95", millis(s?.auth.p95Millis), `mean ${millis(s?.auth.meanMillis)}, p99 ${millis(s?.auth.p99Millis)}`, "auth.p95")}
    ${tile("Throughput", s ? `${rate(s.ratePerSecond)}/s` : "–", "auth operations", "auth.rate")}
    ${tile("Success", percent(s?.successRatio, 2), s?.auth.count ? `${count(s.auth.count)} operations` : "no operation yet", "auth.errors")}
    ${tile("Hits", percent(overall(s)), "of all calls that asked a cache", "cache.jwks.hit")}
    ${tile("Connections opened", s ? `${rate(s.connectionsOpened / s.windowSeconds)}/s` : "–", "by the application", "db.connections")}
    ${tile("Process CPU", percent(s?.system.processCpuRatio, 0), `heap ${bytes(s?.system.heapUsedBytes)}`, "jvm.cpu")}
  </section>`;
}

/** @param {string} name @param {string} value @param {string} more @param {string} id */
const tile = (name, value, more, id) => html`<div class="tile">
  <h3>${name}</h3>
  <p class="value">${value}</p>
  <p class="more">${more}</p>
  ${sparkline(recent(id, 120))}
</div>`;

/** @param {(number|null)[]} values */
function sparkline(values) {
  const known = /** @type {number[]} */ (values.filter((v) => v !== null));
  const most = Math.max(...known, 0.0001);
  let path = "";
  let pen = "M";
  values.forEach((value, i) => {
    if (value === null) {
      pen = "M";
      return;
    }
    path += `${pen}${((i / Math.max(1, values.length - 1)) * 100).toFixed(1)} ${(22 - (value / most) * 20).toFixed(1)}`;
    pen = "L";
  });
  return html`<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path || "M0 22"} />`}</svg>`;
}

/** @param {any} s */
function overall(s) {
  if (!s) {
    return null;
  }
  let served = 0;
  let asked = 0;
  for (const outcomes of Object.values(s.outcomes)) {
    const o = /** @type {any} */ (outcomes);
    served += (o.hit ?? 0) + (o.stale ?? 0);
    asked += (o.hit ?? 0) + (o.stale ?? 0) + (o.miss ?? 0) + (o.bypass ?? 0);
  }
  return asked ? served / asked : null;
}

/** @param {any} state @param {any} actions */
function latency(state, actions) {
  const last = `p50 ${millis(latest("auth.p50"))}, p95 ${millis(latest("auth.p95"))}, p99 ${millis(latest("auth.p99"))} in the last second.`;
  return figure(
    "latency",
    "Auth latency",
    last,
    state,
    html`<button aria-pressed=${String(state.log)} @click=${actions.log}>Log scale</button>
      <button aria-pressed=${String(state.tables)} @click=${actions.tables}>Tables</button>`,
  );
}

/** @param {any} state */
const hitText = (state) =>
  Object.keys(state.summary?.hitRatio ?? {}).length
    ? `Key sets ${percent(state.summary.hitRatio.jwks)}, signatures ${percent(state.summary.hitRatio.jwt)} in the last minute.`
    : "No call has asked a cache yet.";

/** @param {any} state */
const loadText = (state) => `${rate(latest("auth.rate"))} auth operations and ${rate(latest("db.connections"))} connections in the last second. Times in ${state.utc ? "UTC" : "local time"}.`;

/** @param {"latency"|"hits"|"load"} name @param {string} title @param {string} text @param {any} state @param {any} [buttons] */
function figure(name, title, text, state, buttons = nothing) {
  return html`<figure class="card">
    <figcaption>
      <h2>${title}</h2>
      <span class="controls">${buttons}</span>
      <p>${text}</p>
    </figcaption>
    <div id="chart-${name}" class="chart" role="img" aria-label="${title}: ${text}"></div>
    ${state.tables ? table(name, state) : nothing}
  </figure>`;
}

/** The last ten points in words, newest first. @param {"latency"|"hits"|"load"} name @param {any} state */
function table(name, state) {
  const { lines, format } = chartLines(name);
  const [times, ...columns] = chartData(name);
  const rows = times.map((/** @type {any} */ _, /** @type {number} */ i) => i).slice(-10).reverse();
  return html`<div class="scroll"><table>
    <thead><tr><th scope="col">time</th>${lines.map((line) => html`<th scope="col">${line.label}</th>`)}</tr></thead>
    <tbody>
      ${rows.map((i) => html`<tr><th scope="row">${clock(/** @type {number} */ (times[i]), state.utc)}</th>${columns.map((c) => html`<td>${format(c[i])}</td>`)}</tr>`)}
    </tbody>
  </table></div>`;
}

/** @param {any} state */
function breakdown(state) {
  const means = state.summary?.meanMillisByLayer ?? {};
  const known = LAYERS.filter((layer) => means[layer] > 0);
  const total = known.reduce((sum, layer) => sum + means[layer], 0);
  return html`<section class="card" aria-labelledby="where-title">
    <h2 id="where-title">Where the time goes</h2>
    <p>${known.length ? `Mean of one auth operation in the last minute: ${millis(total)}.` : "Nothing measured in the last minute. Name a target of layer auth, or send traffic."}</p>
    <table class="breakdown">
      <thead><tr><th scope="col">layer</th><th scope="col">share</th><th scope="col">mean</th></tr></thead>
      <tbody>
        ${known.map(
          (layer) => html`<tr>
            <th scope="row">${layer === "auth" ? "auth itself" : layer}</th>
            <td><svg class="bar-mark" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class=${layer} width=${total ? Math.max(0.5, (means[layer] / total) * 100) : 0} height="10" />`}</svg></td>
            <td class="number">${millis(means[layer])}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** @param {any} phase @param {any} state @param {any} actions */
function phaseCard(phase, state, actions) {
  const [title, what] = PHASES[/** @type {"jwks"} */ (phase.id)];
  const hit = state.summary?.hitRatio?.[phase.id];
  return html`<article class="card phase ${phase.enabled ? "on" : ""} ${phase.available ? "" : "absent"}">
    <h3>${phase.number} · ${title} <code>${phase.id}</code></h3>
    <p>${what}</p>
    ${phase.available
      ? html`<div class="switch">
            <button role="switch" aria-checked=${String(phase.enabled)} aria-label="Phase ${phase.id}" @click=${() => actions.phase(phase, { enabled: !phase.enabled })}>
              <span class="knob" aria-hidden="true"></span>${phase.enabled ? "On" : "Off"}
            </button>
            <span class="group" role="group" aria-label="Share of subjects of phase ${phase.id}">
              ${SHARES.map(
                (share) =>
                  html`<button aria-pressed=${String(phase.rollout === share)} @click=${() => actions.phase(phase, { rollout: share })}>${share} %</button>`,
              )}
            </span>
          </div>
          <p class="more">${phase.enabled ? `hit ratio ${percent(hit)}` : "the application's own code answers"} · changed ${clock(phase.changedAt, state.utc)} by ${phase.changedBy}</p>`
      : html`<p class="more">Not in this version.</p>`}
  </article>`;
}

/** @param {any} state @param {any} actions */
function layers(state, actions) {
  return html`<section class="card" aria-labelledby="layers-title">
    <h2 id="layers-title">Caches</h2>
    <div class="scroll"><table>
      <thead><tr><th scope="col">layer</th><th scope="col">hits</th><th scope="col">entries</th><th scope="col">size</th><th scope="col">evicted</th><th scope="col">expired</th><th scope="col"><span class="unseen">actions</span></th></tr></thead>
      <tbody>
        ${state.caches.map(
          (/** @type {any} */ cache) => html`<tr>
            <th scope="row">${cache.layer}</th>
            <td>${percent(state.summary?.hitRatio?.[cache.layer])}</td>
            <td>${count(cache.entries)} / ${count(cache.maxEntries)}</td>
            <td>${bytes(cache.weightBytes)}</td>
            <td>${count(cache.evicted)}</td>
            <td>${count(cache.expired)}</td>
            <td><button @click=${() => actions.invalidate(cache.layer)} aria-label="Drop the cache of layer ${cache.layer}">Drop</button></td>
          </tr>`,
        )}
      </tbody>
    </table></div>
  </section>`;
}

/** @param {any} state */
function events(state) {
  const last = [...state.events].reverse().slice(0, 12);
  return html`<section class="card" aria-labelledby="events-title">
    <h2 id="events-title">Last events</h2>
    ${last.length
      ? html`<ol class="events">
          ${last.map((/** @type {any} */ e) => html`<li class=${e.severity}><time datetime=${e.at}>${clock(e.at, state.utc)}</time> <span>${e.text}</span> <em>${e.actor}</em></li>`)}
        </ol>`
      : html`<p>Nothing has happened yet.</p>`}
  </section>`;
}

/** @param {any} state */
function targets(state) {
  return html`<section class="card" aria-labelledby="targets-title">
    <h2 id="targets-title">Targets</h2>
    ${state.targets.length ? nothing : html`<p>Nothing is to be woven. Set <code>presets: auto</code> or name targets in the configuration.</p>`}
    <div class="scroll"><table>
      <thead><tr><th scope="col">target</th><th scope="col">layer</th><th scope="col">state</th><th scope="col">method</th><th scope="col">calls</th><th scope="col">errors</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">hit / miss / bypass</th></tr></thead>
      <tbody>
        ${state.targets.map(
          (/** @type {any} */ t) => html`<tr>
            <th scope="row">${t.name}</th>
            <td>${t.layer}</td>
            <td><span class="state ${t.state}">${t.state}</span>${t.reason ? html` <span class="more">${t.reason}</span>` : nothing}</td>
            <td><code>${t.class.split(".").pop()}#${t.method.split("(")[0]}</code></td>
            <td class="number">${count(t.calls)}</td>
            <td class="number">${count(t.errors)}</td>
            <td class="number">${millis(t.latency.p50Millis)}</td>
            <td class="number">${millis(t.latency.p95Millis)}</td>
            <td class="number">${Object.keys(t.outcomes).length ? `${count((t.outcomes.hit ?? 0) + (t.outcomes.stale ?? 0))} / ${count(t.outcomes.miss ?? 0)} / ${count(t.outcomes.bypass ?? 0)}` : "n/a"}</td>
          </tr>`,
        )}
      </tbody>
    </table></div>
  </section>`;
}

/** @param {any} state @param {any} actions */
function dialog(state, actions) {
  const open = state.dialog;
  if (!open) {
    return nothing;
  }
  const content =
    open.kind === "sign-in"
      ? html`<h2 id="dialog-title">A change needs the admin token</h2>
          <p>Paste the content of the token file; the line that the agent printed at its start names it.</p>
          <label>Token <input id="token" type="password" autocomplete="current-password" autofocus /></label>
          ${open.problem ? html`<p class="bad" role="alert">✕ ${open.problem}</p>` : nothing}
          <p class="buttons">
            <button type="button" @click=${actions.close}>Cancel</button>
            <button class="primary">Sign in</button>
          </p>`
      : html`<h2 id="dialog-title">Phase ${open.phase.id} for ${open.after} % of subjects?</h2>
          <p>About ${rate(((state.summary?.ratePerSecond ?? 0) * open.after) / 100)} auth operations a second will use its cache from the next call on. Lowering it again takes one click.</p>
          <p class="buttons">
            <button type="button" @click=${actions.close}>Cancel</button>
            <button class="primary" autofocus>Switch on</button>
          </p>`;
  return html`<div class="veil" @keydown=${(/** @type {KeyboardEvent} */ e) => e.key === "Escape" && actions.close()}>
    <form
      class="card dialog"
      role="dialog"
      aria-modal="true"
      aria-labelledby="dialog-title"
      @submit=${(/** @type {SubmitEvent} */ e) => {
        e.preventDefault();
        const token = /** @type {HTMLInputElement|null} */ (document.getElementById("token"));
        if (open.kind === "sign-in") {
          actions.signIn(token?.value ?? "");
        } else {
          actions.confirm();
        }
      }}
    >
      ${content}
    </form>
  </div>`;
}
