import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Between two programs, in user space: what it carries can be late, stand still, or end on one side only. */
export class Proxy {
  #listener;
  #target;
  #pairs = new Set();
  #delayMs = 0;
  #stalled = false;
  #refusing = false;
  #announces;
  /** Octets a second, each way and connection. */
  #pace = Infinity;
  /** So many more come from the far sides before all stands still. */
  #quota = Infinity;
  /** How many connections were made, those that were refused included. */
  knocks = 0;
  address;
  port;

  /**
   * @param {{address: string, port: number}} target; @param {string} address to listen on
   * @param {{announces?: boolean}} how whether the target is told first who comes (version 1 of the PROXY protocol)
   */
  static async to(target, address = '127.0.0.1', { announces = false } = {}) {
    const proxy = new Proxy();
    proxy.#announces = announces;
    proxy.#target = target;
    proxy.address = address;
    proxy.#listener = createServer((near) => proxy.#join(near));
    proxy.#listener.listen(0, address);
    await once(proxy.#listener, 'listening');
    proxy.port = proxy.#listener.address().port;
    return proxy;
  }

  #join(near) {
    ++this.knocks;
    if (this.#refusing) return near.resetAndDestroy();
    const far = connect(this.#target.port, this.#target.address);
    if (this.#announces) far.write(`PROXY TCP4 ${near.remoteAddress} ${this.address} ${near.remotePort} ${this.port}\r\n`);
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const [one, other] of [[near, far], [far, near]]) {
      one.setNoDelay(true);
      one.on('error', () => {}); // 'close' follows
      one.on('data', (bytes) => {
        if (one === far) this.#spend(bytes.length);
        if (this.#pace < Infinity) this.#trickle(one, other, bytes);
        else this.#carry(one, other, bytes);
      });
      one.on('end', () => this.#later(() => other.end()));
      one.on('close', () => {
        this.#pairs.delete(pair);
        if (!this.#stalled) other.destroySoon();
      });
      if (this.#stalled) one.pause();
    }
  }

  #later(call) {
    if (this.#delayMs === 0) call();
    else setTimeout(call, this.#delayMs);
  }

  #carry(one, other, bytes) {
    this.#later(() => {
      if (other.destroyed || other.writableEnded) return;
      if (!other.write(bytes)) {
        one.pause();
        other.once('drain', () => this.#stalled || one.resume());
      }
    });
  }

  /** A tenth of a second's octets at a time; what comes after them waits. */
  #trickle(one, other, bytes) {
    one.pause();
    const now = Math.min(bytes.length, Math.ceil(this.#pace / 10));
    this.#carry(one, other, bytes.subarray(0, now));
    const rest = bytes.subarray(now);
    setTimeout(() => {
      if (rest.length > 0) this.#trickle(one, other, rest);
      else if (!this.#stalled) one.resume();
    }, 100);
  }

  #spend(octets) {
    this.#quota -= octets;
    if (this.#quota <= 0) this.stall();
  }

  #each(call) {
    for (const { near, far } of this.#pairs) [near, far].forEach(call);
  }

  /** Everything arrives so much later. */
  delay(ms) {
    this.#delayMs = ms;
  }

  /** So many octets a second arrive on each connection, each way. */
  pace(octets) {
    this.#pace = octets;
  }

  /** Stands still once so many more octets have come from the far sides. */
  stallAfter(octets) {
    this.#quota = octets;
  }

  get stands() {
    return this.#stalled;
  }

  /** Nothing arrives any more, and nobody is told: as if the network had gone. */
  stall() {
    this.#stalled = true;
    this.#each((socket) => socket.pause());
  }

  /** Ends all far sides, while the near ones stay open and hear nothing: half-open connections. */
  halve() {
    for (const { near, far } of this.#pairs) {
      far.removeAllListeners('close');
      far.removeAllListeners('end');
      near.pause();
      far.destroy();
    }
  }

  /** Resets all connections. */
  cut() {
    this.#each((socket) => (socket.destroyed || socket.writableEnded ? socket.destroy() : socket.resetAndDestroy()));
  }

  /** Resets all, and whoever connects. */
  refuse() {
    this.#refusing = true;
    this.cut();
  }

  /** Carries everything again, at once; what was halved is gone. */
  heal() {
    this.#refusing = this.#stalled = false;
    this.#delayMs = 0;
    this.#pace = this.#quota = Infinity;
    for (const { near, far } of [...this.#pairs]) {
      if (far.destroyed) near.destroy();
      else [near, far].forEach((socket) => socket.resume());
    }
  }

  close() {
    this.#refusing = true;
    this.#each((socket) => socket.destroy());
    this.#listener.close();
  }
}
