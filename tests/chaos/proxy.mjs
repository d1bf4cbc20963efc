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
  address;
  port;

  /** @param {{address: string, port: number}} target; @param {string} address to listen on */
  static async to(target, address = '127.0.0.1') {
    const proxy = new Proxy();
    proxy.#target = target;
    proxy.address = address;
    proxy.#listener = createServer((near) => proxy.#join(near));
    proxy.#listener.listen(0, address);
    await once(proxy.#listener, 'listening');
    proxy.port = proxy.#listener.address().port;
    return proxy;
  }

  #join(near) {
    if (this.#refusing) return near.resetAndDestroy();
    const far = connect(this.#target.port, this.#target.address);
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const [one, other] of [[near, far], [far, near]]) {
      one.setNoDelay(true);
      one.on('error', () => {}); // 'close' follows
      one.on('data', (bytes) => this.#carry(one, other, bytes));
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

  #each(call) {
    for (const { near, far } of this.#pairs) [near, far].forEach(call);
  }

  /** Everything arrives so much later. */
  delay(ms) {
    this.#delayMs = ms;
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
