// A real vestnikd with a data folder of its own.
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
   * @param {Record<string, string|number>} options by key, as `net.port`
   * @param {string[]} runner a command that becomes the program, such as `strace -D`
   */
  static async start(program, options = {}, runner = []) {
    const vestnik = new Vestnik(program, { 'net.port': await freePort(), ...options }, runner);
    await vestnik.restart();
    return vestnik;
  }

  /** Not started yet; as `start`, but `net.port` must be given. */
  constructor(program, options, runner = []) {
    if (!program || !existsSync(program)) throw new Error(`there is no server at ${program}: name it in VESTNIKD`);
    this.#command = [...runner, program];
    this.#options = { 'net.web-root': join(root, 'web/dist'), 'storage.data-dir': this.#folder, ...options };
  }

  /** Which program `restart` starts from now on, as an upgrade does. */
  become(program) {
    this.#command = [...this.#command.slice(0, -1), program];
  }

  /** Starts it, also after `stop` or `kill`: at the same address and with the same data. */
  async restart() {
    const settings = Object.entries(this.#options).map(([key, value]) => `--${key}=${value}`);
    this.#server = new Child('vestnikd', [...this.#command, ...settings]);
    [, this.origin] = await this.#server.says(/^Vestnik listens on (\S+)$/m);
  }

  /** Everything it has written to its output and log since its last start. */
  get output() {
    return this.#server?.output ?? '';
  }
  get pid() {
    return this.#server?.pid;
  }
  /** Null while it runs, and if a signal ended it. */
  get exitCode() {
    return this.#server?.exitCode;
  }
  /** The signal that ended it, if one did. */
  get signalCode() {
    return this.#server?.signalCode;
  }
  get ended() {
    return this.#server?.ended ?? true;
  }

  /** Settles when it has ended by itself or was stopped. */
  end() {
    return this.#server.end();
  }

  /** As if the power failed. */
  async kill() {
    await this.#server.stop('SIGKILL');
  }

  /** Ends it in order, for `restart`. @param {number} patienceMs it is killed afterwards */
  async drain(patienceMs) {
    await this.#server?.stop('SIGTERM', patienceMs);
  }

  /** Ends it in order and removes its data. */
  async stop(patienceMs) {
    await this.#server?.stop('SIGTERM', patienceMs);
    removeScratch(this.#folder);
  }
}

/** Settings that let a private Dovecot be used as a mail server. */
export function trusting(dovecot) {
  return {
    'mail.allow-private-ranges': '127.0.0.0/8',
    'mail.allow-ports': `${dovecot.tlsPort},${dovecot.plainPort}`,
    'mail.extra-ca': dovecot.caFile,
  };
}
