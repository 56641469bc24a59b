// @ts-check
/** Calls of the agent's HTTP API. */
import { root, store } from './store.js';

/** An answer other than success, as problem+json tells it. */
export class ApiProblem extends Error {
  /** @param {any} problem */
  constructor(problem) {
    super(problem.errors?.map((/** @type {any} */ error) => error.detail).join('; ') || problem.detail);
    this.problem = problem;
    /** @type {number} */ this.status = problem.status;
  }
}

/** What was answered, and the tag that it may be changed by. @param {string} path @param {RequestInit} [init] @returns {Promise<{body: any, etag: string | null}>} */
async function ask(path, init) {
  let response;
  try {
    response = await fetch(new URL(path, root), { credentials: 'same-origin', ...init });
  } catch {
    throw new ApiProblem({ status: 0, detail: 'the agent cannot be reached' });
  }
  if (response.status === 204) {
    return { body: null, etag: null };
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    throw new ApiProblem(body ?? { status: response.status, detail: `the agent answered ${response.status}` });
  }
  return { body, etag: response.headers.get('ETag') };
}

/** @param {string} path @param {RequestInit} [init] */
async function call(path, init) {
  return (await ask(path, init)).body;
}

/** @param {string} path */
export function read(path) {
  return call(path);
}

/**
 * Changes something; asks for the token first when there is no session.
 * @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export async function change(method, path, body, headers = {}) {
  return (await changeTagged(method, path, body, headers)).body;
}

/**
 * As {@link change}, with the tag of what is there then.
 * @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<{body: any, etag: string | null}>}
 */
export async function changeTagged(method, path, body, headers = {}) {
  if (store.session && !store.session.authenticated) {
    await login();
  }
  try {
    return await ask(path, {
      method,
      headers: { 'Content-Type': 'application/json', 'X-Latchkey-CSRF': '1', ...headers },
      body: JSON.stringify(body ?? {}),
    });
  } catch (failure) {
    if (!(failure instanceof ApiProblem) || failure.status !== 401) {
      throw failure;
    }
    store.session = { ...store.session, authenticated: false };
    return changeTagged(method, path, body, headers);
  }
}

/** Asks for the token; fails when the user turns away. @returns {Promise<void>} */
export function login() {
  return new Promise((done, cancelled) => {
    store.dialog = {
      kind: 'login',
      message: '',
      busy: false,
      submit: async (/** @type {string} */ token) => {
        store.dialog = { ...store.dialog, busy: true, message: '' };
        store.changed();
        try {
          store.session = await call('api/v1/session', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ token }),
          });
          store.dialog = null;
          store.changed();
          done();
        } catch (failure) {
          store.dialog = { ...store.dialog, busy: false, message: /** @type {Error} */ (failure).message };
          store.changed();
        }
      },
      cancel: () => {
        store.dialog = null;
        store.changed();
        cancelled(new ApiProblem({ status: 401, detail: 'nothing was changed: you are not logged in' }));
      },
    };
    store.changed();
  });
}

export async function logout() {
  await call('api/v1/session', { method: 'DELETE', headers: { 'Content-Type': 'application/json' }, body: '{}' });
  store.session = await read('api/v1/session');
  store.changed();
}
