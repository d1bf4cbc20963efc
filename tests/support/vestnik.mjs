// A real vestnikd with its own data folder.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Child } from './child.mjs';
import { freePort } from './free_port.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export class Vestnik {
  #command;
  #options;
  #folder = scratchFolder('data');
  #server;
  origin;

  /**
   * @param {string} program path of vestnikd
   * @param {Record<string, string|number>} options by key, for example `net.port`
   * @param {string[]} runner a command that becomes the program, such as `strace -D`
   */
  static async start(program, options = {}, runner = []) {
    const vestnik = new Vestnik(program, { 'net.port': await freePort(), ...options }, runner);
    await vestnik.restart();
    return vestnik;
  }

  /** Does not start the server. Arguments as for `start`, but `net.port` is required. */
  constructor(program, options, runner = []) {
    if (!program || !existsSync(program)) throw new Error(`there is no server at ${program}: name it in VESTNIKD`);
    this.#command = [...runner, program];
    this.#options = { 'net.web-root': join(root, 'web/dist'), 'storage.data-dir': this.#folder, ...options };
  }

  /** Lets `restart` start this program from now on, as an upgrade does. */
  become(program) {
    this.#command = [...this.#command.slice(0, -1), program];
  }

  /** Starts the server, also after `stop` or `kill`: at the same address and with the same data. */
  async restart() {
    const settings = Object.entries(this.#options).map(([key, value]) => `--${key}=${value}`);
    this.#server = new Child('vestnikd', [...this.#command, ...settings]);
    [, this.origin] = await this.#server.says(/^Vestnik listens on (\S+)$/m);
  }

  /** Its output and log since its last start. */
  get output() {
    return this.#server?.output ?? '';
  }
  get pid() {
    return this.#server?.pid;
  }
  /** Null while the server runs, and if a signal ended it. */
  get exitCode() {
    return this.#server?.exitCode;
  }
  /** The signal that ended the server, if one did. */
  get signalCode() {
    return this.#server?.signalCode;
  }
  get ended() {
    return this.#server?.ended ?? true;
  }

  /** Settles when the server has ended by itself or was stopped. */
  end() {
    return this.#server.end();
  }

  /** Kills the server, as a power failure would. */
  async kill() {
    await this.#server.stop('SIGKILL');
  }

  /** Ends the server in order; `restart` starts it again. @param {number} patienceMs after which it is killed */
  async drain(patienceMs) {
    await this.#server?.stop('SIGTERM', patienceMs);
  }

  /** Ends the server in order and removes its data. */
  async stop(patienceMs) {
    await this.#server?.stop('SIGTERM', patienceMs);
    removeScratch(this.#folder);
  }
}

/** Settings that let vestnikd use a private Dovecot as a mail server. */
export function trusting(dovecot) {
  return {
    'mail.allow-private-ranges': '127.0.0.0/8',
    'mail.allow-ports': `${dovecot.tlsPort},${dovecot.plainPort}`,
    'mail.extra-ca': dovecot.caFile,
  };
}
