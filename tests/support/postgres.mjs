// A private PostgreSQL in a temporary folder, with a socket for its owner (and root), TCP only on request, and fsync, so that
// commits survive `kill`.
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Child, run } from './child.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';
import { give, identity } from './unprivileged.mjs';

const installed = '/usr/lib/postgresql';

/** The folder of the programs. Debian has one for each version, and only some programs are in the PATH. */
function programs() {
  let versions;
  try {
    versions = readdirSync(installed);
  } catch {
    throw new Error(`PostgreSQL is not installed: there is no ${installed} (./dev test installs it)`);
  }
  return join(installed, versions.sort((a, b) => b - a)[0], 'bin');
}

// Text is sorted by the rules of a language, as on most servers, which shows code that relies on the order of bytes.
const cluster = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8',
  '--locale-provider=icu', '--icu-locale=en', '--no-instructions'];

const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: '100',
};

export class Postgres {
  #folder;
  #server;
  #databases = 0;
  #listen;

  /**
   * Starts it, with an empty database `vestnik` of the role `vestnik`, which may create databases and is no superuser.
   * @param {{address: string, port: number, network: string, tablespace?: string, environment?: object}} [listen] an address
   *   for TCP, and the network whose clients may connect; an empty folder for that database; environment variables
   */
  static async start(listen) {
    const postgres = new Postgres();
    postgres.#listen = listen;
    postgres.#folder = scratchFolder('postgres');
    try {
      give(postgres.#folder);
      mkdirSync(postgres.#data, { mode: 0o700 });
      give(postgres.#data);
      await run([join(programs(), 'initdb'), '-D', postgres.#data, ...cluster], postgres.#options);
      if (listen) appendFileSync(join(postgres.#data, 'pg_hba.conf'), `host all all ${listen.network} trust\n`);
      await postgres.#launch();
      await postgres.sql('CREATE ROLE vestnik LOGIN CREATEDB');
      const { tablespace } = listen ?? {};
      if (tablespace) {
        give(tablespace);
        await postgres.sql(`CREATE TABLESPACE apart LOCATION '${tablespace}'`);
      }
      await postgres.sql(`CREATE DATABASE vestnik OWNER vestnik ${tablespace ? 'TABLESPACE apart' : ''}`);
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return postgres;
  }

  /**
   * Makes a synchronous standby of this server. From now on a commit here succeeds only after it is on the standby's disk.
   * @param {{address: string, port: number, network: string}} listen its address, and the network whose clients may connect
   */
  async replicate(listen) {
    const standby = new Postgres();
    standby.#listen = listen;
    standby.#folder = scratchFolder('postgres');
    try {
      give(standby.#folder);
      const source = `${this.#url('postgres', 'postgres')}&application_name=standby`;
      await run([join(programs(), 'pg_basebackup'), '-D', standby.#data, '-d', source, '-R', '-c', 'fast'], standby.#options);
      await standby.#launch(/ready to accept read.only connections/);
      // After the copy, so that the copy has not this setting: a promoted standby must not wait for another.
      await this.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
      await this.sql('SELECT pg_reload_conf()');
      while ((await this.sql('SELECT sync_state FROM pg_stat_replication')) !== 'sync') await pause(20);
    } catch (error) {
      await standby.stop();
      throw error;
    }
    return standby;
  }

  /** Makes this standby a primary. Settles when it takes writes. */
  async promote() {
    await this.sql('SELECT pg_promote()');
  }

  get #data() {
    return join(this.#folder, 'data');
  }

  // The working directory must be accessible for the user that runs the program.
  get #options() {
    return { ...identity, cwd: this.#folder };
  }

  async #launch(ready = /database system is ready to accept connections/) {
    const { address, port, environment } = this.#listen ?? {};
    const tcp = address && { listen_addresses: address, port };
    const serverSettings = Object.entries({ ...settings, unix_socket_directories: this.#folder, ...tcp });
    const command = [join(programs(), 'postgres'), '-D', this.#data, ...serverSettings.flatMap(([key, value]) => ['-c', `${key}=${value}`])];
    this.#server = new Child('postgres', command, { ...this.#options, env: { ...process.env, ...environment } });
    await this.#server.says(ready);
  }

  #url(user, database) {
    const port = this.#listen ? `&port=${this.#listen.port}` : '';
    return `postgresql:///${database}?host=${encodeURIComponent(this.#folder)}&user=${user}${port}`;
  }

  /** URL of the database `vestnik`, for its owner. */
  get url() {
    return this.#url('vestnik', 'vestnik');
  }

  /** Address and port, if it listens on TCP. */
  get at() {
    return this.#listen;
  }

  /** Makes a new empty database, owned by `vestnik`. @returns its URL */
  async newDatabase() {
    const name = `vestnik_${++this.#databases}`;
    await this.sql(`CREATE DATABASE ${name} OWNER vestnik`);
    return this.#url('vestnik', name);
  }

  /** Runs a program of this PostgreSQL, such as `pg_dump`. */
  async program(name, ...words) {
    await promisify(execFile)(join(programs(), name), words);
  }

  /** Runs SQL as superuser in the database of `url`. @returns the rows, one per line, with | between columns */
  async sql(text, url = this.#url('postgres', 'postgres')) {
    const database = new URL(url).pathname.slice(1);
    const command = [join(programs(), 'psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1', this.#url('postgres', database)];
    return (await run(command, { ...this.#options, input: text })).trim();
  }

  /** The main process of the server. */
  get pid() {
    return this.#server.pid;
  }

  /** The log of the server since its last start. */
  get log() {
    return this.#server.output;
  }

  /** Kills the server and all its processes at once, as a power failure would. */
  async kill() {
    // Its processes are not in its group. They outlive it for a moment, in which no server may start on the same data.
    signal(this.#server.pid, 'SIGSTOP'); // so that it starts no more
    const pids = [this.#server.pid, ...childrenOf(this.#server.pid)];
    for (const pid of pids) signal(pid, 'SIGKILL');
    await this.#server.end();
    while (pids.some(isAlive)) await pause(1);
  }

  /** Starts the server with the same data at the same URL; ends it in order first if it runs. */
  async restart() {
    await this.#server.stop('SIGINT');
    await this.#launch();
  }

  /** Ends the server and removes its data. */
  async stop() {
    await this.#server?.stop('SIGINT');
    removeScratch(this.#folder);
  }
}

function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // The process has just ended.
  }
}

/** Whether the process exists and is not a zombie, which uses nothing any more. */
function isAlive(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
