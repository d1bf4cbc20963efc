#include "mail/imap/fetch.hpp"
#include "mail/imap/parser.hpp"
#include "model/values/utf8.hpp"
#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace vestnik;

namespace {

std::size_t depth_of(const std::vector<mail::imap_value>& values) {
  std::size_t deepest = 0;
  for (const auto& value : values)
    if (value.is == mail::imap_value::kind::list)
      deepest = std::max(deepest, 1 + depth_of(value.items));
  return deepest;
}

void read_meaning(mail::imap_response&& response) {
  if (response.name == "CAPABILITY")
    (void)mail::read_capabilities(response);
  if (response.name != "FETCH")
    return;
  const auto fetched = mail::read_fetch(std::move(response));
  if (!fetched)
    return;
  for (const auto& flag : fetched->flags)
    fuzz::require(model::is_valid_utf8(flag), "a flag is UTF-8 without NUL");
}

void read(std::string_view wire, const mail::imap_limits& limits) {
  mail::imap_parser parser{limits};
  parser.feed(wire);
  while (auto item = parser.next())
    if (auto* response = std::get_if<mail::imap_response>(&*item)) {
      fuzz::require(depth_of(response->values) <= limits.depth, "lists nest up to their limit");
      read_meaning(std::move(*response));
    }
}

} // namespace

/// What a mail server sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::input input{data, size};
  read(input.rest(), {});
  read(input.rest(), {.line = 400, .short_line = 80, .literal = 300, .depth = 3, .items = 20});
  return 0;
}
