// SPDX-License-Identifier: Apache-2.0
// Questions to the JSON API. The browser's cache asks by ETag: what did not change is not sent again.

const TIMEOUT = 15000;

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Api {
  // The monitor's clock against the browser's, in milliseconds.
  clockOffset = 0;

  constructor(base) {
    // From the origin: an address with user and password in it is refused by fetch.
    this.base = location.origin + base;
  }

  now() {
    return Date.now() + this.clockOffset;
  }

  /** The content of an answer, and its ETag. */
  async get(path) {
    const response = await fetch(this.base + path, {
      cache: 'no-cache',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(date) && Math.abs(date - Date.now() - this.clockOffset) > 2000) {
      this.clockOffset = date - Date.now();
    }
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw new ApiError(response.status, problem.detail ?? `HTTP ${response.status}`);
    }
    return { etag: response.headers.get('ETag'), content: await response.json() };
  }
}
