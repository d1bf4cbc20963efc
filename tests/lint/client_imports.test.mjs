import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clientRows } from './client_imports.mjs';

const readme = '| folder | content |\n|---|---|\n| `main.ts`, `router.ts` | start |\n| `shell/` | frame |\n| `chat/`, `mail/` | one thing each |\n| `model/` | values |\n';
const files = {
  'web/README.md': readme,
  'web/src/main.ts': "import './router';\n",
  'web/src/router.ts': "import '@/shell/rooms';\n",
  'web/src/shell/rooms.ts': "import '@/chat/chat';\nimport '@/mail/mail';\n",
  'web/src/chat/chat.ts': "import './lines';\nimport '@/model/me';\n",
  'web/src/chat/lines.ts': '',
  'web/src/mail/mail.ts': '',
  'web/src/model/me.ts': '',
};

/** What the rule says when some files are others. */
function complaints(others) {
  return [...clientRows(new Map(Object.entries({ ...files, ...others })))].map(({ path, line, text }) => `${path}:${line}: ${text}`);
}

test('a folder of the client imports from the rows below it', () => {
  assert.deepEqual(complaints({}), []);
  assert.match(complaints({ 'web/src/model/me.ts': "\nimport { chat } from '@/chat/chat';\n" })[0], /^web\/src\/model\/me.ts:2: model may not import chat/);
  assert.match(complaints({ 'web/src/chat/lines.ts': "const rooms = import('../shell/rooms');\n" })[0], /chat may not import shell/);
  assert.match(complaints({ 'web/src/shell/rooms.ts': "import '@/router';\n" })[0], /shell may not import router.ts/);
});

test('chats and mail do not import one another', () => {
  assert.match(complaints({ 'web/src/chat/lines.ts': "import '@/mail/mail';\n" })[0], /chat may not import mail/);
  assert.match(complaints({ 'web/src/mail/mail.ts': "import type { Chat } from '@/chat/chat';\n" })[0], /mail may not import chat/);
});

test('a folder of the client has a row', () => {
  const stranger = { 'web/src/media/player.ts': "import '@/model/me';\n" };
  assert.match(complaints(stranger)[0], /no row for media/);
  assert.match(complaints({ 'web/README.md': '' })[0], /no row for main.ts/);
});
