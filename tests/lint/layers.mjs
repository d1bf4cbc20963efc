// The table of layers: what each stands on, as the `BELOW` of its CMakeLists.txt says, and what that may be.

/** None of these includes another (docs/architecture.md). */
const engines = ['consumers', 'api', 'messenger', 'net', 'mail', 'storage'];
const ground = ['model', 'config'];

const keywords = ['BELOW', 'USES', 'ALONE'];
const withoutComments = (cmake) => cmake.replace(/#.*$/gm, '');
const wordsOf = (text) => text.split(/\s+/).filter(Boolean);

/** The call of vestnik_layer in the CMakeLists.txt of a folder: {name, below}, {problem}, or undefined without one. */
function parseLayer(folder, cmake) {
  const code = withoutComments(cmake);
  if (!/\bvestnik_layer\b/i.test(code)) return undefined;
  const calls = [...code.matchAll(/^[ \t]*vestnik_layer[ \t]*\(([^()]*)\)/gim)];
  if (calls.length !== 1) return { problem: `has ${calls.length} calls of vestnik_layer that can be read, not one` };
  const [name, ...words] = wordsOf(calls[0][1]);
  if (name !== folder) return { problem: `vestnik_layer names ${name}, not ${folder}` };
  const lists = new Map();
  let list;
  for (const word of words) {
    if (keywords.includes(word)) {
      if (lists.has(word)) return { problem: `vestnik_layer has ${word} twice` };
      lists.set(word, (list = []));
    } else if (!list) return { problem: `vestnik_layer has ${word} before any of ${keywords.join(', ')}` };
    else list.push(word);
  }
  return { name, below: lists.get('BELOW') ?? [] };
}

/** Folders at the top whose CMakeLists.txt calls vestnik_layer, as that call is parsed. */
function* parsedLayers(tree) {
  for (const [path, text] of tree) {
    const folder = /^(\w+)\/CMakeLists\.txt$/.exec(path)?.[1];
    const layer = folder && parseLayer(folder, text);
    if (layer) yield { path, ...layer };
  }
}

/** What each layer stands on, by its name. */
export function readLayers(tree) {
  return new Map([...parsedLayers(tree)].filter(({ problem }) => !problem).map(({ name, below }) => [name, below]));
}

/** The layers from the lowest to the highest, as the root's CMakeLists.txt builds them. */
function readOrder(tree) {
  const code = withoutComments(tree.get('CMakeLists.txt') ?? '');
  return wordsOf(/^foreach\(layer\s+([^()]*)\)/m.exec(code)?.[1] ?? '');
}

/** Every layer can be read, and the root's CMakeLists.txt and the folders name the same. */
export function* readableLayers(tree) {
  const root = 'CMakeLists.txt';
  for (const { path, problem } of parsedLayers(tree)) if (problem) yield { path, line: 1, text: problem };
  const layers = readLayers(tree);
  const order = readOrder(tree);
  if (layers.size === 0) yield { path: root, line: 1, text: 'no layer was read: nothing is known of what may include what' };
  for (const name of order) if (!layers.has(name)) yield { path: root, line: 1, text: `the layer ${name} has no call of vestnik_layer that can be read` };
  for (const name of layers.keys()) if (!order.includes(name)) yield { path: root, line: 1, text: `foreach(layer …) does not name ${name}` };
}

/** A layer stands on layers that are built before it, so none on itself by way of others; an engine on the ground alone. */
export function* layerOrder(tree) {
  const order = readOrder(tree);
  for (const [name, below] of readLayers(tree))
    for (const lower of below) {
      const place = { path: `${name}/CMakeLists.txt`, line: 1 };
      if (order.indexOf(lower) === -1) yield { ...place, text: `${name} stands on ${lower}, which is no layer` };
      else if (order.indexOf(lower) >= order.indexOf(name)) yield { ...place, text: `${name} may not stand on ${lower}, which stands above or beside it` };
      else if (engines.includes(name) && !ground.includes(lower))
        yield { ...place, text: `${name} is an engine and stands on ${ground.join(' and ')} alone, not on ${lower}` };
    }
}
