import assert from 'node:assert/strict';
import { test } from 'node:test';

import { libraryIncludes, precompiledHeaders } from './library_includes.mjs';

const tree = (files) => new Map(Object.entries(files));
const layer = { 'net/CMakeLists.txt': 'vestnik_layer(net)\n', 'net/frame.hpp': '#pragma once\n#include <string>\nstd::string text;\n' };

/** What the rule says of the layer with these files. */
function complaints(files) {
  return [...libraryIncludes(tree({ ...layer, ...files }))].map(({ path, line, text }) => `${path}:${line}: ${text}`);
}

test('a header brings what it names of the standard library, itself or by what it includes', () => {
  assert.deepEqual(complaints({ 'net/outbox.hpp': '#include "net/frame.hpp"\nstd::string frames; // one std::vector\nauto text = "std::map";\n' }), []);
  assert.deepEqual(complaints({ 'net/outbox.hpp': '#pragma once\n\nstd::string frames;\nstd::string more;\n' }), ['net/outbox.hpp:3: names std::string and does not bring <string>']);
});

test('a source brings what it names, itself or by what its own header includes directly', () => {
  const header = { 'net/outbox.hpp': '#include "net/frame.hpp"\n#include <vector>\nstd::vector<std::string> frames;\n' };
  assert.deepEqual(complaints({ ...header, 'net/outbox.cpp': '#include "net/outbox.hpp"\n#include <string>\nstd::vector<std::string> all;\n' }), []);
  assert.deepEqual(complaints({ ...header, 'net/outbox.cpp': '#include "net/outbox.hpp"\nstd::vector<std::string> all;\n' }), [
    'net/outbox.cpp:2: names std::string and does not bring <string>',
  ]);
  assert.deepEqual(complaints({ ...header, 'net/queue.cpp': '#include "net/outbox.hpp"\nstd::vector<int> all;\n' }), [
    'net/queue.cpp:2: names std::vector and does not bring <vector>',
  ]);
});

test('names that precompiled headers bring are known', () => {
  const names = {
    chrono: ['std::chrono::seconds', 'std::chrono_literals'], algorithm: ['std::ranges::find', 'std::min'], utility: ['std::move', 'std::exchange', 'std::pair'],
    cstddef: ['std::size_t', 'std::byte', 'std::ptrdiff_t'], cstdint: ['std::int32_t', 'std::uint8_t'], memory: ['std::enable_shared_from_this', 'std::static_pointer_cast'],
    functional: ['std::hash', 'std::function'], limits: ['std::numeric_limits'], type_traits: ['std::is_same_v'], variant: ['std::visit'],
  };
  for (const [header, uses] of Object.entries(names))
    for (const use of uses) {
      assert.match(complaints({ 'net/a.cpp': `auto a = ${use};\n` })[0] ?? '', new RegExp(`does not bring <${header}>`), use);
      assert.deepEqual(complaints({ 'net/a.cpp': `#include <${header}>\nauto a = ${use};\n` }), [], use);
    }
});

test('a name that several headers bring comes by any of them', () => {
  for (const header of ['charconv', 'system_error']) assert.deepEqual(complaints({ 'net/a.cpp': `#include <${header}>\nstd::errc failed;\n` }), []);
  assert.equal(complaints({ 'net/a.cpp': 'std::errc failed;\n' }).length, 1);
});

test('third-party names come by a header of their library', () => {
  const names = { 'fmt::print("a")': 'fmt/format.h', 'boost::json::value a': 'boost/json/value.hpp', 'boost::system::result<int> a': 'boost/system/result.hpp', 'caf::actor a': 'caf/actor.hpp' };
  for (const [use, header] of Object.entries(names)) {
    assert.match(complaints({ 'net/a.cpp': `\n${use};\n` })[0] ?? '', /^net\/a.cpp:2: names .* does not bring its header/, use);
    assert.deepEqual(complaints({ 'net/a.cpp': `#include <${header}>\n${use};\n` }), [], use);
  }
});

test('headers are compiled on what the rule knows', () => {
  const ground = (header) => [...precompiledHeaders(tree({ 'tests/lint/CMakeLists.txt': `# not <regex>\nset(libraries <algorithm> <fmt/format.h>\n    ${header})\n` }))].length;
  assert.equal(ground('<caf/actor_system.hpp>'), 0);
  assert.equal(ground('<regex>'), 1);
});
