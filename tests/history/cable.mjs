import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A TCP proxy to a server of this machine that can be cut at any moment, like a lost connection. */
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

  /** Sends new connections to this server from now on. */
  aim(origin) {
    const { hostname, port } = new URL(origin);
    this.#target = { host: hostname, port: Number(port) };
  }

  #join(near, far) {
    for (const [from, to] of [[near, far], [far, near]]) {
      from.setNoDelay(true);
      this.#ends.add(from);
      from.on('error', () => {}); // 'close' follows and is handled
      from.on('close', () => {
        this.#ends.delete(from);
        to.destroySoon(); // after the bytes that have arrived are passed on
      });
      from.pipe(to);
    }
  }

  /** Resets all its connections, even in the middle of a frame. */
  cut() {
    for (const end of this.#ends) {
      // A socket that is shutting down cannot be reset any more: its handle would never close.
      if (end.writableEnded || end.destroyed) end.destroy();
      else end.resetAndDestroy();
    }
  }

  close() {
    this.cut();
    this.#listener.close();
  }
}
