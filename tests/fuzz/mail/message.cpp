#include "mail/mime/message.hpp"

#include "model/values/utf8.hpp"
#include "tests/fuzz/input.hpp"

#include <string>
#include <vector>

using namespace vestnik;

namespace {

void require_text(const std::string& text) {
  fuzz::require(model::is_valid_utf8(text), "all text of a mail is UTF-8 without NUL");
}

void parse(std::string_view raw, const mail::mime_limits& limits) {
  const auto parsed = mail::parse_mime(raw, limits);
  if (!parsed)
    return;
  for (const auto* text :
       {&parsed->subject, &parsed->text, &parsed->html, &parsed->message_id, &parsed->in_reply_to})
    require_text(*text);
  for (const auto* people : {&parsed->from, &parsed->to, &parsed->cc, &parsed->reply_to})
    for (const auto& [name, address] : *people) {
      require_text(name);
      require_text(address);
    }
  for (const auto& reference : parsed->references)
    require_text(reference);
  fuzz::require(parsed->attachments.size() <= limits.parts, "a part is one attachment at most");
  for (const auto& attachment : parsed->attachments) {
    require_text(attachment.name);
    fuzz::require(attachment.name.size() <= limits.name, "a name has its limit");
  }
}

} // namespace

/// A whole mail.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::input input{data, size};
  parse(input.rest(), {});
  parse(input.rest(), {.message = 400,
                       .depth = 3,
                       .parts = 4,
                       .field = 20,
                       .list = 30,
                       .headers = 200,
                       .fields = 5,
                       .name = 20,
                       .text = 40,
                       .html = 20});
  return 0;
}
