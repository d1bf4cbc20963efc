#include "mail/mime/html_token.hpp"

#include "mail/mime/html_reference.hpp"
#include "model/values/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace vestnik::mail {

namespace {

constexpr std::string_view blanks = " \t\r\n\f";

bool is_letter(char c) {
  const char lower = model::lower_ascii(c);
  return lower >= 'a' && lower <= 'z';
}

/// Where the name of a tag or an attribute ends.
std::size_t name_size(std::string_view text) {
  return std::min(text.find_first_of(" \t\r\n\f/>"), text.size());
}

/// No markup is looked for inside of these. What they say is not for readers of the page.
bool holds_raw_text(std::string_view name) {
  static constexpr std::array<std::string_view, 7> elements{
      "script", "style", "title", "textarea", "iframe", "noembed", "noframes"};
  return std::ranges::find(elements, name) != elements.end();
}

/// One attribute, taken from the front of what stands in a tag.
struct attribute {
  std::string_view name;
  std::string_view value;
};

/// Blanks, slashes, name, and the value if there is one. Leaves `rest` at the `>`, or empty
/// where the tag is not finished.
attribute take_attribute(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n\f/"), rest.size()));
  attribute result;
  // A name may begin with an equals sign.
  result.name = rest.substr(
      0, std::min(rest.find_first_of(" \t\r\n\f/>=", rest.starts_with('=') ? 1 : 0), rest.size()));
  rest.remove_prefix(result.name.size());
  const auto after = std::min(rest.find_first_not_of(blanks), rest.size());
  if (!rest.substr(after).starts_with('='))
    return result;
  rest.remove_prefix(after + 1);
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
  const auto end = quoted ? rest.find(rest.front(), 1) : rest.find_first_of(" \t\r\n\f>");
  result.value = rest.substr(quoted ? 1 : 0, end - (quoted && end != rest.npos ? 1 : 0));
  rest.remove_prefix(end == rest.npos ? rest.size() : end + (quoted ? 1 : 0));
  return result;
}

} // namespace

bool html_tokens::next(html_token& token) {
  while (!rest_.empty()) {
    const char second = rest_.size() > 1 ? rest_[1] : '\0';
    if (rest_.front() != '<' ||
        (!is_letter(second) && second != '/' && second != '!' && second != '?'))
      return take_text(token);
    if (second == '!' || second == '?')
      skip_comment();
    else if (take_tag(token))
      return true;
  }
  return false;
}

bool html_tokens::take_text(html_token& token) {
  // The first octet is text, whatever it is.
  token.is = html_token::kind::text;
  token.name.clear();
  token.source = rest_.substr(0, rest_.find('<', 1));
  rest_.remove_prefix(token.source.size());
  return true;
}

bool html_tokens::take_tag(html_token& token) {
  const bool closing = rest_[1] == '/';
  rest_.remove_prefix(closing ? 2 : 1);
  if (closing && (rest_.empty() || !is_letter(rest_.front()))) {
    const auto end = rest_.find('>');
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    return false;
  }
  const auto name = rest_.substr(0, name_size(rest_));
  auto inside = rest_.substr(name.size());
  const auto start = inside;
  while (!inside.empty() && inside.front() != '>')
    (void)take_attribute(inside);
  token.is = closing ? html_token::kind::close : html_token::kind::open;
  token.name = model::lower_ascii(name);
  token.source = start.substr(0, start.size() - inside.size());
  rest_ = inside;
  if (rest_.empty())
    return false;
  rest_.remove_prefix(1);
  if (!holds_raw_text(token.name))
    return true;
  if (closing)
    return false;
  const auto raw = distance_to_close(token.name);
  rest_.remove_prefix(raw == rest_.npos ? 0 : raw);
  return raw == rest_.npos;
}

void html_tokens::skip_comment() {
  if (!rest_.starts_with("<!--")) {
    const auto end = rest_.find('>');
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    return;
  }
  rest_.remove_prefix(4);
  for (const std::string_view none : {">", "->"})
    if (rest_.starts_with(none))
      return rest_.remove_prefix(none.size());
  for (auto at = rest_.find("--"); at != rest_.npos; at = rest_.find("--", at + 1))
    for (const std::string_view end : {"-->", "--!>"})
      if (rest_.substr(at).starts_with(end))
        return rest_.remove_prefix(at + end.size());
  rest_ = {};
}

bool html_tokens::is_closed(std::string_view name) { return distance_to_close(name) != rest_.npos; }

std::size_t html_tokens::distance_to_close(std::string_view name) {
  if (std::ranges::find(unclosed_, name) != unclosed_.end())
    return rest_.npos;
  for (auto at = rest_.find("</"); at != rest_.npos; at = rest_.find("</", at + 2)) {
    const auto tag = rest_.substr(at + 2);
    if (model::iequals(tag.substr(0, name.size()), name) &&
        name_size(tag.substr(0, name.size() + 1)) == name.size())
      return at;
  }
  unclosed_.emplace_back(name);
  return rest_.npos;
}

std::string html_attribute(const html_token& tag, std::string_view name) {
  for (auto rest = tag.source; !rest.empty();) {
    const auto [found, value] = take_attribute(rest);
    if (model::iequals(found, name))
      return decode_references(value);
  }
  return {};
}

} // namespace vestnik::mail
