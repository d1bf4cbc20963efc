import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A TCP proxy whose connections can be slow or late, stand still, or end on one side only. */
export class Proxy {
  #listener;
  #target;
  #pairs = new Set();
  #delayMs = 0;
  #stalled = false;
  #refusing = false;
  #announces;
  /** Octets a second on each connection, in each direction. */
  #pace = Infinity;
  /** Octets that may still come from the far sides before the proxy stalls. */
  #quota = Infinity;
  /** How many connections were made, including refused ones. */
  knocks = 0;
  address;
  port;

  /**
   * @param {{address: string, port: number}} target; @param {string} address to listen on
   * @param {{announces?: boolean}} options whether the target first gets the client's address (version 1 of the PROXY protocol)
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
    for (const [from, to] of [[near, far], [far, near]]) {
      from.setNoDelay(true);
      from.on('error', () => {}); // 'close' follows
      from.on('data', (bytes) => {
        if (from === far) this.#spend(bytes.length);
        if (this.#pace < Infinity) this.#trickle(from, to, bytes);
        else this.#carry(from, to, bytes);
      });
      from.on('end', () => this.#later(() => to.end()));
      from.on('close', () => {
        this.#pairs.delete(pair);
        if (!this.#stalled) to.destroySoon();
      });
      if (this.#stalled) from.pause();
    }
  }

  #later(call) {
    if (this.#delayMs === 0) call();
    else setTimeout(call, this.#delayMs);
  }

  #carry(from, to, bytes) {
    this.#later(() => {
      if (to.destroyed || to.writableEnded) return;
      if (!to.write(bytes)) {
        from.pause();
        to.once('drain', () => this.#stalled || from.resume());
      }
    });
  }

  /** Passes on the octets of a tenth of a second at a time; later octets wait. */
  #trickle(from, to, bytes) {
    from.pause();
    const now = Math.min(bytes.length, Math.ceil(this.#pace / 10));
    this.#carry(from, to, bytes.subarray(0, now));
    const rest = bytes.subarray(now);
    setTimeout(() => {
      if (rest.length > 0) this.#trickle(from, to, rest);
      else if (!this.#stalled) from.resume();
    }, 100);
  }

  #spend(octets) {
    this.#quota -= octets;
    if (this.#quota <= 0) this.stall();
  }

  #each(call) {
    for (const { near, far } of this.#pairs) [near, far].forEach(call);
  }

  /** Delays everything. */
  delay(ms) {
    this.#delayMs = ms;
  }

  /** Limits each connection to so many octets a second, in each direction. */
  pace(octets) {
    this.#pace = octets;
  }

  /** Stalls after so many more octets from the far sides. */
  stallAfter(octets) {
    this.#quota = octets;
  }

  get stands() {
    return this.#stalled;
  }

  /** Passes nothing on any more and closes nothing, like a lost network. */
  stall() {
    this.#stalled = true;
    this.#each((socket) => socket.pause());
  }

  /** Makes half-open connections: closes all far sides, while the near sides stay open and receive nothing. */
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

  /** Resets all connections, also new ones. */
  refuse() {
    this.#refusing = true;
    this.cut();
  }

  /** Ends all faults; half-open connections are closed. */
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
