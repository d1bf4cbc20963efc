#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// What was recognised in the texts of one header field. To recognise a charset takes ten times as
/// long as to read the few letters of an encoded word, and a field can have thousands: that is done
/// for eight texts, and then what was recognised last counts for all that follow.
class charset_guesses {
public:
  /// iconv's name of the charset that a text without a readable declaration seems to be in; null
  /// for none.
  [[nodiscard]] const char* of(std::string_view bytes);

private:
  std::size_t left_ = 8;
  const char* last_ = nullptr;
};

/// Text of unknown honesty as UTF-8: always valid, never with NUL. The declared charset
/// counts if it can decode the bytes (but for a few of them, which become U+FFFD), with
/// the replacements that browsers make (`iso-8859-1` is read as windows-1252, `gb2312`
/// as gb18030, …). Otherwise, and if nothing is declared: UTF-8 if valid, else what
/// uchardet recognises, else windows-1251 or windows-1252, whichever fits better.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view declared);

/// The same for one of the texts of a field.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view declared,
                                  charset_guesses& guesses);

} // namespace vestnik::mail
