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
    if (!program || !existsSync(program)) throw new Error(`there is no server at ${program}: name it in VESTNIKD`);
    const vestnik = new Vestnik();
    vestnik.#command = [...runner, program];
    vestnik.#options = {
      'net.port': await freePort(),
      'net.web-root': join(root, 'web/dist'),
      'storage.data-dir': vestnik.#folder,
      ...options,
    };
    await vestnik.restart();
    return vestnik;
  }

  /** Starts it again after `stop` or `kill`, at the same address and with the same data. */
  async restart() {
    const settings = Object.entries(this.#options).map(([key, value]) => `--${key}=${value}`);
    this.#server = new Child('vestnikd', [...this.#command, ...settings]);
    [, this.origin] = await this.#server.says(/^Vestnik listens on (\S+)$/m);
  }

  /** Everything it has written to its output and log since its last start. */
  get output() {
    return this.#server.output;
  }

  /** Settles when it has ended by itself or was stopped. */
  end() {
    return this.#server.end();
  }

  /** As if the power failed. */
  async kill() {
    await this.#server.stop('SIGKILL');
  }

  /** Ends it in order and removes its data. */
  async stop() {
    await this.#server?.stop();
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
