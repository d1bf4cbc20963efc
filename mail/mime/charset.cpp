#include "mail/mime/charset.hpp"

#include "model/values/ascii.hpp"
#include "model/values/utf8.hpp"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include <iconv.h>

namespace vestnik::mail {

namespace {

constexpr std::size_t longest_name = 40;
constexpr std::size_t sample_size = 64 * 1024;
/// A charset is believed if at most one in so many bytes cannot be decoded.
constexpr std::size_t believable_share = 50;

std::string lower_name(std::string_view name) {
  std::string result;
  for (const char c : name)
    if (c > ' ' && c <= '~' && c != '/' && c != ',')
      result += model::lower_ascii(c);
  return result;
}

/// What iconv is asked for instead of a name that is unknown to it, or that senders use
/// for a larger charset (WHATWG Encoding §4.2).
std::string iconv_name(std::string_view declared) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 24> table{{
      {"ascii", "WINDOWS-1252"},
      {"us-ascii", "WINDOWS-1252"},
      {"iso-8859-1", "WINDOWS-1252"},
      {"iso8859-1", "WINDOWS-1252"},
      {"latin1", "WINDOWS-1252"},
      {"iso-8859-9", "WINDOWS-1254"},
      {"iso-8859-8-i", "ISO-8859-8"},
      {"gb2312", "GB18030"},
      {"gbk", "GB18030"},
      {"x-gbk", "GB18030"},
      {"euc-kr", "CP949"},
      {"ks_c_5601-1987", "CP949"},
      {"ksc5601", "CP949"},
      {"shift_jis", "CP932"},
      {"shift-jis", "CP932"},
      {"x-sjis", "CP932"},
      {"x-mac-cyrillic", "MAC-CYRILLIC"},
      {"win-1251", "WINDOWS-1251"},
      {"cp-1251", "WINDOWS-1251"},
      {"win-1252", "WINDOWS-1252"},
      {"x-windows-1251", "WINDOWS-1251"},
      {"koi8r", "KOI8-R"},
      {"x-big5", "BIG5-HKSCS"},
      {"tis-620", "CP874"},
  }};
  const auto name = lower_name(declared);
  for (const auto& [from, to] : table)
    if (name == from)
      return to;
  return name.size() <= longest_name ? name : std::string{};
}

class converter {
public:
  explicit converter(const std::string& charset)
      : handle_{iconv_open("UTF-8", charset.c_str())} {}
  ~converter() {
    if (*this)
      iconv_close(handle_);
  }
  converter(const converter&) = delete;
  converter& operator=(const converter&) = delete;

  explicit operator bool() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  struct conversion {
    std::string text;
    std::size_t failures = 0;
  };

  conversion run(std::string_view bytes) {
    conversion result;
    std::string copy{bytes}; // iconv's interface lacks const
    char* in = copy.data();
    std::size_t left = copy.size();
    std::array<char, 4096> block{};
    while (true) {
      char* out = block.data();
      std::size_t room = block.size();
      const auto done = iconv(handle_, left > 0 ? &in : nullptr, &left, &out, &room);
      const int error = done == static_cast<std::size_t>(-1) ? errno : 0;
      result.text.append(block.data(), block.size() - room);
      if (error == EILSEQ || error == EINVAL) {
        ++result.failures;
        result.text += model::replacement_character;
        ++in;
        --left;
      } else if (error == 0 && left == 0) {
        return result;
      }
    }
  }

private:
  iconv_t handle_;
};

std::optional<converter::conversion> convert(std::string_view bytes, const std::string& charset) {
  if (charset.empty())
    return std::nullopt;
  converter from{charset};
  if (!from)
    return std::nullopt;
  return from.run(bytes);
}

bool is_believable(const converter::conversion& text, std::string_view bytes) {
  return text.failures * believable_share <= bytes.size();
}

std::string guessed_charset(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector{uchardet_new(),
                                                                       &uchardet_delete};
  const auto sample = bytes.substr(0, sample_size);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0)
    return {};
  uchardet_data_end(detector.get());
  return iconv_name(uchardet_get_charset(detector.get()));
}

/// Cyrillic text is mostly high bytes, Western text has a few among its letters.
std::string fallback_charset(std::string_view bytes) {
  const auto high = std::ranges::count_if(bytes, [](unsigned char c) { return c >= 0xC0; });
  const auto low = std::ranges::count_if(
      bytes, [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return high > low ? "WINDOWS-1251" : "WINDOWS-1252";
}

} // namespace

std::string to_utf8(std::string_view bytes, std::string_view declared) {
  const auto name = lower_name(declared);
  const bool utf8 = model::is_valid_utf8(bytes);
  if (utf8 && (name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii"))
    return std::string{bytes};
  if (!name.empty() && name != "us-ascii")
    if (const auto text = convert(bytes, iconv_name(declared)))
      if (is_believable(*text, bytes))
        return model::to_valid_utf8(text->text);
  if (utf8)
    return std::string{bytes};
  if (const auto text = convert(bytes, guessed_charset(bytes)))
    if (is_believable(*text, bytes))
      return model::to_valid_utf8(text->text);
  if (const auto text = convert(bytes, fallback_charset(bytes)))
    return model::to_valid_utf8(text->text);
  return model::to_valid_utf8(bytes);
}

} // namespace vestnik::mail
