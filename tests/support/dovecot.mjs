// A private Dovecot on loopback, with its own ports, certificate, users and mail in a temporary folder.
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { makeCertificate } from './certificate.mjs';
import { Child, run } from './child.mjs';
import { freePort } from './free_port.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';
import { give, identity } from './unprivileged.mjs';

const owner = process.getuid() === 0 ? 'nobody' : userInfo().username;

// Everything runs as one unprivileged user, so no service may change its root folder or its user.
function configuration({ folder, addresses, tlsPort, plainPort, proxiedPort, certificate }) {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = ${addresses.join(', ')}
default_login_user = ${owner}
default_internal_user = ${owner}
default_internal_group =
first_valid_uid = ${identity.uid}
mail_location = maildir:${folder}/mail/%u
mail_home = ${folder}/home/%u
auth_mechanisms = plain login
auth_failure_delay = 0
auth_verbose = yes
ssl = required
ssl_cert = <${certificate.certificate}
ssl_key = <${certificate.key}
mail_max_userip_connections = 100
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${identity.uid} gid=${identity.gid}
  auth_verbose = no
}
namespace inbox {
  inbox = yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${plainPort}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
  inet_listener imaps_behind_proxy {
    port = ${proxiedPort}
    ssl = yes
    haproxy = yes
  }
}
haproxy_trusted_networks = 127.0.0.1/32
service anvil {
  chroot =
  # No delay after a wrong password.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
protocol imap {
  # Each session's commands, with their times.
  rawlog_dir = ${folder}/sessions
}
`;
}

/** @param {string} text a session as Dovecot records it @returns {{at: number, command: string}[]} with seconds since 1970 */
export function commandsOf(text) {
  const lines = text.split(/\r?\n/).map((line) => /^(\d+\.\d+) (.*)$/.exec(line)).filter(Boolean);
  return lines.map(([, at, command]) => ({ at: Number(at), command }));
}

export class Dovecot {
  #folder;
  #server;
  #users;
  #delivered = 0;
  host = 'localhost';
  /** Port with TLS from the first byte. */
  tlsPort;
  /** Port without TLS that offers STARTTLS. */
  plainPort;
  /** As `tlsPort`, on loopback, for a proxy that first sends the client's address (version 1 of the PROXY protocol). */
  proxiedPort;
  /** PEM file of the authority that signed the server's certificate. */
  caFile;

  /**
   * @param {Record<string, string>} users passwords by user name
   * @param {string} [address] to listen on besides 127.0.0.1; sessions are then recorded
   */
  static async start(users, address) {
    const dovecot = new Dovecot();
    await dovecot.#start(users, address);
    return dovecot;
  }

  async #start(users, address) {
    this.#users = users;
    const others = address ? [address] : [];
    this.#folder = scratchFolder('dovecot');
    give(this.#folder);
    try {
      for (const name of ['mail', 'home', 'run', 'state', ...(address ? ['sessions'] : [])]) {
        mkdirSync(this.#path(name), { mode: 0o755 });
        give(this.#path(name));
      }
      const certificate = await makeCertificate(this.#folder, others);
      give(certificate.key);
      this.caFile = certificate.ca;
      [this.tlsPort, this.plainPort, this.proxiedPort] = [await freePort(), await freePort(), await freePort()];
      writeFileSync(this.#path('conf'), configuration({ ...this, folder: this.#folder, certificate, addresses: ['127.0.0.1', ...others] }));
      writeFileSync(this.#path('users'), Object.entries(users).map(([user, password]) => `${user}:${password}\n`).join(''));
      this.#server = new Child('dovecot', ['dovecot', '-c', this.#path('conf'), '-F'], identity);
      await this.#answers();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  #path(name) {
    return join(this.#folder, name);
  }

  #doveadm(args, options = {}) {
    return run(['doveadm', '-c', this.#path('conf'), ...args], { ...identity, ...options });
  }

  async #answers() {
    const [user, password] = Object.entries(this.#users)[0];
    for (const deadline = Date.now() + 30_000; ; ) {
      try {
        await this.#doveadm(['auth', 'test', user, password]);
        return;
      } catch (error) {
        if (this.#server.ended || Date.now() > deadline)
          throw new Error(`Dovecot does not start: ${error.message}\n${this.#server.output}\n${this.log}`);
      }
    }
  }

  get log() {
    try {
      return readFileSync(this.#path('log'), 'utf8');
    } catch {
      return '';
    }
  }

  /**
   * Puts messages into a mailbox that was never opened, much faster than `deliver`: Dovecot reads a new maildir when it is
   * first opened. @param {{raw: Buffer, at: Date}[]} messages `at` is the date received
   */
  fill(user, messages) {
    for (const part of ['', 'cur', 'new', 'tmp']) {
      mkdirSync(join(this.#path('mail'), user, part), { recursive: true });
      give(join(this.#path('mail'), user, part));
    }
    for (const { raw, at } of messages) {
      const file = join(this.#path('mail'), user, 'cur', `${Math.floor(at / 1000)}.M${this.#delivered++}.demo:2,`);
      writeFileSync(file, raw);
      utimesSync(file, at, at);
      give(file);
    }
  }

  /** Delivers a message into the INBOX through Dovecot, which notifies sessions that wait in IDLE. */
  async deliver(user, raw) {
    await this.#doveadm(['save', '-u', user], { input: raw });
  }

  /**
   * All recorded sessions with a command, in the order of their first command, as Dovecot logged them. @returns {{user: string, from: string, first: number, last: number, commands: string[]}[]}
   *   `from` is the client's address; `first` and `last` are the times of the first and last command, in seconds
   */
  get conversations() {
    const callers = new Map([...this.log.matchAll(/Login: user=<([^>]*)>,.* rip=([^,]+),.* mpid=(\d+)/g)].map(([, user, from, pid]) => [pid, { user, from }]));
    const sessions = readdirSync(this.#path('sessions')).filter((name) => name.endsWith('.in')).map((name) => {
      const caller = callers.get(/\.(\d+)\.\d+\.in$/.exec(name)?.[1]);
      const commands = commandsOf(readFileSync(join(this.#path('sessions'), name), 'utf8'));
      return { ...caller, first: commands[0]?.at, last: commands.at(-1)?.at, commands: commands.map(({ command }) => command) };
    });
    return sessions.filter(({ commands }) => commands.length > 0).sort((a, b) => a.first - b.first);
  }

  /** How many IMAP sessions a user has now. */
  async sessions(user) {
    const table = await this.#doveadm(['-f', 'tab', 'who', user]);
    const rows = table.trim().split('\n').slice(1).map((line) => line.split('\t'));
    return rows.filter((row) => row[0] === user).reduce((sum, row) => sum + Number(row[1]), 0);
  }

  /** Ends all sessions of a user, as a restart of a mail server does. */
  async kick(user) {
    await this.#doveadm(['kick', user]);
  }

  /** Gives a user's INBOX a new UIDVALIDITY, as the restore of a backup does. */
  async renumber(user, uidvalidity) {
    await this.#doveadm(['mailbox', 'update', '--uid-validity', String(uidvalidity), '-u', user, 'INBOX']);
  }

  async stop() {
    await this.#server?.stop();
    removeScratch(this.#folder);
  }
}
