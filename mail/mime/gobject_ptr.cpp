#include "mail/mime/gobject_ptr.hpp"

#include <array>

namespace vestnik::mail {

GMimeParserOptions* gmime_options() {
  // Lives as long as the process, like everything that g_mime_init makes.
  static GMimeParserOptions* const options = [] {
    g_mime_init();
    auto* made = g_mime_parser_options_new();
    std::array<const char*, 4> charsets{"utf-8", "windows-1251", "iso-8859-1", nullptr};
    g_mime_parser_options_set_fallback_charsets(made, charsets.data());
    return made;
  }();
  return options;
}

} // namespace vestnik::mail
