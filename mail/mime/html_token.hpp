#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// A piece of HTML: the text between tags, or a tag.
struct html_token {
  enum class kind : std::uint8_t { text, open, close } is = kind::text;
  /// Of a tag, in lower case.
  std::string name;
  /// Of a text, as written: character references are not decoded. Of a tag what stands behind
  /// its name.
  std::string_view source;
};

/// Cuts HTML into tokens as browsers do (WHATWG HTML §13.2.5), in one pass: comments, doctypes
/// and unfinished tags are left out, and so are scripts, styles and whatever else is no markup
/// inside, with their tags. Anything is accepted. `html` must outlive the tokens.
class html_tokens {
public:
  explicit html_tokens(std::string_view html)
      : rest_{html} {}

  /// The next token; false at the end.
  [[nodiscard]] bool next(html_token& token);

private:
  [[nodiscard]] bool take_text(html_token& token);
  [[nodiscard]] bool take_tag(html_token& token);
  void skip_comment();
  void skip_raw_text(std::string_view name);

  std::string_view rest_;
};

/// The value of the first attribute of that name (lower case) of an opening tag, with its
/// character references decoded; empty if there is none.
[[nodiscard]] std::string html_attribute(const html_token& tag, std::string_view name);

} // namespace vestnik::mail
