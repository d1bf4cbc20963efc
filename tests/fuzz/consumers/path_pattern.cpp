#include "consumers/matching/path_pattern.hpp"

#include "tests/fuzz/input.hpp"

#include <string>
#include <vector>

using namespace vestnik;

namespace {

std::vector<consumers::path_pattern> usual_patterns() {
  std::vector<consumers::path_pattern> all;
  for (const auto* text :
       {"/ws", "/chat/{room}/", "/{a:int}/{b:id}", "/{x:[^:]+:[0-9]+}/{y:(a|b)*}"})
    all.push_back(consumers::path_pattern::compile(text).value());
  return all;
}

void match(const consumers::path_pattern& pattern, std::string_view path) {
  const auto taken = pattern.match(path);
  if (!taken)
    return;
  fuzz::require(taken->size() == pattern.captures().size(), "each capture takes something");
  for (const auto& [name, value] : *taken)
    fuzz::require(!value.empty() && value.find('/') == std::string::npos,
                  "a capture takes a segment, never an empty one");
}

} // namespace

/// A line with a pattern, and the path that a client asks for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto patterns = usual_patterns();
  fuzz::input input{data, size};
  const auto compiled = consumers::path_pattern::compile(input.take_line());
  for (const auto& pattern : patterns) {
    match(pattern, input.rest());
    if (compiled)
      fuzz::require(pattern.overlaps(*compiled) == compiled->overlaps(pattern),
                    "two patterns overlap whichever is asked");
  }
  if (compiled) {
    match(*compiled, input.rest());
    (void)compiled->address();
  }
  return 0;
}
