#pragma once

#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::tests {

/// One labelled block of docs/wire.md: ```` ```json request ````.
struct wire_sample {
  std::string label;
  std::string text;
  /// Of the block's opening.
  std::size_t line = 0;
};

/// All blocks of docs/wire.md that are marked `json`, in their order. Throws if the
/// page cannot be read or a block has no label or no end.
inline std::vector<wire_sample> wire_samples() {
  std::ifstream page{VESTNIK_DOCS "/wire.md"};
  if (!page)
    throw std::runtime_error{"cannot read " VESTNIK_DOCS "/wire.md"};
  std::vector<wire_sample> samples;
  bool inside = false;
  std::string line;
  for (std::size_t number = 1; std::getline(page, line); ++number) {
    if (inside && line == "```")
      inside = false;
    else if (inside)
      samples.back().text += line + '\n';
    else if (line.starts_with("```json ")) {
      samples.push_back({line.substr(8), {}, number});
      inside = true;
    } else if (line.starts_with("```json"))
      throw std::runtime_error{"a sample without a label in line " + std::to_string(number)};
  }
  if (inside || samples.empty())
    throw std::runtime_error{"docs/wire.md has no samples or one without an end"};
  return samples;
}

/// The text of the one block with this label.
inline std::string wire_sample_of(const std::string& label) {
  std::string found;
  for (const auto& sample : wire_samples())
    if (sample.label == label) {
      if (!found.empty())
        throw std::runtime_error{"two samples of " + label};
      found = sample.text;
    }
  if (found.empty())
    throw std::runtime_error{"no sample of " + label};
  return found;
}

} // namespace vestnik::tests
