// @ts-check
/** Talks to the admin server. Addresses are relative, so that the page works behind a path prefix. */

const base = new URL("api/v1/", document.baseURI);

/** What the server refused, with its own words. */
export class Refused extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    const errors = (problem?.errors ?? []).map((/** @type {any} */ e) => `${e.pointer} ${e.detail}`).join("; ");
    super(errors || problem?.detail || `HTTP ${status}`);
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function call(path, options = {}) {
  const response = await fetch(new URL(path, base), { credentials: "same-origin", ...options });
  const text = await response.text();
  const body = text ? JSON.parse(text) : null;
  if (!response.ok) {
    throw new Refused(response.status, body);
  }
  return body;
}

/** @param {string} path */
export const get = (path) => call(path);

/**
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 */
export const change = (method, path, body) =>
  call(path, {
    method,
    headers: { "Content-Type": "application/json", "X-Latchkey-CSRF": "1" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

/**
 * @param {string} epoch
 * @param {number} seq
 */
export function live(epoch, seq) {
  const address = new URL(`live?epoch=${encodeURIComponent(epoch)}&after=${seq}`, base);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(address, "latchkey.v1");
}
