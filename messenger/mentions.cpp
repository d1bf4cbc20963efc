#include "messenger/mentions.hpp"

#include "model/values/ascii.hpp"
#include "model/values/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unordered_set>
#include <utility>

namespace vestnik::messenger {

namespace {

constexpr std::size_t shortest_login = 3;
constexpr std::size_t longest_login = 32;

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_of_login(char c) noexcept {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// Whether a name goes on from the character before: a letter or digit of any alphabet, a point, a
/// hyphen, an underscore, another @.
bool joins(std::string_view before) noexcept {
  if (before.empty())
    return false;
  if (is_of_login(before.back()) || before.back() == '@')
    return true;
  auto begin = before.size() - 1;
  while (begin > 0 && model::continues_character(before[begin]))
    --begin;
  const auto last = before.substr(begin);
  const auto point =
      icu::UnicodeString::fromUTF8({last.data(), static_cast<std::int32_t>(last.size())})
          .char32At(0);
  return u_isalpha(point) != 0 || u_isdigit(point) != 0;
}

/// The end of the code that begins at `at`, or `at` if none does: a fence without an end goes to
/// the end of the text, a tick without one stands for itself.
std::size_t end_of_code(std::string_view text, std::size_t at, std::size_t& tick_known_to_be_last) {
  constexpr std::string_view fence = "```";
  if (text.substr(at).starts_with(fence)) {
    const auto end = text.find(fence, at + fence.size());
    return end == std::string_view::npos ? text.size() : end + fence.size();
  }
  if (at >= tick_known_to_be_last)
    return at;
  const auto end = text.find('`', at + 1);
  if (end != std::string_view::npos)
    return end + 1;
  tick_known_to_be_last = at;
  return at;
}

} // namespace

mentions find_mentions(std::string_view text) {
  mentions found;
  std::unordered_set<std::string> seen;
  auto last_tick = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '`') {
      at = std::max(at + 1, end_of_code(text, at, last_tick));
      continue;
    }
    const bool begins = text[at] == '@' && !joins(text.substr(0, at));
    ++at;
    if (!begins || at == text.size() || !is_letter(text[at]))
      continue;
    const auto rest = text.substr(at);
    auto name = rest.substr(
        0, static_cast<std::size_t>(std::ranges::find_if_not(rest, is_of_login) - rest.begin()));
    at += name.size();
    name = name.substr(0, name.find_last_not_of(".-") + 1);
    auto login = model::lower_ascii(name);
    if (login == "all" || login == "here")
      found.called = mentions::scope::everybody;
    else if (login.size() >= shortest_login && login.size() <= longest_login &&
             found.logins.size() < most_mentions && seen.insert(login).second)
      found.logins.push_back(std::move(login));
  }
  return found;
}

} // namespace vestnik::messenger
