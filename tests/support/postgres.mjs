// A private PostgreSQL in a temporary folder: a socket that its owner (and root) can open, TCP only where it is asked
// for, and with fsync, so that what it has committed survives `kill`.
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Child, run } from './child.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';
import { give, identity } from './unprivileged.mjs';

const installed = '/usr/lib/postgresql';

/** Debian keeps the programs of each version apart and only some of them in the PATH. */
function programs() {
  let versions;
  try {
    versions = readdirSync(installed);
  } catch {
    throw new Error(`PostgreSQL is not installed: there is no ${installed} (./dev test installs it)`);
  }
  return join(installed, versions.sort((a, b) => b - a)[0], 'bin');
}

// Sorting by a language's rules, as most servers do, shows what relies on the order of bytes.
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
   * Running, with an empty database `vestnik` of the role `vestnik`, which may make others and is no superuser.
   * @param {{address: string, port: number, network: string, tablespace?: string, environment?: object}} [listen] also at
   *   this address, to whoever calls from this network, with that database in an empty folder of its own, in this environment
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
   * A standby of this one, which has the same and can only be read. From now on nothing is committed here that the standby
   * has not on its disk.
   * @param {{address: string, port: number, network: string}} listen at this address, for whoever calls from this network
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
      // Not before the copy, which must not wait for anybody once it is alone.
      await this.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
      await this.sql('SELECT pg_reload_conf()');
      while ((await this.sql('SELECT sync_state FROM pg_stat_replication')) !== 'sync') await pause(20);
    } catch (error) {
      await standby.stop();
      throw error;
    }
    return standby;
  }

  /** Makes a standby a primary. Settles when it takes writes. */
  async promote() {
    await this.sql('SELECT pg_promote()');
  }

  get #data() {
    return join(this.#folder, 'data');
  }

  // The folder one stands in must be open to the one who runs it.
  get #options() {
    return { ...identity, cwd: this.#folder };
  }

  async #launch(ready = /database system is ready to accept connections/) {
    const { address, port, environment } = this.#listen ?? {};
    const tcp = address && { listen_addresses: address, port };
    const given = Object.entries({ ...settings, unix_socket_directories: this.#folder, ...tcp });
    const command = [join(programs(), 'postgres'), '-D', this.#data, ...given.flatMap(([key, value]) => ['-c', `${key}=${value}`])];
    this.#server = new Child('postgres', command, { ...this.#options, env: { ...process.env, ...environment } });
    await this.#server.says(ready);
  }

  #url(user, database) {
    const port = this.#listen ? `&port=${this.#listen.port}` : '';
    return `postgresql:///${database}?host=${encodeURIComponent(this.#folder)}&user=${user}${port}`;
  }

  /** Of the database `vestnik`, for its owner. */
  get url() {
    return this.#url('vestnik', 'vestnik');
  }

  /** Address and port, if it was told to listen. */
  get at() {
    return this.#listen;
  }

  /** Makes another empty database that `vestnik` owns. @returns its URL */
  async newDatabase() {
    const name = `vestnik_${++this.#databases}`;
    await this.sql(`CREATE DATABASE ${name} OWNER vestnik`);
    return this.#url('vestnik', name);
  }

  /** Runs SQL as superuser in the database of `url`. @returns its rows, one per line with | between the columns */
  async sql(text, url = this.#url('postgres', 'postgres')) {
    const database = new URL(url).pathname.slice(1);
    const command = [join(programs(), 'psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1', this.#url('postgres', database)];
    return (await run(command, { ...this.#options, input: text })).trim();
  }

  /** Of the server, which has started all its other processes. */
  get pid() {
    return this.#server.pid;
  }

  /** What the server has logged since its last start. */
  get log() {
    return this.#server.output;
  }

  /** Ends the server and all its processes at once, as if the power failed. */
  async kill() {
    // Its processes leave its group, and outlive it for a moment in which no other server may start.
    signal(this.#server.pid, 'SIGSTOP'); // so that it starts no more
    const pids = [this.#server.pid, ...childrenOf(this.#server.pid)];
    for (const pid of pids) signal(pid, 'SIGKILL');
    await this.#server.end();
    while (pids.some(isAlive)) await pause(1);
  }

  /** Starts it with the same data at the same URL; one that still runs is ended in order first. */
  async restart() {
    await this.#server.stop('SIGINT');
    await this.#launch();
  }

  /** Ends it and removes its data. */
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
    // It has just ended.
  }
}

/** A zombie that nobody has fetched yet holds nothing any more. */
function isAlive(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
