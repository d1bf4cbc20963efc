#include "mail/mime/charset.hpp"

#include "mail/mime/charset_name.hpp"
#include "model/values/ascii.hpp"
#include "model/values/utf8.hpp"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>

#include <iconv.h>

namespace vestnik::mail {

namespace {

const char* const iso_2022_jp = known_charset("iso-2022-jp");
constexpr std::size_t sample_size = 64 * 1024;
/// A charset is believed if at most one in so many bytes cannot be decoded.
constexpr std::size_t believable_share = 50;

/// ISO-2022-JP as EUC-JP, whose table of Microsoft has the rows that mailers use and iconv's
/// ISO-2022-JP lacks: circled digits, Roman numerals, units.
std::string to_euc_jp(std::string_view bytes) {
  struct escape {
    std::string_view sequence;
    std::string_view before;
    std::size_t width;
  };
  static constexpr std::array<escape, 7> escapes{{{"\x1b(B", "", 0},
                                                  {"\x1b(J", "", 0},
                                                  {"\x1b$@", "", 2},
                                                  {"\x1b$B", "", 2},
                                                  {"\x1b$(B", "", 2},
                                                  {"\x1b(I", "\x8e", 1},
                                                  {"\x1b$(D", "\x8f", 2}}};
  std::string result;
  auto now = escapes.front();
  while (!bytes.empty()) {
    const auto* found = std::ranges::find_if(
        escapes, [&](const escape& x) { return bytes.starts_with(x.sequence); });
    if (found != escapes.end()) {
      now = *found;
      bytes.remove_prefix(now.sequence.size());
      continue;
    }
    // Each line begins in ASCII, though its end may not say so.
    if (bytes.front() == '\n')
      now = escapes.front();
    const auto shifted = bytes.substr(0, now.width);
    const bool fits = shifted.size() == now.width && now.width > 0 &&
                      std::ranges::all_of(shifted, [](char c) { return c > ' ' && c <= '~'; });
    if (!fits) {
      result += bytes.front();
      bytes.remove_prefix(1);
      continue;
    }
    result += now.before;
    for (const char c : shifted)
      result += static_cast<char>(c | 0x80);
    bytes.remove_prefix(now.width);
  }
  return result;
}

class converter {
public:
  explicit converter(const char* charset)
      : handle_{iconv_open("UTF-8", charset)} {}
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
      // At the end it gives what it keeps: a letter whose accent might have followed.
      const bool at_end = left == 0;
      char* out = block.data();
      std::size_t room = block.size();
      const auto done = iconv(handle_, at_end ? nullptr : &in, &left, &out, &room);
      const int error = done == static_cast<std::size_t>(-1) ? errno : 0;
      result.text.append(block.data(), block.size() - room);
      if (!at_end && (error == EILSEQ || error == EINVAL)) {
        ++result.failures;
        result.text += model::replacement_character;
        ++in;
        --left;
      } else if (at_end && error != E2BIG) {
        return result;
      }
    }
  }

private:
  iconv_t handle_;
};

/// Null of a charset that nobody knows.
std::optional<converter::conversion> convert(std::string_view bytes, const char* charset) {
  if (charset == nullptr)
    return std::nullopt;
  if (charset == iso_2022_jp)
    return convert(to_euc_jp(bytes), "EUC-JP-MS");
  converter from{charset};
  if (!from)
    return std::nullopt;
  return from.run(bytes);
}

bool is_believable(const converter::conversion& text, std::string_view bytes) {
  return text.failures * believable_share <= bytes.size();
}

const char* guessed_charset(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector{uchardet_new(),
                                                                       &uchardet_delete};
  const auto sample = bytes.substr(0, sample_size);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0)
    return nullptr;
  uchardet_data_end(detector.get());
  const auto* guessed = known_charset(uchardet_get_charset(detector.get()));
  // Its characters that ISO-8859-2 has not.
  const bool windows = std::ranges::any_of(
      sample, [](char c) { return static_cast<unsigned char>(c) - 0x80U < 0x20U; });
  return windows && guessed == known_charset("iso-8859-2") ? known_charset("windows-1250")
                                                           : guessed;
}

/// Cyrillic text is mostly high bytes, Western text has a few among its letters.
const char* fallback_charset(std::string_view bytes) {
  const auto high = std::ranges::count_if(bytes, [](unsigned char c) { return c >= 0xC0; });
  const auto low = std::ranges::count_if(
      bytes, [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return high > low ? "WINDOWS-1251" : "WINDOWS-1252";
}

/// Whether the sender says nothing of characters beyond ASCII.
bool is_undeclared(std::string_view declared, const char* charset) {
  return charset == nullptr || model::iequals(declared, "us-ascii") ||
         model::iequals(declared, "ascii");
}

} // namespace

const char* charset_guesses::of(std::string_view bytes) {
  if (left_ > 0) {
    --left_;
    last_ = guessed_charset(bytes);
  }
  return last_;
}

std::string to_utf8(std::string_view bytes, std::string_view declared) {
  charset_guesses guesses;
  return to_utf8(bytes, declared, guesses);
}

std::string to_utf8(std::string_view bytes, std::string_view declared, charset_guesses& guesses) {
  const auto* charset = known_charset(declared);
  const bool undeclared = is_undeclared(declared, charset);
  const bool utf8 = model::is_valid_utf8(bytes);
  if (utf8 && (undeclared || charset == std::string_view{"UTF-8"})) {
    // ISO-2022-JP is valid ASCII.
    const bool japanese = bytes.find("\x1b$B") != bytes.npos || bytes.find("\x1b$@") != bytes.npos;
    if (const auto text = convert(bytes, japanese ? iso_2022_jp : nullptr))
      if (text->failures == 0)
        return model::to_valid_utf8(text->text);
    return std::string{bytes};
  }
  if (!undeclared)
    if (const auto text = convert(bytes, charset))
      if (is_believable(*text, bytes))
        return model::to_valid_utf8(text->text);
  if (utf8)
    return std::string{bytes};
  if (const auto text = convert(bytes, guesses.of(bytes)))
    if (is_believable(*text, bytes))
      return model::to_valid_utf8(text->text);
  if (const auto text = convert(bytes, fallback_charset(bytes)))
    return model::to_valid_utf8(text->text);
  return model::to_valid_utf8(bytes);
}

} // namespace vestnik::mail
