#include "mail/mime/charset.hpp"
#include "mail/mime/html_text.hpp"
#include "mail/mime/plain_text.hpp"
#include "model/values/utf8.hpp"
#include "tests/fuzz/input.hpp"

using namespace vestnik;

/// A line with a charset, and the bytes of a body: HTML, or text of any kind.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  const auto charset = input.take_line();
  const auto text = mail::to_utf8(input.rest(), charset);
  fuzz::require(model::is_valid_utf8(text), "a text is UTF-8 without NUL");
  fuzz::require(model::is_valid_utf8(mail::text_from_html(text)), "the text of HTML is UTF-8");
  for (const auto blank : {mail::flowed_blank::is_text, mail::flowed_blank::is_mark})
    fuzz::require(model::is_valid_utf8(mail::text_from_flowed(text, blank)),
                  "flowed text stays UTF-8");
  fuzz::require(model::is_valid_utf8(mail::text_from_enriched(text)), "enriched text stays UTF-8");
  return 0;
}
