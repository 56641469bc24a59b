// @ts-check
/** The one switch that has to work when nothing else of the pages does: no library, no feed. */

const form = /** @type {HTMLFormElement} */ (document.getElementById('form'));
const token = /** @type {HTMLInputElement} */ (document.getElementById('token'));
const answer = /** @type {HTMLElement} */ (document.getElementById('answer'));

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  answer.textContent = 'Asking the agent …';
  const headers = { Authorization: `Bearer ${token.value.trim()}`, 'Content-Type': 'application/json' };
  token.value = '';
  try {
    const response = await fetch('../api/v1/off', { method: 'POST', headers, body: '{}' });
    const body = await response.json();
    answer.textContent = response.ok ? '✓ Every phase is off.' : `✕ Nothing was changed: ${body.detail}.`;
  } catch {
    answer.textContent = '✕ The agent cannot be reached.';
  }
});
