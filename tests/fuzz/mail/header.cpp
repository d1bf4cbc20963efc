#include "mail/mime/header.hpp"

#include "mail/mime/encoded_word.hpp"
#include "model/values/utf8.hpp"
#include "tests/fuzz/input.hpp"

#include <string>

using namespace vestnik;

namespace {

void require_line(const std::string& text) {
  fuzz::require(model::is_valid_utf8(text), "what a field says is UTF-8");
  fuzz::require(text.find_first_of("\r\n") == std::string::npos, "what a field says is one line");
}

} // namespace

/// A line with a charset, and the value of a header field.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  const auto charset = input.take_line();
  const auto raw = input.rest();
  fuzz::require(model::is_valid_utf8(mail::decode_encoded_words(raw, charset)),
                "decoded words are UTF-8");
  fuzz::require(model::is_valid_utf8(mail::rewrite_encoded_words(raw, charset)),
                "rewritten words are UTF-8");
  require_line(mail::decode_text(raw, charset));
  for (const auto& [name, address] : mail::decode_addresses(raw, charset)) {
    require_line(name);
    require_line(address);
  }
  (void)mail::decode_date(raw);
  const auto ids = mail::decode_message_ids(raw);
  fuzz::require(ids.size() <= 100, "at most 100 messages are named");
  for (const auto& id : ids)
    require_line(id);
  return 0;
}
