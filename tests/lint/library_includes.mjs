// Names of libraries, and the headers that bring them. The compiler does not miss these: several sources are one
// translation unit, and headers are compiled alone on precompiled ones (tests/lint/CMakeLists.txt).

import { includes, isCpp, isHeader, reaching } from './includes.mjs';
import { readLayers } from './layers.mjs';

/** What each header of the standard library brings, of what the project uses; some names come by several. */
const standard = {
  algorithm: 'all_of any_of none_of min max minmax clamp find find_if copy_n fill_n lower_bound upper_bound binary_search is_sorted sort ranges',
  array: 'array to_array',
  atomic: 'atomic memory_order\\w*',
  cctype: 'isalnum isdigit isspace tolower toupper',
  charconv: 'from_chars to_chars errc',
  chrono: 'chrono chrono_literals',
  cmath: 'isfinite',
  concepts: 'same_as integral unsigned_integral signed_integral floating_point convertible_to derived_from invocable',
  condition_variable: 'condition_variable',
  cstddef: 'size_t ptrdiff_t byte nullptr_t',
  cstdint: 'u?int(?:8|16|32|64)_t',
  cstdio: 'FILE fopen fclose fflush',
  cstdlib: 'abort',
  cstring: 'memcpy memcmp strerror size_t',
  ctime: 'time_t time tm',
  deque: 'deque',
  exception: 'exception exception_ptr current_exception rethrow_exception terminate',
  filesystem: 'filesystem',
  fstream: 'ifstream ofstream',
  functional: 'function hash less greater equal_to invoke ref cref bind_front identity',
  initializer_list: 'initializer_list',
  iterator: 'back_inserter inserter istreambuf_iterator ssize',
  limits: 'numeric_limits',
  map: 'map multimap',
  memory: 'shared_ptr unique_ptr weak_ptr make_shared make_unique enable_shared_from_this (?:static|dynamic|const)_pointer_cast construct_at destroy_at',
  mutex: 'mutex lock_guard unique_lock scoped_lock once_flag call_once',
  new: 'bad_alloc',
  numeric: 'iota accumulate',
  optional: 'optional nullopt make_optional',
  random: 'random_device mt19937(?:_64)? uniform_int_distribution',
  set: 'set multiset',
  span: 'span',
  sstream: 'ostringstream istringstream stringstream',
  stdexcept: 'runtime_error logic_error invalid_argument out_of_range',
  string: 'string to_string string_literals sto(?:i|l|ll|ul|ull|d)',
  string_view: 'string_view string_view_literals',
  system_error: 'error_code errc generic_category system_category system_error',
  thread: 'j?thread this_thread',
  tuple: 'tuple tuple_cat apply tie make_tuple',
  type_traits: 'is_\\w+_v decay_t remove_\\w+_t conditional_t underlying_type_t type_identity is_arithmetic true_type false_type',
  typeindex: 'type_index',
  unordered_map: 'unordered_map',
  unordered_set: 'unordered_set',
  utility: 'move forward pair exchange swap declval in_range index_sequence index_sequence_for as_const',
  variant: 'variant visit monostate get_if holds_alternative',
  vector: 'vector',
};

/** Names after `std::`, each with the headers of which one brings it. */
const standardNames = Object.entries(standard).flatMap(([header, names]) => names.split(' ').map((name) => ({ name: new RegExp(`^${name}$`), header })));
const headersOf = (name) => standardNames.filter((entry) => entry.name.test(name)).map(({ header }) => header);

/** Third-party libraries that precompiled headers bring. */
const libraries = [
  { name: 'fmt', pattern: /(?<![\w:])fmt::/, header: /^fmt\// },
  { name: 'boost::json', pattern: /(?<![\w:])boost::json\b/, header: /^boost\/json/ },
  { name: 'boost::system::result', pattern: /(?<![\w:])boost::system::result\b/, header: /^boost\/system\/result\.hpp$/ },
  { name: 'caf', pattern: /(?<![\w:])caf::/, header: /^caf\// },
];

const blank = (text) => text.replace(/[^\n]/g, ' ');
/** A file without comments and texts; every character stays in its place. */
const codeOf = (text) => text.replace(/\/\/.*|"(?:[^"\\\n]|\\.)*"/g, blank);

/** What brings names into a file: for a header all that it reaches, for a source what it and its own header include themselves. */
function broughtInto(tree) {
  const reach = reaching(tree);
  const direct = (path) => includes(tree.get(path) ?? '').map(({ name }) => name);
  return (path) => new Set(isHeader(path) ? reach(path) : [...direct(path), ...direct(path.replace(/cpp$/, 'hpp'))]);
}

/** A file of a layer brings what it names of libraries: nobody else's includes are relied on. */
export function* libraryIncludes(tree) {
  const layers = readLayers(tree);
  const brought = broughtInto(tree);
  for (const [path, text] of tree) {
    if (!isCpp(path) || !layers.has(path.split('/')[0])) continue;
    const code = codeOf(text.replace(/^[ \t]*#[ \t]*include.*$/gm, blank));
    const lineAt = (index) => text.slice(0, index).split('\n').length;
    const found = brought(path);
    const missing = new Set();
    for (const { 1: name, index } of code.matchAll(/(?<![\w:])std::(\w+)/g)) {
      const [header, ...others] = headersOf(name);
      if (!header || missing.has(header) || [header, ...others].some((one) => found.has(one))) continue;
      missing.add(header);
      yield { path, line: lineAt(index), text: `names std::${name} and does not bring <${header}>` };
    }
    for (const { name, pattern, header } of libraries) {
      const index = code.search(pattern);
      if (index !== -1 && ![...found].some((one) => header.test(one))) yield { path, line: lineAt(index), text: `names ${name} and does not bring its header` };
    }
  }
}

/** What the check of headers precompiles is asked for by libraryIncludes. */
export function* precompiledHeaders(tree) {
  const path = 'tests/lint/CMakeLists.txt';
  for (const [, header] of (tree.get(path) ?? '').replace(/#.*$/gm, '').matchAll(/<([\w./]+)>/g))
    if (!(header in standard) && !libraries.some((library) => library.header.test(header)))
      yield { path, line: 1, text: `precompiles <${header}>, whose names tests/lint/library_includes.mjs does not know` };
}
