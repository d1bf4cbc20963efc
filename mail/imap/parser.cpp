#include "mail/imap/parser.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::mail {

namespace {

constexpr std::size_t shown_of_frame = 120;

model::error malformed(std::string message) { return {model::ec::malformed, std::move(message)}; }

/// Recursive descent over one frame. Each function leaves the cursor behind what it
/// read, or returns what was wrong.
class grammar {
public:
  grammar(imap_frame& frame, const imap_limits& limits)
      : frame_{frame}
      , limits_{limits} {
    rest_ = frame.text;
  }

  model::result<imap_response> response() {
    if (rest_.starts_with('+'))
      return continuation();
    const auto tag = word();
    return tag == "*" ? untagged() : tagged(tag);
  }

private:
  imap_response continuation() {
    imap_response result;
    result.is = imap_response::kind::continuation;
    rest_.remove_prefix(1);
    skip_blanks();
    result.text = rest_;
    return result;
  }

  model::result<imap_response> tagged(std::string_view tag) {
    imap_response result;
    result.is = imap_response::kind::tagged;
    result.tag = tag;
    result.status = status_of(word());
    if (tag.empty() || result.status < imap_status::ok || result.status > imap_status::bad)
      return malformed("neither a response nor the end of a command");
    status_text(result);
    return result;
  }

  model::result<imap_response> untagged() {
    imap_response result;
    auto name = word();
    if (!name.empty() && name.front() >= '0' && name.front() <= '9') {
      result.number = read_number(name);
      if (!result.number)
        return malformed("the number is not one of 32 bits");
      name = word();
    }
    if (name.empty())
      return malformed("the response has no name");
    result.status = result.number ? imap_status::none : status_of(name);
    if (result.status != imap_status::none) {
      status_text(result);
      return result;
    }
    result.name = upper_ascii(name);
    if (auto done = values(result.values, 0); !done)
      return done.error();
    if (!rest_.empty())
      return malformed("a parenthesis closes nothing");
    return result;
  }

  static imap_status status_of(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, imap_status>, 5> table{{
        {"OK", imap_status::ok},
        {"NO", imap_status::no},
        {"BAD", imap_status::bad},
        {"PREAUTH", imap_status::preauth},
        {"BYE", imap_status::bye},
    }};
    const auto upper = upper_ascii(name);
    for (const auto& [text, status] : table)
      if (upper == text)
        return status;
    return imap_status::none;
  }

  void status_text(imap_response& result) {
    if (const auto close = rest_.find(']'); rest_.starts_with('[') && close != rest_.npos) {
      const auto inside = rest_.substr(1, close - 1);
      const auto blank = std::min(inside.find(' '), inside.size());
      result.code = upper_ascii(inside.substr(0, blank));
      result.code_arguments = inside.substr(std::min(blank + 1, inside.size()));
      rest_.remove_prefix(close + 1);
      skip_blanks();
    }
    result.text = rest_;
  }

  /// Values up to a closing parenthesis or the end.
  model::result<void> values(std::vector<imap_value>& into, std::size_t depth) {
    for (skip_blanks(); !rest_.empty() && rest_.front() != ')'; skip_blanks()) {
      if (++items_ > limits_.items)
        return malformed("the response has too many values");
      if (auto done = value(into.emplace_back(), depth); !done)
        return done;
    }
    return {};
  }

  model::result<void> value(imap_value& into, std::size_t depth) {
    if (rest_.front() == '(')
      return list(into, depth);
    if (rest_.front() == '"')
      return quoted(into);
    if (rest_.starts_with("~{"))
      rest_.remove_prefix(1);
    return announcement(0) > 0 ? literal(into) : atom(into);
  }

  model::result<void> list(imap_value& into, std::size_t depth) {
    if (depth >= limits_.depth)
      return malformed("lists are nested too deep");
    into.is = imap_value::kind::list;
    rest_.remove_prefix(1);
    if (auto done = values(into.items, depth + 1); !done)
      return done;
    if (rest_.empty())
      return malformed("a list is not closed");
    rest_.remove_prefix(1);
    return {};
  }

  model::result<void> quoted(imap_value& into) {
    into.is = imap_value::kind::string;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return {};
      }
      if (rest_[i] == '\n')
        break;
      if (rest_[i] == '\\' && i + 1 < rest_.size())
        ++i;
      into.text += rest_[i];
    }
    return malformed("a quoted string is not closed");
  }

  /// Length of the announcement of a literal at `at`, line feed included; or zero.
  std::size_t announcement(std::size_t at) const {
    if (rest_[at] != '{')
      return 0;
    const auto close = rest_.find_first_not_of("0123456789+", at + 1);
    return close != rest_.npos && rest_.substr(close, 2) == "}\n" ? close + 2 - at : 0;
  }

  model::result<void> literal(imap_value& into) {
    if (literals_ == frame_.literals.size())
      return malformed("a literal is missing");
    auto& literal = frame_.literals[literals_++];
    rest_.remove_prefix(announcement(0));
    if (literal.is == imap_literal::fate::skipped) {
      into.is = imap_value::kind::too_large;
      into.size = literal.size;
    } else {
      into.is = imap_value::kind::string;
      into.text = std::move(literal.bytes);
    }
    return {};
  }

  model::result<void> atom(imap_value& into) {
    std::size_t end = 0;
    while (end < rest_.size() && !is_delimiter(rest_[end]) && announcement(end) == 0)
      end = rest_[end] == '[' ? behind_bracket(end) : end + 1;
    // A line feed stands only behind the announcement of a literal, never here.
    if (end == 0)
      return malformed("a literal stands where none may be");
    into.text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    into.is = imap_value::kind::atom;
    if (end == 3 && upper_ascii(into.text) == "NIL") {
      into.is = imap_value::kind::nil;
      into.text.clear();
    }
    return {};
  }

  /// Behind the section that a bracket opens, blanks included; behind the bracket if nothing
  /// closes it on its line.
  std::size_t behind_bracket(std::size_t at) {
    // Looked for once per stretch: a line of brackets would cost the square of its length.
    const auto left = rest_.size() - at;
    if (left > unclosed_down_to_)
      return at + 1;
    const auto close = rest_.find_first_of("]\n", at);
    if (close != rest_.npos && rest_[close] == ']')
      return close + 1;
    unclosed_down_to_ = close == rest_.npos ? 0 : rest_.size() - close;
    return at + 1;
  }

  static bool is_delimiter(char c) {
    return std::string_view{" ()\"\n"}.find(c) != std::string_view::npos;
  }

  std::string_view word() {
    const auto end = std::min(rest_.find_first_of(" \n"), rest_.size());
    const auto result = rest_.substr(0, end);
    rest_.remove_prefix(end);
    skip_blanks();
    return result;
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

  imap_frame& frame_;
  const imap_limits& limits_;
  std::string_view rest_;
  std::size_t items_ = 0;
  std::size_t literals_ = 0;
  /// No bracket is closed while more than so many bytes are left.
  std::size_t unclosed_down_to_ = std::numeric_limits<std::size_t>::max();
};

} // namespace

std::optional<imap_item> imap_parser::next() {
  while (true) {
    auto rest = std::string_view{input_}.substr(consumed_);
    auto found = framer_.next(rest);
    consumed_ = input_.size() - rest.size();
    if (!found) {
      input_.clear();
      consumed_ = 0;
      return std::nullopt;
    }
    if (auto* damage = std::get_if<imap_damage>(&*found))
      return std::move(*damage);
    auto& frame = std::get<imap_frame>(*found);
    if (frame.text.find_first_not_of(' ') == std::string::npos)
      continue;
    auto start = frame.text.substr(0, shown_of_frame);
    if (auto response = parse_response(std::move(frame), limits_))
      return std::move(*response);
    else
      return imap_damage{std::move(response.error().message), std::move(start)};
  }
}

model::result<imap_response> parse_response(imap_frame&& frame, const imap_limits& limits) {
  return grammar{frame, limits}.response();
}

} // namespace vestnik::mail
