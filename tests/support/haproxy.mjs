// HAProxy as a balancer in front of several servers: round robin over those whose health check answers 200.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Child } from './child.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';

/** Tunnels (WebSockets) may be silent for an hour, since the servers end dead ones by their pings. */
const configuration = (port, servers) => `
global
  maxconn 4096
defaults
  mode http
  timeout connect 2s
  timeout http-request 10s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  option redispatch
  retries 3
frontend door
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  balance roundrobin
  option httpchk
  http-check send meth GET uri /api/v1/health ver HTTP/1.1 hdr Host localhost
  http-check expect status 200
  default-server check inter 500ms fall 2 rise 1
${servers.map(({ name, origin }) => `  server ${name} ${new URL(origin).host}`).join('\n')}
`;

export class Haproxy {
  #folder = scratchFolder('haproxy');
  #server;
  /** The address for clients. */
  origin;

  /** @param {{name: string, origin: string}[]} servers plain HTTP */
  static async start(port, servers) {
    const proxy = new Haproxy();
    proxy.origin = `http://127.0.0.1:${port}`;
    const file = join(proxy.#folder, 'haproxy.cfg');
    writeFileSync(file, configuration(port, servers));
    proxy.#server = new Child('haproxy', ['haproxy', '-db', '-f', file]);
    await proxy.#answers();
    return proxy;
  }

  /** Waits until a server answers through HAProxy, which prints nothing when it is ready. */
  async #answers() {
    for (;;) {
      if (this.#server.ended) throw new Error(`HAProxy does not start; it said:\n${this.output}`);
      try {
        if ((await fetch(`${this.origin}/api/v1/health`)).ok) return;
        await pause(20);
      } catch {
        await pause(20);
      }
    }
  }

  get output() {
    return this.#server.output;
  }
  end() {
    return this.#server.end();
  }

  async stop() {
    await this.#server.stop('SIGKILL');
    removeScratch(this.#folder);
  }
}
