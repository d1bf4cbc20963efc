import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layerOrder, readableLayers, readLayers } from './layers.mjs';

const tree = (files) => new Map(Object.entries(files));
const root = (...layers) => ({ 'CMakeLists.txt': `# layers\nforeach(layer ${layers.join(' ')})\nendforeach()\n` });
const layer = (name, words = '') => ({ [`${name}/CMakeLists.txt`]: `find_package(fmt REQUIRED)\nvestnik_layer(${name}${words})\n` });

/** What a rule says about a tree, as `path: text`. */
function complaints(rule, ...files) {
  return [...rule(tree(Object.assign({}, ...files)))].map(({ path, text }) => `${path}: ${text}`);
}

test('a layer is read in every form that CMake takes', () => {
  const below = (words) => readLayers(tree(layer('net', words))).get('net');
  assert.deepEqual(below(''), []);
  assert.deepEqual(below(' BELOW model config USES fmt::fmt'), ['model', 'config']);
  assert.deepEqual(below(' ALONE server.cpp'), []);
  assert.deepEqual(below(' BELOW model ALONE server.cpp'), ['model']);
  assert.deepEqual(below(' USES fmt::fmt BELOW model'), ['model']);
  assert.deepEqual(below(' BELOW model # values\n config'), ['model', 'config']);
});

test('no layer goes unread', () => {
  assert.deepEqual(complaints(readableLayers, root('model', 'net'), layer('model'), layer('net', ' BELOW model ALONE a.cpp'), { 'bench/CMakeLists.txt': 'add_library(bench)\n' }), []);
  assert.match(complaints(readableLayers, root('model'), layer('model', ' config'))[0], /^model\/CMakeLists.txt: .*config before/);
  assert.match(complaints(readableLayers, root('model'), layer('model', ' BELOW a BELOW b'))[0], /BELOW twice/);
  assert.match(complaints(readableLayers, root('model'), { 'model/CMakeLists.txt': 'vestnik_layer(net)\n' })[0], /names net/);
  assert.match(complaints(readableLayers, root('model'), { 'model/CMakeLists.txt': 'vestnik_layer(model\n' })[0], /0 calls/);
  assert.match(complaints(readableLayers, root('model'), { 'model/CMakeLists.txt': 'vestnik_layer(model BELOW $(below))\n' })[0], /0 calls/);
});

test('the root and the folders name the same layers, and at least one', () => {
  assert.match(complaints(readableLayers, root('model', 'net'), layer('model'))[0], /the layer net has no call/);
  assert.match(complaints(readableLayers, root('model'), layer('model'), layer('net'))[0], /does not name net/);
  assert.match(complaints(readableLayers, {})[0], /no layer was read/);
});

test('a layer stands on layers that are built before it', () => {
  const order = root('model', 'config', 'net', 'api', 'actors');
  const right = [order, layer('model'), layer('config', ' BELOW model'), layer('net', ' BELOW model config'), layer('actors', ' BELOW net api config')];
  assert.deepEqual(complaints(layerOrder, ...right), []);
  assert.match(complaints(layerOrder, ...right, layer('model', ' BELOW net'))[0], /^model.*may not stand on net/);
  assert.match(complaints(layerOrder, ...right, layer('config', ' BELOW config'))[0], /^config.*may not stand on config/);
  assert.match(complaints(layerOrder, ...right, layer('actors', ' BELOW gone'))[0], /no layer/);
});

test('an engine stands on values and settings alone', () => {
  const order = root('model', 'config', 'net', 'mail', 'storage', 'consumers', 'endpoints', 'api', 'actors');
  assert.deepEqual(complaints(layerOrder, order, layer('net', ' BELOW model config'), layer('endpoints', ' BELOW consumers model')), []);
  for (const [engine, lower] of [['mail', 'net'], ['storage', 'mail'], ['consumers', 'storage'], ['api', 'endpoints']])
    assert.match(complaints(layerOrder, order, layer(engine, ` BELOW model ${lower}`))[0], new RegExp(`^${engine}.*engine.*not on ${lower}`));
});
