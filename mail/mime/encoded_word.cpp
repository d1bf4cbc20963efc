#include "mail/mime/encoded_word.hpp"

#include "mail/mime/charset.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "model/values/escapes.hpp"

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
  std::string charset;
  enum class form { base64, quoted } encoding = form::base64;
  std::string_view payload;
  std::size_t size = 0;
};

/// Far above RFC 2047's 75, which mailers ignore; without it looking for ends is quadratic.
constexpr std::size_t longest_word = 4096;

std::optional<encoded_word> word_at(std::string_view rest) {
  const auto text = rest.substr(0, longest_word);
  if (!text.starts_with("=?"))
    return std::nullopt;
  const auto mark = text.find('?', 2);
  if (mark == text.npos || text.substr(mark + 2, 1) != "?")
    return std::nullopt;
  const auto letter = text[mark + 1] | 0x20;
  const auto end = text.find("?=", mark + 3);
  if ((letter != 'b' && letter != 'q') || end == text.npos || text.find('\n') < end)
    return std::nullopt;
  encoded_word result;
  result.charset = text.substr(2, std::min(mark, text.find('*')) - 2); // RFC 2231: charset*language
  result.encoding = letter == 'b' ? encoded_word::form::base64 : encoded_word::form::quoted;
  result.payload = text.substr(mark + 3, end - mark - 3);
  result.size = end + 2;
  return result;
}

std::string decode_quoted(std::string_view payload) {
  std::string spaced{payload};
  std::ranges::replace(spaced, '_', ' ');
  return model::unescaped(spaced, '=');
}

std::string decode_base64(const std::string& payload) {
  gsize size = 0;
  auto* bytes = g_base64_decode(payload.c_str(), &size);
  std::string result{reinterpret_cast<const char*>(bytes), size};
  g_free(bytes);
  return result;
}

/// Joins the bytes of adjacent words, and decodes them where the charset changes.
class word_run {
public:
  void add(const encoded_word& word) {
    if (word.charset != charset_) {
      flush();
      charset_ = word.charset;
    }
    if (word.encoding == encoded_word::form::quoted) {
      flush_base64();
      bytes_ += decode_quoted(word.payload);
      return;
    }
    // A group of four that is cut between words goes on in the next one.
    if (base64_.size() % 4 == 0)
      flush_base64();
    std::ranges::copy_if(word.payload, std::back_inserter(base64_),
                         [](char c) { return c != ' '; });
  }

  std::string take() && {
    flush();
    return std::move(text_);
  }

private:
  void flush_base64() {
    if (!base64_.empty())
      bytes_ += decode_base64(std::exchange(base64_, {}));
  }

  void flush() {
    flush_base64();
    text_ += to_utf8(std::exchange(bytes_, {}), charset_);
  }

  std::string charset_;
  std::string base64_;
  std::string bytes_;
  std::string text_;
};

struct segment {
  enum class kind { plain, words } is = kind::plain;
  std::string text;
};

std::size_t blank_size(std::string_view text) {
  return std::min(text.find_first_not_of(" \t\r\n"), text.size());
}

std::vector<segment> segments_of(std::string_view raw) {
  std::vector<segment> result;
  std::string plain;
  const auto end_plain = [&] {
    if (!plain.empty())
      result.push_back({segment::kind::plain, to_utf8(std::exchange(plain, {}), "")});
  };
  while (!raw.empty()) {
    auto word = word_at(raw);
    if (!word) {
      plain += raw.front();
      raw.remove_prefix(1);
      continue;
    }
    end_plain();
    word_run run;
    while (word) {
      run.add(*word);
      raw.remove_prefix(word->size);
      const auto blank = blank_size(raw);
      word = word_at(raw.substr(blank));
      raw.remove_prefix(word ? blank : 0);
    }
    result.push_back({segment::kind::words, std::move(run).take()});
  }
  end_plain();
  return result;
}

} // namespace

std::string decode_encoded_words(std::string_view raw) {
  std::string result;
  for (const auto& segment : segments_of(raw))
    result += segment.text;
  return result;
}

std::string rewrite_encoded_words(std::string_view raw) {
  std::string result;
  for (const auto& segment : segments_of(raw)) {
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
