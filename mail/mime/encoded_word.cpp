#include "mail/mime/encoded_word.hpp"

#include "mail/mime/charset.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "model/values/ascii.hpp"
#include "model/values/escapes.hpp"
#include "model/values/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace vestnik::mail {

namespace {

/// `=?charset?encoding?payload?=`
struct encoded_word {
  std::string_view charset;
  enum class form { base64, quoted } encoding = form::base64;
  std::string_view payload;
  std::size_t size = 0;
};

bool is_base64(char c) {
  const char lower = model::lower_ascii(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/// Finds the words of one field, asked for at rising places. What ends a word is looked for
/// once, however many beginnings stand before it.
class word_finder {
public:
  explicit word_finder(std::string_view field)
      : field_{field} {}

  std::optional<encoded_word> at(std::size_t start) {
    if (!field_.substr(start).starts_with("=?"))
      return std::nullopt;
    const auto mark = field_.find('?', start + 2);
    if (mark == field_.npos || mark + 2 >= field_.size() || field_[mark + 2] != '?')
      return std::nullopt;
    const char letter = model::lower_ascii(field_[mark + 1]);
    const auto end = next(end_, "?=", mark + 3);
    if ((letter != 'b' && letter != 'q') || end == field_.npos || next(line_, "\n", start) < end)
      return std::nullopt;
    encoded_word result;
    // RFC 2231 §5: charset*language
    const auto charset = field_.substr(start + 2, mark - start - 2);
    result.charset = charset.substr(0, charset.find('*'));
    result.encoding = letter == 'b' ? encoded_word::form::base64 : encoded_word::form::quoted;
    result.payload = field_.substr(mark + 3, end - mark - 3);
    result.size = end + 2 - start;
    if (letter == 'b' && !result.payload.empty() && std::ranges::none_of(result.payload, is_base64))
      return std::nullopt;
    return result;
  }

private:
  /// The first place of `sought` from `start` on. `known` keeps it between calls.
  std::size_t next(std::optional<std::size_t>& known, std::string_view sought,
                   std::size_t start) const {
    if (!known || *known < start)
      known = field_.find(sought, start);
    return *known;
  }

  std::string_view field_;
  std::optional<std::size_t> end_;
  std::optional<std::size_t> line_;
};

std::string decode_quoted(std::string_view payload) {
  std::string spaced{payload};
  std::ranges::replace(spaced, '_', ' ');
  return model::unescaped(spaced, '=');
}

/// Without padding, too.
std::string decode_base64(std::string payload) {
  while (payload.size() % 4 != 0)
    payload += '=';
  gsize size = 0;
  auto* bytes = g_base64_decode(payload.c_str(), &size);
  std::string result{reinterpret_cast<const char*>(bytes), size};
  g_free(bytes);
  return result;
}

/// Joins the bytes of adjacent words, and decodes them where the charset changes.
class word_run {
public:
  explicit word_run(charset_guesses& guesses)
      : guesses_{guesses} {}

  void add(const encoded_word& word) {
    if (!model::iequals(word.charset, charset_)) {
      flush();
      charset_ = word.charset;
    }
    if (word.encoding == encoded_word::form::quoted) {
      flush_base64();
      bytes_ += decode_quoted(word.payload);
      return;
    }
    std::string digits;
    std::ranges::copy_if(word.payload, std::back_inserter(digits),
                         [](char c) { return is_base64(c) || c == '='; });
    if (!goes_on(digits.size()))
      flush_base64();
    base64_ += digits;
  }

  std::string take() && {
    flush();
    return std::move(text_);
  }

private:
  /// Whether a group of four is cut between the last word and one of `more` digits. It may
  /// also lack its padding: then the bits that no octet needs are zero.
  [[nodiscard]] bool goes_on(std::size_t more) const {
    switch (base64_.size() % 4) {
    case 0:
      return false;
    case 2:
      return std::string_view{"AQgw"}.find(base64_.back()) == std::string_view::npos;
    case 3:
      return std::string_view{"AEIMQUYcgkosw048"}.find(base64_.back()) == std::string_view::npos ||
             (base64_.size() + more) % 4 == 0;
    default:
      return true;
    }
  }

  void flush_base64() {
    if (!base64_.empty())
      bytes_ += decode_base64(std::exchange(base64_, {}));
  }

  void flush() {
    flush_base64();
    text_ += to_utf8(std::exchange(bytes_, {}), charset_, guesses_);
  }

  charset_guesses& guesses_;
  std::string charset_;
  std::string base64_;
  std::string bytes_;
  std::string text_;
};

struct segment {
  enum class kind { plain, words } is = kind::plain;
  std::string text;
};

std::string plain_text(std::string_view bytes, std::string_view undeclared,
                       charset_guesses& guesses) {
  return to_utf8(bytes, model::is_valid_utf8(bytes) ? std::string_view{} : undeclared, guesses);
}

std::vector<segment> segments_of(std::string_view raw, std::string_view undeclared) {
  std::vector<segment> result;
  word_finder words{raw};
  charset_guesses guesses;
  std::size_t plain = 0; // where the plain text begins that has not been taken
  const auto end_plain = [&](std::size_t end) {
    if (plain < end)
      result.push_back(
          {segment::kind::plain, plain_text(raw.substr(plain, end - plain), undeclared, guesses)});
  };
  std::size_t at = raw.find("=?");
  while (at != raw.npos) {
    auto word = words.at(at);
    if (!word) {
      at = raw.find("=?", at + 1);
      continue;
    }
    end_plain(at);
    word_run run{guesses};
    while (word) {
      run.add(*word);
      plain = at + word->size;
      at = std::min(raw.find_first_not_of(" \t\r\n", plain), raw.size());
      word = words.at(at);
    }
    result.push_back({segment::kind::words, std::move(run).take()});
    at = raw.find("=?", plain);
  }
  end_plain(raw.size());
  return result;
}

} // namespace

std::string decode_encoded_words(std::string_view raw, std::string_view undeclared) {
  std::string result;
  for (const auto& segment : segments_of(raw, undeclared))
    result += segment.text;
  return result;
}

std::string rewrite_encoded_words(std::string_view raw, std::string_view undeclared) {
  std::string result;
  for (const auto& segment : segments_of(raw, undeclared)) {
    if (segment.is == segment::kind::plain) {
      result += segment.text;
      continue;
    }
    const glib_string base64{
        g_base64_encode(reinterpret_cast<const guchar*>(segment.text.data()), segment.text.size())};
    result += fmt::format("=?utf-8?B?{}?=", base64.get());
  }
  return result;
}

} // namespace vestnik::mail
