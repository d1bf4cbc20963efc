// The server under test: the URL of an endpoint that echoes every message.

export class Target {
  #url;

  /** @param {string} url such as ws://127.0.0.1:9001/echo; @param {number} patience ms that the server may take for one row */
  constructor(url, patience = 10_000) {
    this.#url = new URL(url);
    this.patience = patience;
    if (this.#url.protocol !== 'ws:') throw new Error(`${url} does not begin with ws://`);
  }

  get address() {
    return { host: this.#url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(this.#url.port || 80) };
  }
  get host() {
    return this.#url.host;
  }
  get path() {
    return this.#url.pathname + this.#url.search;
  }
  /** The origin of pages that may connect: the server's own. */
  get origin() {
    return `http://${this.#url.host}`;
  }
}
