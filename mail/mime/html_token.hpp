#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
/// inside, with their tags. Browsers take such an element to the end of the page if nothing closes
/// it; here it is an ordinary tag, so that it hides nothing. Anything is accepted. `html` must
/// outlive the tokens.
class html_tokens {
public:
  explicit html_tokens(std::string_view html)
      : rest_{html} {}

  /// The next token; false at the end.
  [[nodiscard]] bool next(html_token& token);

  /// Whether a closing tag of that name, in lower case, stands behind the last token. Asking at
  /// each opening tag whose closing tag is then gone to takes one pass, too.
  [[nodiscard]] bool is_closed(std::string_view name);

private:
  [[nodiscard]] bool take_text(html_token& token);
  [[nodiscard]] bool take_tag(html_token& token);
  void skip_comment();
  /// The octets up to the closing tag of that name; npos if there is none.
  [[nodiscard]] std::size_t distance_to_close(std::string_view name);

  std::string_view rest_;
  /// Names that nothing closes from here on.
  std::vector<std::string> unclosed_;
};

/// The value of the first attribute of that name (lower case) of an opening tag, with its
/// character references decoded; empty if there is none.
[[nodiscard]] std::string html_attribute(const html_token& tag, std::string_view name);

} // namespace vestnik::mail
