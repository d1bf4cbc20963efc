#include "mail/imap/framer.hpp"
#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace vestnik;

namespace {

/// Small, but longer than what is shown of a damaged line.
constexpr mail::imap_limits limits{.line = 300, .short_line = 150, .literal = 300};

/// What was cut, written down so that it can be compared.
std::vector<std::string> cut(std::string_view wire, std::size_t step) {
  mail::imap_framer framer{limits};
  std::vector<std::string> all;
  while (!wire.empty()) {
    auto piece = wire.substr(0, step);
    wire.remove_prefix(piece.size());
    while (const auto found = framer.next(piece)) {
      if (const auto* damage = std::get_if<mail::imap_damage>(&*found)) {
        fuzz::require(damage->start.size() <= 120, "little is said of what is damaged");
        all.push_back("damage " + damage->reason + damage->start);
        continue;
      }
      const auto& frame = std::get<mail::imap_frame>(*found);
      fuzz::require(std::count(frame.text.begin(), frame.text.end(), '\n') ==
                        static_cast<std::ptrdiff_t>(frame.literals.size()),
                    "a line feed stands for each literal");
      all.push_back(frame.text);
      for (const auto& literal : frame.literals)
        all.push_back(std::to_string(literal.size) + ' ' + literal.bytes);
    }
    fuzz::require(piece.empty(), "what was fed is used up");
    // A line may have a line feed for each of its literals on top.
    fuzz::require(framer.held() <= limits.line + limits.literal + 40, "what is held has its limit");
  }
  return all;
}

} // namespace

/// A choice of the bytes that arrive at once, and what a mail server sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  const std::size_t step = 1U + input.take_choice();
  fuzz::require(cut(input.rest(), input.rest().size()) == cut(input.rest(), step),
                "responses are the same however their bytes arrive");
  return 0;
}
