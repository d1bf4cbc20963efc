#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// What text from HTML may cost.
struct html_text_limits {
  /// What follows is not read, in bytes.
  std::size_t html = 512 * 1024;
  /// Open elements at one time, estimated: the parser walks through all of them at every
  /// tag.
  std::size_t depth = 5'000;
  /// For the parser's tree, in bytes. Formatting elements are repeated in every block,
  /// so that a megabyte of `<b><p>` could become gigabytes.
  std::size_t memory = 48 * 1024 * 1024;
};

/// The text of an HTML document for people: blocks become lines, paragraphs are set apart
/// by an empty line, list items get a dash or number, links their address in angle
/// brackets unless the text says it already, images their alternative text. Scripts,
/// styles and comments are left out. HTML over a limit is read by dropping its tags.
/// `html` is UTF-8, anything is accepted; the result is valid UTF-8.
[[nodiscard]] std::string text_from_html(std::string_view html,
                                         const html_text_limits& limits = {});

} // namespace vestnik::mail
