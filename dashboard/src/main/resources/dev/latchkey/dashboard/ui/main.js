// @ts-check
/** Starts the page: loads what there is, follows the live feed, and draws once per second at most. */
import { render } from "./lib/lit-html/lit-html.js";
import { change, get, live, Refused } from "./api.js";
import { Chart } from "./charts.js";
import { millis, percent, rate } from "./format.js";
import { Series } from "./series.js";
import { page } from "./views.js";

const STALE_MILLIS = 3000;
const EVENTS = 200;
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const series = new Series();

export const state = {
  /** @type {any} */ status: null,
  /** @type {any} */ summary: null,
  /** @type {any[]} */ phases: [],
  /** @type {any[]} */ caches: [],
  /** @type {any[]} */ targets: [],
  /** @type {any[]} */ events: [],
  connection: "connecting",
  lastTick: 0,
  paused: false,
  /** @type {number|undefined} */ pausedAt: undefined,
  range: Number(new URLSearchParams(location.search).get("range")) || 900,
  utc: remembered("utc", "true") === "true",
  theme: remembered("theme", "auto"),
  log: remembered("log", "false") === "true",
  tables: remembered("tables", "false") === "true",
  /** @type {any} */ dialog: null,
  /** @type {string} */ problem: "",
};

/** @type {Map<string, Chart>} */
const charts = new Map();

const CHARTS = {
  latency: {
    lines: [
      { id: "auth.p50", label: "p50", color: "--p50" },
      { id: "auth.p95", label: "p95", color: "--p95", dash: [8, 4] },
      { id: "auth.p99", label: "p99", color: "--p99", dash: [2, 3] },
    ],
    format: millis,
    log: true,
  },
  hits: {
    lines: [
      { id: "cache.jwks.hit", label: "key sets", color: "--p50" },
      { id: "cache.jwt.hit", label: "signatures", color: "--p95", dash: [8, 4] },
    ],
    format: (/** @type {number|null} */ v) => percent(v, 0),
    max: 1,
  },
  load: {
    lines: [
      { id: "auth.rate", label: "auth operations/s", color: "--p50" },
      { id: "db.connections", label: "connections opened/s", color: "--p95", dash: [8, 4] },
    ],
    format: rate,
  },
};

/** What the views can do. */
export const actions = {
  /** @param {number} seconds */
  range(seconds) {
    state.range = seconds;
    const address = new URL(location.href);
    address.searchParams.set("range", String(seconds));
    history.replaceState(null, "", address);
    draw();
  },
  pause() {
    state.paused = !state.paused;
    state.pausedAt = state.paused ? series.times[series.times.length - 1] : undefined;
    draw();
  },
  utc: () => toggle("utc", () => rebuild()),
  log: () => toggle("log", () => draw()),
  tables: () => toggle("tables", () => draw()),
  theme() {
    state.theme = { auto: "light", light: "dark", dark: "auto" }[state.theme] ?? "auto";
    remember("theme", state.theme);
    applyTheme();
  },
  /** @param {any} phase @param {{enabled?: boolean, rollout?: number}} wanted */
  phase(phase, wanted) {
    const before = phase.enabled ? phase.rollout : 0;
    const after = (wanted.enabled ?? phase.enabled) ? (wanted.rollout ?? phase.rollout) : 0;
    const apply = () => changed(() => change("PATCH", `phases/${phase.id}`, { ...wanted, reason: "dashboard" }));
    if (after <= before) {
      apply();
    } else {
      state.dialog = { kind: "confirm", phase, after, apply };
      draw();
    }
  },
  off: () => changed(() => change("POST", "off")),
  /** @param {string} layer */
  invalidate: (layer) => changed(() => change("DELETE", `caches/${layer}`)),
  close() {
    state.dialog = null;
    draw();
  },
  confirm() {
    const apply = state.dialog.apply;
    state.dialog = null;
    apply();
  },
  /** @param {string} token */
  async signIn(token) {
    try {
      await change("POST", "session", { token });
      const again = state.dialog.again;
      state.dialog = null;
      await again?.();
    } catch (failure) {
      state.dialog = { ...state.dialog, problem: words(failure) };
    }
    draw();
  },
  dismiss() {
    state.problem = "";
    draw();
  },
};

/** Runs a change; asks for the token when there is no session, then runs it again. @param {() => Promise<any>} run */
async function changed(run) {
  try {
    await run();
    state.problem = "";
    await refresh();
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 401) {
      state.dialog = { kind: "sign-in", problem: "", again: () => changed(run) };
    } else {
      state.problem = words(failure);
    }
  }
  draw();
}

/** @param {unknown} failure */
const words = (failure) => (failure instanceof Error ? failure.message : String(failure));

/** @param {string} name @param {string} absent */
function remembered(name, absent) {
  try {
    return localStorage.getItem(`latchkey.${name}`) ?? absent;
  } catch {
    return absent;
  }
}

/** @param {string} name @param {string} value */
function remember(name, value) {
  try {
    localStorage.setItem(`latchkey.${name}`, value);
  } catch {
    // A browser without storage forgets the setting; nothing else depends on it.
  }
}

/** @param {"utc"|"log"|"tables"} name @param {() => void} then */
function toggle(name, then) {
  state[name] = !state[name];
  remember(name, String(state[name]));
  then();
}

function applyTheme() {
  document.documentElement.dataset.theme = state.theme;
  rebuild();
}

function rebuild() {
  draw();
  charts.forEach((chart) => chart.build());
}

/** Figures that the feed does not carry, in one round. */
async function refresh() {
  const [status, summary, phases, caches, targets, events] = await Promise.all([
    get("status"),
    get(`summary?window=${Math.min(60, state.range)}s`),
    get("phases"),
    get("caches"),
    get("targets"),
    get("events"),
  ]);
  Object.assign(state, { status, summary, phases: phases.phases, caches: caches.caches, targets: targets.targets });
  state.events = events.events.slice(-EVENTS);
}

async function loadHistory() {
  series.load(await get("timeseries?range=1h"));
}

let attempt = 0;

async function connect() {
  try {
    await Promise.all([refresh(), series.seq < 0 ? loadHistory() : null]);
  } catch (failure) {
    lost();
    return;
  }
  const socket = live(series.epoch, series.seq);
  socket.onmessage = (message) => receive(JSON.parse(message.data));
  socket.onclose = lost;
  socket.onopen = () => {
    attempt = 0;
  };
}

/** Full jitter, from a quarter of a second to fifteen. */
function lost() {
  state.connection = "lost";
  draw();
  const most = Math.min(15000, 250 * 2 ** attempt++);
  setTimeout(connect, most * Math.random());
}

/** @param {any} message */
function receive(message) {
  if (message.type === "hello") {
    state.connection = "live";
    if (message.epoch !== series.epoch || !message.resumed) {
      loadHistory().then(draw, () => undefined);
    }
  } else if (message.type === "ticks") {
    series.append(message.items);
    state.lastTick = Date.now();
    if (!document.hidden) {
      refresh().then(draw, () => undefined);
    }
  } else if (message.type === "event") {
    if (!state.events.some((known) => known.id === message.event.id)) {
      state.events = [...state.events, message.event].slice(-EVENTS);
    }
  } else if (message.type === "state") {
    state.phases = state.phases.map((phase) => (phase.id === message.body.id ? message.body : phase));
    draw();
  } else if (message.type === "resync") {
    Promise.all([loadHistory(), refresh()]).then(draw, () => undefined);
  }
}

export const ageMillis = () => (state.lastTick ? Date.now() - state.lastTick : 0);
export const isStale = () => state.connection !== "live" || ageMillis() > STALE_MILLIS;

/** Data of one chart in the chosen range. @param {keyof typeof CHARTS} name */
export function chartData(name) {
  return series.window(CHARTS[name].lines.map((line) => line.id), state.range, state.pausedAt);
}

/** @param {keyof typeof CHARTS} name */
export const chartLines = (name) => CHARTS[name];

/** @param {string} id */
export const latest = (id) => series.latest(id);

/** @param {string} id @param {number} seconds */
export const recent = (id, seconds) => series.window([id], seconds)[1];

let drawing = false;

function draw() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      render(page(state, actions), root);
      drawCharts();
    });
  }
}

function drawCharts() {
  const markers = state.events.map((event) => ({ at: Date.parse(event.at) / 1000, severity: event.severity, text: event.text }));
  for (const name of /** @type {(keyof typeof CHARTS)[]} */ (Object.keys(CHARTS))) {
    const host = document.getElementById(`chart-${name}`);
    if (!host) {
      continue;
    }
    if (!charts.has(name)) {
      charts.set(name, new Chart(host, CHARTS[name]));
    }
    charts.get(name)?.show(chartData(name), markers, state);
  }
}

root.replaceChildren();
document.documentElement.dataset.theme = state.theme;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", rebuild);
document.addEventListener("visibilitychange", () => !document.hidden && refresh().then(draw, () => undefined));
setInterval(() => isStale() && draw(), 1000);
connect();
