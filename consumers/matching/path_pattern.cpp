#include "consumers/matching/path_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

namespace vestnik::consumers {

namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// The parts between the slashes of a path that starts with one. A slash within braces
/// divides nothing.
std::vector<std::string_view> split(std::string_view path, bool (*divides)(char c, int depth)) {
  std::vector<std::string_view> parts;
  std::size_t begin = 1;
  int depth = 0;
  for (std::size_t i = 1; i <= path.size(); ++i) {
    if (i == path.size() || divides(path[i], depth)) {
      parts.push_back(path.substr(begin, i - begin));
      begin = i + 1;
    } else {
      depth += path[i] == '{' ? 1 : path[i] == '}' ? -1 : 0;
    }
  }
  return parts;
}

std::vector<std::string_view> split_path(std::string_view path) {
  return split(path, [](char c, int) { return c == '/'; });
}

std::vector<std::string_view> split_pattern(std::string_view path) {
  return split(path, [](char c, int depth) { return c == '/' && depth <= 0; });
}

bool is_number(capture_kind kind) {
  return kind == capture_kind::integer || kind == capture_kind::id;
}

bool fits_64_bits(std::string_view text) {
  std::int64_t number = 0;
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
}

model::error unreadable(std::string message) { return {model::ec::invalid, std::move(message)}; }

} // namespace

bool path_pattern::segment::matches(std::string_view part) const {
  if (!captures)
    return text == part;
  if (part.empty() || (expected && !expected->match(part)))
    return false;
  return !is_number(*captures) || fits_64_bits(part);
}

bool path_pattern::segment::overlaps(const segment& other) const {
  if (!captures)
    return other.matches(text);
  if (!other.captures)
    return matches(other.text);
  return !expected || !other.expected || expected->expression() == other.expected->expression();
}

model::result<path_pattern::segment> path_pattern::compile_capture(std::string_view part) {
  const bool braced = part.starts_with('{') && part.ends_with('}') && part.size() > 2;
  const auto inner = braced ? part.substr(1, part.size() - 2) : std::string_view{};
  const auto colon = inner.find(':');
  const auto name = inner.substr(0, colon);
  if (!is_name(name))
    return unreadable(
        fmt::format("{} is not a capture of the form {{name}} or {{name:what}}", part));
  segment made{std::string{name}, capture_kind::text, {}};
  if (colon == std::string_view::npos)
    return made;
  auto expression = inner.substr(colon + 1);
  made.captures = capture_kind::expression;
  if (expression == "int") {
    made.captures = capture_kind::integer;
    expression = "0|-?[1-9][0-9]{0,18}";
  } else if (expression == "id") {
    made.captures = capture_kind::id;
    expression = "[1-9][0-9]{0,18}";
  }
  auto expected = pattern::compile(expression);
  if (!expected)
    return unreadable(fmt::format("{}: {}", part, expected.error().message));
  made.expected = std::move(*expected);
  return made;
}

model::result<path_pattern> path_pattern::compile(std::string_view text) {
  if (!text.starts_with('/'))
    return unreadable("a pattern starts with /");
  path_pattern made;
  made.text_ = text;
  const auto parts = split_pattern(text);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = parts[i];
    if (part.empty() && i + 1 < parts.size())
      return unreadable("only the last segment may be empty");
    if (part.find_first_of("{}") == std::string_view::npos) {
      made.segments_.push_back({std::string{part}, {}, {}});
      continue;
    }
    auto compiled = compile_capture(part);
    if (!compiled)
      return compiled.error();
    if (std::ranges::find(made.captures_, compiled->text, &capture::name) != made.captures_.end())
      return unreadable(fmt::format("it captures {} twice", compiled->text));
    made.captures_.push_back(
        {compiled->text, *compiled->captures,
         *compiled->captures == capture_kind::expression ? compiled->expected->expression() : ""});
    made.segments_.push_back(std::move(*compiled));
  }
  return made;
}

std::optional<capture_list> path_pattern::match(std::string_view path) const {
  if (!path.starts_with('/'))
    return std::nullopt;
  const auto parts = split_path(path);
  if (!std::ranges::equal(segments_, parts, [](const segment& expected, std::string_view part) {
        return expected.matches(part);
      }))
    return std::nullopt;
  capture_list taken;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (segments_[i].captures)
      taken.emplace_back(segments_[i].text, parts[i]);
  return taken;
}

std::string path_pattern::address() const {
  std::string all;
  for (const auto& part : segments_)
    all += part.captures ? fmt::format("/{{{}}}", part.text) : fmt::format("/{}", part.text);
  return all;
}

bool path_pattern::overlaps(const path_pattern& other) const {
  return std::ranges::equal(segments_, other.segments_,
                            [](const segment& a, const segment& b) { return a.overlaps(b); });
}

} // namespace vestnik::consumers
