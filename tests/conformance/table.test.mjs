import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { invalid, upToTheFault, valid } from './cases/utf8_sequences.mjs';
import { rules, vestnikRules } from './table.mjs';

const chapters = [...rules, ...vestnikRules];
const count = (list) => list.reduce((sum, { rows }) => sum + rows.length, 0);

test('each row has a unique name in its chapter, and a section of the RFC', () => {
  for (const { title, rows } of chapters) {
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length, title);
    for (const { id, section, sent, back } of rows) {
      assert.match(section, /^(1\.3|4|5|7|8|9|10|11)(\.\d+)*$/, id);
      assert.ok(sent && back, id);
    }
  }
});

test('the documentation has as many cases as the table', () => {
  const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8');
  for (const { number, title, rows } of chapters) {
    const line = new RegExp(`^\\| ${number} ${title} \\|.*\\| ${rows.length} \\|$`, 'm');
    assert.ok(line.test(page), `chapter ${number} ${title} has ${rows.length} cases`);
  }
  assert.ok(page.includes(`${count(chapters)} cases`), `there are ${count(chapters)} cases`);
});

test('another decoder accepts the valid sequences and refuses the invalid ones', () => {
  const decode = (hex) => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(hex, 'hex'));
  for (const [, hex] of valid) assert.doesNotThrow(() => decode(hex), hex);
  for (const [, hex] of invalid) assert.throws(() => decode(hex), hex);
});

test('the octet at fault is the first that no text can have at its place', () => {
  const upTo = (hex) => upToTheFault(Buffer.from(hex, 'hex'))?.toString('hex') ?? null;
  const rows = { 80: '80', c3: null, c328: 'c328', e080af: 'e080', eda080: 'eda0', f08080af: 'f080', f4908080: 'f490', '61f5808080': '61f5', e2c3a9: 'e2c3', f09f98: null };
  for (const [hex, expected] of Object.entries(rows)) assert.equal(upTo(hex), expected, hex);
});
