#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace vestnik::fuzz {

/// The bytes of one run, which the fuzzer made. They live until the run ends.
class input {
public:
  input(const std::uint8_t* data, std::size_t size)
      : rest_{reinterpret_cast<const char*>(data), size} {}

  /// The first byte, taken off; 0 if there is none. A digit is its number, so that seeds are texts.
  [[nodiscard]] std::uint8_t take_choice() {
    if (rest_.empty())
      return 0;
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte >= '0' && byte <= '9' ? static_cast<std::uint8_t>(byte - '0') : byte;
  }

  /// The first line, taken off with its line feed.
  [[nodiscard]] std::string_view take_line() {
    const auto line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(line.size() < rest_.size() ? line.size() + 1 : line.size());
    return line;
  }

  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

private:
  std::string_view rest_;
};

/// Ends the program unless the rule holds; the fuzzer keeps the input.
inline void require(bool holds, const char* rule) {
  if (holds)
    return;
  std::fprintf(stderr, "broken rule: %s\n", rule);
  std::abort();
}

} // namespace vestnik::fuzz
