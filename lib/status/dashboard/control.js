/* global fetch, sessionStorage */
const key = 'worker-host-token';

/** The token, if one was entered in this tab, and what may be done with it. */
export class Control {
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  get unlocked() {
    return sessionStorage.getItem(key) !== null;
  }

  lock() {
    sessionStorage.removeItem(key);
    this.#onChange();
  }

  /** @throws Error with a sentence that says why not */
  async unlock(token) {
    await send('check', {}, token);
    sessionStorage.setItem(key, token);
    this.#onChange();
  }

  /** @throws Error with a sentence that says why not */
  async ask(action, body = {}) {
    try {
      await send(action, body, sessionStorage.getItem(key) ?? '');
    } catch (error) {
      // The host was started again with another token.
      if (error.status === 401 || error.status === 403) this.lock();
      throw error;
    }
  }
}

async function send(action, body, token) {
  const response = await fetch(`control/${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The host does not answer.');
  });
  if (response.ok) return;
  const { error } = await response.json().catch(() => ({}));
  const message = response.status === 401 ? 'This is not the token of the host.' : error;
  throw Object.assign(new Error(message ?? `HTTP ${response.status}`), { status: response.status });
}
