// @ts-check
/** Keeps the store up to date: the WebSocket, and polling where a proxy does not let it through. */
import { read } from './api.js';
import { loadShown, somethingHappened } from './pages.js';
import { root, store } from './store.js';

const FIRST_WAIT_MILLIS = 250;
const LONGEST_WAIT_MILLIS = 15_000;
const POLL_MILLIS = 2000;
const FAILURES_UNTIL_POLLING = 3;

const SETTERS = {
  '/api/v1/status': (/** @type {any} */ body) => setStatus(body),
  '/api/v1/phases': (/** @type {any} */ body) => (store.phases = body.phases),
  '/api/v1/summary': (/** @type {any} */ body) => (store.summary = body),
  '/api/v1/caches': (/** @type {any} */ body) => (store.caches = body.caches),
  '/api/v1/alerts': (/** @type {any} */ body) => (store.alerts = body),
  '/api/v1/benchmarks': (/** @type {any} */ body) => (store.benchmarks = body),
  '/api/v1/gates': (/** @type {any} */ body) => (store.gates = body.gates),
  '/api/v1/database/pools': (/** @type {any} */ body) => (store.pools = body.pools),
  '/api/v1/database/statements': (/** @type {any} */ body) => (store.statements = body),
  '/api/v1/database/advice': (/** @type {any} */ body) => (store.advice = body.advice),
  '/api/v1/fleet': (/** @type {any} */ body) => (store.fleet = body),
  '/api/v1/coherence': (/** @type {any} */ body) => (store.coherence = body),
  '/api/v1/discovery': (/** @type {any} */ body) => (store.discovery = body),
  '/api/v1/targets': (/** @type {any} */ body) => (store.targets = body.targets),
};

/** @type {WebSocket | null} */ let socket = null;
let failures = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;
/** Whether seconds are missing that the feed will not send again. */ let gap = false;

/** Screen readers hear of another verdict, not of every new figure. @param {any} status */
function setStatus(status) {
  if (store.status?.verdict.level !== status.verdict.level) {
    store.announcement = status.verdict.text;
  }
  store.status = status;
}

/** What stood in the page already. @type {Set<string>} */ let given = new Set();

/** Takes what the page brought along, so that the first picture needs no question. */
export function takeFirst() {
  const first = JSON.parse(document.getElementById('first')?.textContent || '{}');
  for (const [path, body] of Object.entries(first)) {
    SETTERS[/** @type {keyof typeof SETTERS} */ (path)]?.(body);
  }
  given = new Set(Object.keys(first));
}

export async function start() {
  await refresh();
  given.clear();
  connect();
  addEventListener('online', reconnectNow);
  document.addEventListener('visibilitychange', () => {
    subscribe();
    if (!document.hidden) {
      reconnectNow();
      store.changed();
    }
  });
}

/** Reads everything once: at start, and after a gap that the feed does not bridge. */
async function refresh() {
  try {
    // Asked first and shown as it comes: somebody waits for the verdict, not for the hour behind it.
    const resources = Object.entries(SETTERS)
      .filter(([path]) => !given.has(path))
      .map(async ([path, set]) => {
        set(await read(path.slice(1)));
        store.changed();
      });
    const [series, events, session] = await Promise.all([
      read('api/v1/timeseries?range=1h&points=3600'),
      read('api/v1/events'),
      read('api/v1/session'),
      ...resources,
    ]);
    store.history.load(series);
    gap = false;
    if (series.times.length && store.heardAt === 0) {
      // A process may end before the feed brought anything; what is shown then grows old too.
      store.heardAt = performance.now();
    }
    events.events.forEach((/** @type {any} */ event) => store.addEvent(event));
    store.session = session;
    store.solved('refresh');
  } catch (failure) {
    if (/** @type {any} */ (failure).status !== 0) {
      store.problem('refresh', `The agent could not tell its state: ${/** @type {Error} */ (failure).message}`);
    }
  }
  loadShown();
  store.changed();
}

function connect() {
  clearTimeout(timer);
  const url = new URL('api/v1/live', root);
  url.protocol = url.protocol.replace('http', 'ws');
  const { epoch, seq } = store.history;
  if (epoch && !gap) {
    url.searchParams.set('epoch', epoch);
    url.searchParams.set('after', String(seq));
  }
  url.searchParams.set('event', String(store.events.at(-1)?.id ?? 0));
  const opened = new WebSocket(url, 'latchkey.v1');
  socket = opened;
  opened.onmessage = (message) => receive(JSON.parse(message.data));
  opened.onclose = () => {
    if (socket === opened) {
      socket = null;
      lost();
    }
  };
}

function lost() {
  fed = false;
  failures++;
  if (store.connection === 'live' || store.connection === 'connecting') {
    store.connection = 'lost';
  }
  if (failures >= FAILURES_UNTIL_POLLING) {
    poll();
  }
  const limit = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** Math.min(failures, 10));
  timer = setTimeout(connect, Math.random() * limit);
  store.changed();
}

function reconnectNow() {
  if (!socket) {
    failures = 0;
    connect();
  }
}

let polling = false;
/** Whether the WebSocket feeds the store; an answer that was asked for before may come after that. */ let fed = false;

/** A proxy may pass plain requests and no WebSocket. */
async function poll() {
  if (polling) {
    return;
  }
  polling = true;
  while (!fed) {
    try {
      const [series, status, summary] = await Promise.all([
        read(`api/v1/timeseries?range=1h&points=3600&after=${store.history.seq}`),
        read('api/v1/status'),
        read('api/v1/summary'),
      ]);
      if (fed) {
        break;
      }
      store.connection = 'polling';
      if (series.times.length) {
        store.heardAt = performance.now();
      }
      store.history.load(series);
      setStatus(status);
      store.summary = summary;
    } catch {
      store.connection = fed ? 'live' : 'lost';
    }
    store.changed();
    await new Promise((done) => setTimeout(done, POLL_MILLIS));
  }
  polling = false;
}

function subscribe() {
  if (socket?.readyState === WebSocket.OPEN) {
    const topics = document.hidden ? ['events'] : ['core', 'events'];
    socket.send(JSON.stringify({ type: 'subscribe', topics }));
  }
}

/** @param {any} message */
function receive(message) {
  switch (message.type) {
    case 'hello': {
      failures = 0;
      fed = true;
      const missed = !message.resumed && store.history.last() !== null;
      store.connection = 'live';
      if (store.history.epoch && store.history.epoch !== message.epoch) {
        // Another start of the agent: its events are numbered anew, the old points stay.
        store.events = [];
      }
      store.history.connected(message.epoch, message.series.map((/** @type {any} */ info) => info.id));
      if (document.hidden) {
        subscribe();
      }
      if (missed || store.status === null) {
        gap = true;
        refresh();
      }
      break;
    }
    case 'ticks':
      store.heardAt = performance.now();
      store.history.ticks(message.items);
      break;
    case 'event':
      store.addEvent(message);
      somethingHappened();
      break;
    case 'state':
      SETTERS[/** @type {keyof typeof SETTERS} */ (message.resource)]?.(message.body);
      break;
    case 'resync':
      gap = true;
      refresh();
      break;
  }
  store.changed();
}
