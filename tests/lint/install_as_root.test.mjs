// What ./dev does to a machine while it installs packages, with stand-ins for apt-get and systemctl.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { scratchFolder } from '../support/scratch.mjs';

const script = fileURLToPath(new URL('../../scripts/install_as_root.sh', import.meta.url));
const folder = scratchFolder('install');

/** A machine on which `apt-get install` does this; `units` are those that it has before. */
class Machine {
  root = mkdtempSync(join(folder, 'machine-'));
  policy = join(this.root, 'usr/sbin/policy-rc.d');

  constructor(install, units = []) {
    this.#command('apt-get', `[ "$1" = update ] && exit 0\n${install}`);
    this.#command('systemctl', `case $1 in cat) [ -e "${this.root}/$2" ] ;; *) echo "$@" >>"${this.root}/systemctl.log" ;; esac`);
    for (const unit of units) this.write(unit, '');
  }
  #command(name, lines) {
    this.write(`bin/${name}`, `#!/bin/sh\n${lines}\n`, 0o755);
  }
  write(path, text, mode = 0o644) {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
  }
  read(path) {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : '';
  }
  start(...packages) {
    const env = { ...process.env, PATH: `${this.root}/bin:${process.env.PATH}`, GUARD_ROOT: this.root, ROOT: this.root };
    return spawn('bash', [script, ...packages], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  }
  async run(...packages) {
    const run = this.start(...packages);
    run.stdout.resume();
    const [code] = await once(run, 'exit');
    return code;
  }
}

test('no service may start while packages are installed, and all may afterwards', async () => {
  const machine = new Machine('cp "$ROOT/usr/sbin/policy-rc.d" "$ROOT/seen"');
  assert.equal(await machine.run('haproxy'), 0);
  assert.match(machine.read('seen'), /exit 101/);
  assert.ok(!existsSync(machine.policy));
});

test('an installation that fails leaves nothing behind', async () => {
  const machine = new Machine('exit 100');
  assert.equal(await machine.run('haproxy'), 100);
  assert.ok(!existsSync(machine.policy));
});

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'])
  test(`an installation that is ended by ${signal}, as when its terminal is closed, leaves nothing behind`, { timeout: 60_000 }, async () => {
    const machine = new Machine('echo begun; exec sleep 1000');
    const run = machine.start('haproxy');
    await once(run.stdout, 'data');
    assert.ok(existsSync(machine.policy));
    process.kill(-run.pid, signal);
    await once(run, 'exit');
    assert.ok(!existsSync(machine.policy));
  });

test('what a killed run has left is removed, what the administrator has made is not', async () => {
  const first = new Machine('cp "$ROOT/usr/sbin/policy-rc.d" "$ROOT/left"');
  await first.run('haproxy');
  const second = new Machine('true');
  second.write('usr/sbin/policy-rc.d', first.read('left'), 0o755);
  await second.run('haproxy');
  assert.ok(!existsSync(second.policy));
  const third = new Machine('true');
  third.write('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 0\n', 0o755);
  await third.run('haproxy');
  assert.equal(third.read('usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 0\n');
});

test('services of new packages start at no boot, those that were there before still do', async () => {
  const machine = new Machine('touch "$ROOT/dovecot.service" "$ROOT/dovecot.socket" "$ROOT/haproxy.service"', ['dovecot.service']);
  assert.equal(await machine.run('dovecot-imapd', 'haproxy'), 0);
  assert.equal(machine.read('systemctl.log'), 'disable dovecot.socket\ndisable haproxy.service\n');
});
