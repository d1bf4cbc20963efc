import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A proxy in front of the server that can be cut, unplugged and muted at any moment. */
export class Cable {
  private readonly listener: Server;
  private readonly near = new Set<Socket>();
  private plugged = true;

  private constructor(listener: Server) {
    this.listener = listener;
  }

  /** @param origin of the server, as http://127.0.0.1:8080 */
  static async to(origin: string): Promise<Cable> {
    const { hostname, port } = new URL(origin);
    const listener = createServer();
    const cable = new Cable(listener);
    listener.on('connection', (near) => cable.join(near, () => connect(Number(port), hostname)));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return cable;
  }

  /** Where to connect instead of the server. */
  get origin(): string {
    return `ws://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Resets all connections, even in the middle of a frame. New connections are accepted. */
  cut(): void {
    for (const end of this.near) end.resetAndDestroy();
  }

  /** Cuts, and accepts no new connections. */
  unplug(): void {
    this.plugged = false;
    this.cut();
  }

  plugIn(): void {
    this.plugged = true;
  }

  /** From now on the present connections carry nothing from the server to the client. The other direction still works. */
  mute(): void {
    for (const end of this.near) end.emit('mute');
  }

  close(): void {
    this.cut();
    this.listener.close();
  }

  private join(near: Socket, reach: () => Socket): void {
    near.on('error', () => undefined); // 'close' follows
    if (!this.plugged) return void near.resetAndDestroy();
    const far = reach();
    far.on('error', () => undefined);
    this.near.add(near);
    near.on('close', () => {
      this.near.delete(near);
      far.destroySoon();
    });
    far.on('close', () => near.destroySoon());
    near.pipe(far);
    far.pipe(near);
    near.on('mute', () => far.unpipe(near).resume());
  }
}
