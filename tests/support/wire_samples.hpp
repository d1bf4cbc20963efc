#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::tests {

/// One labelled block of a page of docs/wire/: ```` ```json request ````. Its JSON may have
/// several lines.
struct wire_sample {
  /// File and line of the block's opening: `chats.md:12`.
  std::string place;
  std::string label;
  std::string text;

  /// Whether it is a `request`, `reply` or `event`, of a page about these or of the ten frames
  /// of the first page (`ten-request`).
  [[nodiscard]] bool is(std::string_view kind) const {
    const std::string_view whole{label};
    return whole == kind || (is_of_ten_frames() && whole.substr(4) == kind);
  }
  [[nodiscard]] bool is_of_ten_frames() const { return label.starts_with("ten-"); }
};

/// All pages of docs/wire/, the first page first.
inline std::vector<std::filesystem::path> wire_pages() {
  std::vector<std::filesystem::path> pages;
  for (const auto& entry : std::filesystem::directory_iterator{VESTNIK_DOCS "/wire"})
    pages.push_back(entry.path());
  // Capitals come first.
  std::ranges::sort(pages);
  return pages;
}

/// All blocks of these pages that are marked `json`, in their order. Throws if a page cannot
/// be read, a block has no label or no end, or there is no block at all.
inline std::vector<wire_sample> wire_samples() {
  std::vector<wire_sample> samples;
  for (const auto& path : wire_pages()) {
    std::ifstream page{path};
    if (!page)
      throw std::runtime_error{"cannot read " + path.string()};
    bool inside = false;
    std::string line;
    for (std::size_t number = 1; std::getline(page, line); ++number) {
      const auto place = path.filename().string() + ':' + std::to_string(number);
      if (inside && line == "```")
        inside = false;
      else if (inside)
        samples.back().text += line + '\n';
      else if (line.starts_with("```json ")) {
        samples.push_back({place, line.substr(8), {}});
        inside = true;
      } else if (line.starts_with("```json"))
        throw std::runtime_error{"a sample without a label at " + place};
    }
    if (inside)
      throw std::runtime_error{"a sample without an end in " + path.string()};
  }
  if (samples.empty())
    throw std::runtime_error{"docs/wire/ has no samples"};
  return samples;
}

/// The text of the one block with this label.
inline std::string wire_sample_of(std::string_view label) {
  std::string found;
  for (const auto& sample : wire_samples())
    if (sample.label == label) {
      if (!found.empty())
        throw std::runtime_error{"two samples of " + sample.label};
      found = sample.text;
    }
  if (found.empty())
    throw std::runtime_error{"no sample of " + std::string{label}};
  return found;
}

} // namespace vestnik::tests
