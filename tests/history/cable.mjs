import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A way to a server of this machine that can be cut at any moment, as a lost line would be. */
export class Cable {
  #listener;
  #ends = new Set();
  #target;
  /** Where to connect instead of the server. */
  origin;

  /** @param {string} origin of the server, as http://127.0.0.1:8080 */
  static async to(origin) {
    const cable = new Cable();
    cable.aim(origin);
    cable.#listener = createServer((near) => cable.#join(near, connect(cable.#target)));
    cable.#listener.listen(0, '127.0.0.1');
    await once(cable.#listener, 'listening');
    cable.origin = `http://127.0.0.1:${cable.#listener.address().port}`;
    return cable;
  }

  /** Where new connections go from now on. */
  aim(origin) {
    const { hostname, port } = new URL(origin);
    this.#target = { host: hostname, port: Number(port) };
  }

  #join(near, far) {
    for (const [one, other] of [[near, far], [far, near]]) {
      one.setNoDelay(true);
      this.#ends.add(one);
      one.on('error', () => {}); // 'close' follows, and that is all that matters
      one.on('close', () => {
        this.#ends.delete(one);
        other.destroySoon(); // once what has arrived has been passed on
      });
      one.pipe(other);
    }
  }

  /** Resets all its connections, in the middle of whatever they carry. */
  cut() {
    for (const end of this.#ends) {
      // One that is shutting down can no longer be reset: its handle would never close.
      if (end.writableEnded || end.destroyed) end.destroy();
      else end.resetAndDestroy();
    }
  }

  close() {
    this.cut();
    this.#listener.close();
  }
}
