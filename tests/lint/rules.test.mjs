import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beginnings, circles, citations, crowds, fencing, layering, names, nouns, oneWebSocket, pagePaths, sizes, wording } from './rules.mjs';

const tree = (files) => new Map(Object.entries(files));
const header = '#pragma once\n';

/** What a rule says about a tree, as `path:line`. */
function complaints(rule, files, ...more) {
  return [...rule(tree(files), ...more)].map(({ path, line }) => `${path}:${line}`);
}

const layer = (name, below) => ({ [`${name}/CMakeLists.txt`]: `vestnik_layer(${name} BELOW ${below})\n` });
const layered = {
  ...layer('config', 'model'), ...layer('net', 'model config'), ...layer('mail', 'model config'),
  ...layer('actors', 'model config net mail'), ...layer('api', 'model net'), ...layer('cluster', 'model config net actors'),
  'model/CMakeLists.txt': 'vestnik_layer(model)\n',
  'model/values/id.hpp': header,
  'config/load.hpp': header,
  'net/server.hpp': header,
  'actors/messenger/chat.hpp': header,
  'cluster/server_node.hpp': header,
};

test('a layer includes what stands below it', () => {
  const files = {
    ...layered,
    'net/server.cpp': '#include "net/server.hpp"\n#include "model/values/id.hpp"\n#include "config/load.hpp"\n',
    'actors/messenger/chat.cpp': '#include "net/server.hpp"\n',
    'cluster/server_node.cpp': '#include "actors/messenger/chat.hpp"\n',
    'main.cpp': '#include "cluster/server_node.hpp"\n#include "net/server.hpp"\n',
    'tests/net/server.cpp': '#include "net/server.hpp"\n#include "listener.hpp"\n',
    'tests/net/listener.hpp': header,
    'tests/fuzz/net/input.cpp': '#include "net/server.hpp"\n#include "model/values/id.hpp"\n',
  };
  assert.deepEqual(complaints(layering, files), []);
});

test('a layer includes nothing above or beside it, nothing unknown and no tests', () => {
  const files = {
    ...layered,
    'mail/imap.cpp': '\n#include "net/server.hpp"\n',
    'model/values/id.cpp': '#include "config/load.hpp"\n',
    'actors/messenger/chat.cpp': '#include "cluster/server_node.hpp"\n',
    'tests/mail/imap.cpp': '#include "actors/messenger/chat.hpp"\n',
    'api/resources/me.cpp': '#include "me.hpp"\n#include "tests/listener.hpp"\n',
    'tests/listener.hpp': header,
    'tests/fuzz/mail/imap.cpp': '#include "net/server.hpp"\n',
  };
  assert.deepEqual(complaints(layering, files), [
    'mail/imap.cpp:2', 'model/values/id.cpp:1', 'actors/messenger/chat.cpp:1', 'tests/mail/imap.cpp:1', 'api/resources/me.cpp:1', 'api/resources/me.cpp:2',
    'tests/fuzz/mail/imap.cpp:1',
  ]);
});

test('folders of a layer do not include one another in a circle', () => {
  const cmake = layer('net', 'model');
  const right = { ...cmake, 'net/io/a.hpp': '#include "net/http/b.hpp"\n', 'net/http/b.hpp': header };
  assert.deepEqual(complaints(circles, right), []);
  const wrong = { ...cmake, 'net/io/a.hpp': '#include "net/http/b.hpp"\n', 'net/http/b.hpp': '\n#include "net/io/a.hpp"\n' };
  assert.deepEqual(complaints(circles, wrong), ['net/io/a.hpp:1', 'net/http/b.hpp:2']);
});

test('folders of the web client do not import one another in a circle', () => {
  const files = {
    'web/src/App.vue': "import { useChat } from './chat/chat';\n",
    'web/src/chat/chat.ts': "import { ref } from 'vue';\nimport type { Person } from '@/model/person';\n",
    'web/src/chat/lines.ts': "import { useChat } from './chat';\nimport { Refusal } from '@/realtime';\n",
    'web/src/model/person.ts': '',
    'web/src/realtime/index.ts': "export { Refusal } from './refusal.ts';\n",
    'web/src/realtime/refusal.ts': '',
  };
  assert.deepEqual(complaints(circles, files), []);
  const wrong = { ...files, 'web/src/realtime/refusal.ts': "import '../model/person';\n", 'web/src/model/person.ts': "\nimport { a } from '@/chat/lines';\n" };
  assert.deepEqual(complaints(circles, wrong), [
    'web/src/chat/chat.ts:2', 'web/src/chat/lines.ts:2', 'web/src/model/person.ts:2', 'web/src/realtime/refusal.ts:1',
  ]);
});

test('a circle is found in every form of an import', () => {
  const files = { 'web/src/chat/chat.ts': "import { me } from '@/model/me';\n" };
  const forms = ['import { chat } from "@/chat/chat";', "const chat = () => import('../chat/chat');", "const chat = () => import(\n  '@/chat/chat'\n);", "  export * from '@/chat/chat';", "import '@/chat/chat';"];
  for (const form of forms) assert.deepEqual(complaints(circles, { ...files, 'web/src/model/me.ts': `\n${form}\n` }), ['web/src/chat/chat.ts:1', 'web/src/model/me.ts:2'], form);
  assert.deepEqual(complaints(circles, { ...files, 'web/src/model/me.ts': "// import '@/chat/chat';\n/*\n * from '@/chat/chat'\n */\n" }), []);
});

test('a folder holds at most fifteen nouns', () => {
  const nouns = (count) => Object.fromEntries(Array.from({ length: count }, (_, n) => [[`net/io/n${n}.hpp`, header], [`net/io/n${n}.cpp`, '']]).flat());
  assert.deepEqual(complaints(crowds, nouns(15)), []);
  assert.deepEqual(complaints(crowds, nouns(16)), ['net/io:1']);
});

test('third-party libraries stay where they are wrapped', () => {
  const files = {
    'actors/messenger/chat.cpp': '#include <caf/all.hpp>\n',
    'net/server.cpp': '#include <boost/asio.hpp>\n',
    'tests/fuzz/net/server.cpp': '#include <boost/asio.hpp>\n',
    'config/engine/file.cpp': '#include <toml++/toml.h>\n',
    'tests/storage/open.cpp': '#include <sqlite3.h>\n',
    'net/io/resolver.cpp': '#include <ares.h>\n',
    'model/values/json.cpp': '#include <boost/json.hpp>\n',
  };
  assert.deepEqual(complaints(fencing, files), []);
  const wrong = {
    'net/server.cpp': '#include <caf/all.hpp>\n',
    'actors/messenger/chat.cpp': '#include <boost/beast/core.hpp>\n',
    'config/engine/file.hpp': '#include <toml++/toml.h>\n',
    'mail/date.cpp': '#include <format>\n',
    'mail/imap/client.cpp': '#include <ares.h>\n',
    'tests/fuzz/mail/imap.cpp': '#include <boost/asio.hpp>\n',
  };
  assert.deepEqual(complaints(fencing, wrong), Object.keys(wrong).map((path) => `${path}:1`));
});

test('Asio is not seen through the face of net/', () => {
  const files = {
    'net/loop.hpp': '#include <boost/asio.hpp>\n',
    'net/server.hpp': '#include "net/loop.hpp"\n',
    'net/server.cpp': '#include "net/server.hpp"\n',
    'actors/messenger/chat.cpp': '\n#include "net/server.hpp"\n',
  };
  assert.deepEqual(complaints(fencing, files), ['actors/messenger/chat.cpp:2']);
});

test('one source instantiates the WebSocket', () => {
  const user = '#include <boost/beast/websocket.hpp>\n';
  assert.deepEqual(complaints(oneWebSocket, { 'net/a.cpp': user, 'tests/net/client.cpp': user }), []);
  assert.deepEqual(complaints(oneWebSocket, { 'net/a.cpp': user, 'net/b.cpp': user, 'net/c.hpp': user }), [
    'net/c.hpp:1', 'net/b.cpp:1',
  ]);
});

test('files keep their size, and exceptions are needed and end somewhere', () => {
  const lines = (count) => 'x\n'.repeat(count);
  assert.deepEqual(complaints(sizes, { 'a.hpp': lines(150), 'a.cpp': lines(400), 'a.md': lines(999) }, new Map()), []);
  assert.deepEqual(complaints(sizes, { 'a.hpp': lines(151), 'a.cpp': lines(401), 'dev': lines(401) }, new Map()), [
    'a.hpp:150', 'a.cpp:400', 'dev:400',
  ]);
  const exceptions = new Map([['a.hpp', 'why'], ['b.cpp', 'why'], ['c.cpp', 'why'], ['d.cpp', 'why']]);
  assert.deepEqual(complaints(sizes, { 'a.hpp': lines(600), 'b.cpp': lines(601), 'c.cpp': lines(9) }, exceptions), [
    'b.cpp:600', 'c.cpp:1', 'd.cpp:1',
  ]);
});

test('files have names that say something', () => {
  assert.deepEqual(complaints(names, { 'mail/date.cpp': '', 'storage/secrets/common_passwords.cpp': '' }), []);
  const wrong = { 'net/utils.cpp': '', 'net/common/a.cpp': '', 'net/string_helpers.hpp': '', 'net/session_manager.cpp': '' };
  assert.equal(complaints(names, wrong).length, 4);
});

test('words that may stand nowhere are found with their line', () => {
  const right = { 'a.cpp': 'using namespace model;\n', 'b.md': 'https://example.org/work/ and ./work/\n' };
  assert.deepEqual(complaints(wording, right), []);
  const wrong = {
    'a.hpp': '\nusing namespace std;\n',
    'a.cpp': '// TODO: more\n',
    'b.cpp': 'std::regex r;\n',
    'b.md': 'see\n/root/x\n',
    'web/package-lock.json': '{"resolved": "https://example.org/x.tgz"}\n',
  };
  assert.deepEqual(complaints(wording, wrong), ['a.hpp:2', 'a.cpp:1', 'b.cpp:1', 'b.md:2', 'web/package-lock.json:1']);
});

test('a name is the noun of its unit', () => {
  const right = [
    'struct told_once { int owner; }; // what is told to whom',
    'fmt::print("who", thrown.what(), R"({"own": "asked"})", \'"\', 1\'000);',
    'const char* what() const noexcept override;',
    'CAF_TEST(what is asked is told) {',
    'caller->given_ = nullptr; /* given */',
  ];
  assert.deepEqual(complaints(nouns, { 'a.cpp': right.join('\n'), 'a.mjs': "log('own', `told ${who}`);\n", 'a.md': 'own' }), []);
  const wrong = ['void put(const error& what);', 'order.what = kind::renew;', 'auto& own = *impl_;', 'case state::asked:', 'bool told();', 'struct given {', 'change->who();'];
  assert.deepEqual(complaints(nouns, { 'a.cpp': wrong.join('\n') }), wrong.map((_, n) => `a.cpp:${n + 1}`));
  assert.deepEqual(complaints(nouns, { 'a.proto': '// what\noneof what {', 'a.mjs': 'const told = 1;\nfunction who() {\n' }), ['a.proto:2', 'a.mjs:1', 'a.mjs:2']);
});

test('a comment cites pages, requirements and decisions by path and name', () => {
  const pages = { 'docs/security.md': '| F4 | Names are base names | |\n', 'docs/decisions.md': '- **18. Statements are literals**\n' };
  const right = ['/// A name (docs/security.md F4), bound by name (docs/decisions.md 18).', '// See docs/security.md', 'auto url = "security.md F5"; // (docs/security.md', '// F4).', '/* The block of `chats.md:12` */'];
  assert.deepEqual(complaints(citations, { ...pages, 'a.cpp': right.join('\n') }), []);
  const wrong = ['/// Made safe (security.md F4).', '// decision 29', '/* docs/plan.md */', '/// (docs/security.md F5)', '// docs/decisions.md 19'];
  assert.deepEqual(complaints(citations, { ...pages, 'a.hpp': wrong.join('\n') }), wrong.map((_, n) => `a.hpp:${n + 1}`));
});

test('a header guards itself and its source includes it first', () => {
  const right = { 'a.hpp': header, 'a.cpp': '#include "a.hpp"\n#include <map>\n', 'tests/a.cpp': '#include "a.hpp"\n' };
  assert.deepEqual(complaints(beginnings, right), []);
  const wrong = { 'a.hpp': 'int a;\n', 'a.cpp': '#include <map>\n#include "a.hpp"\n' };
  assert.deepEqual(complaints(beginnings, wrong), ['a.hpp:1', 'a.cpp:1']);
});

test('a path that a page names is there', () => {
  const files = { 'mail/imap/client.hpp': header, 'web/src/api/me.ts': '', 'docs/other.md': '# One of 0.17 `parts`\n', 'docs/notes.txt': '', 'dev': '' };
  const right = [
    '`mail/imap/client.hpp`, `mail/imap/client`, `mail/imap/`, mail/ and `client.hpp`',
    '[a page](other.md#one-of-017-parts), [its folder](../docs/), [a stranger](https://example.org/mail/none)',
    '`mail/NOUN.cpp`, `build/quick/vestnikd`, `text/plain`, `/api/v1/mail/none`, and/or',
    '`notes.txt`, `NAME.txt`, [a title](other.md "another page")',
  ];
  assert.deepEqual(complaints(pagePaths, { ...files, 'docs/a.md': right.join('\n'), 'web/README.md': '`src/api/me.ts`' }), []);
  for (const gone of ['`gone.txt`', '`gone.toml`', '`gone.json`', '`gone.css`', '[gone](gone.md "title")', '[gone](other.md#gone "title")'])
    assert.deepEqual(complaints(pagePaths, { ...files, 'docs/a.md': gone }), ['docs/a.md:1'], gone);
  const wrong = ['`mail/imap_client`', '  mail/imap/framer.hpp ▶ docs/other.md', '`framer.hpp`', '[gone](gone.md)', '[gone](../mail/gone/)', '[gone](other.md#gone)'];
  assert.deepEqual(complaints(pagePaths, { ...files, 'docs/a.md': wrong.join('\n') }).sort(), [1, 2, 3, 4, 5, 6].map((line) => `docs/a.md:${line}`));
});
