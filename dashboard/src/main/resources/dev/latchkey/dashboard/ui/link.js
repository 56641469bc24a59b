// @ts-check
/** Logs in with the code that `latchkey open` puts behind # in the address, where no log and no Referer has it. */
import { root } from './store.js';

export async function loginByLink() {
  const code = /^#t=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (!code) {
    return;
  }
  history.replaceState(null, '', location.pathname + location.search);
  await fetch(new URL('api/v1/session', root), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  }).catch(() => null);
}
