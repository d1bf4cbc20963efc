#include "consumers/route_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::consumers {

namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// The parts between the slashes of a path that starts with one.
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

model::error unreadable(std::string_view pattern, std::string_view why) {
  return {model::ec::invalid, fmt::format("route {}: {}", pattern, why), std::string{pattern}};
}

} // namespace

model::result<route_table::route> route_table::compile(mount target) {
  const std::string_view pattern = target.pattern;
  if (!pattern.starts_with('/'))
    return unreadable(pattern, "a pattern starts with /");
  if (!target.make)
    return unreadable(pattern, "it has no consumer");
  const auto parts = split(pattern);
  std::vector<segment> segments;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto part = parts[i];
    if (part.empty() && i + 1 < parts.size())
      return unreadable(pattern, "only the last segment may be empty");
    if (part.find_first_of("{}") == std::string_view::npos) {
      segments.push_back({segment::kind::literal, std::string{part}});
      continue;
    }
    const bool braced = part.starts_with('{') && part.ends_with('}') && part.size() > 2;
    const auto name = braced ? part.substr(1, part.size() - 2) : std::string_view{};
    if (!is_name(name))
      return unreadable(pattern, fmt::format("{} is not a capture of the form {{name}}", part));
    const segment capture{segment::kind::capture, std::string{name}};
    if (std::ranges::any_of(segments, [&](const segment& other) {
          return other.is == segment::kind::capture && other.text == capture.text;
        }))
      return unreadable(pattern, fmt::format("it captures {} twice", name));
    segments.push_back(capture);
  }
  return route{std::move(target), std::move(segments)};
}

bool route_table::overlap(const route& a, const route& b) {
  return std::ranges::equal(a.segments, b.segments, [](const segment& x, const segment& y) {
    if (x.is == segment::kind::literal && y.is == segment::kind::literal)
      return x.text == y.text;
    // A capture takes anything but the emptiness behind a last slash.
    const auto& other = x.is == segment::kind::literal ? x : y;
    return other.is == segment::kind::capture || !other.text.empty();
  });
}

model::result<route_table> route_table::make(std::vector<mount> mounts) {
  route_table table;
  for (auto& target : mounts) {
    auto compiled = compile(std::move(target));
    if (!compiled)
      return compiled.error();
    for (const auto& other : table.routes_)
      if (overlap(other, *compiled))
        return model::error{model::ec::conflict,
                            fmt::format("route {}: a path could also match {}",
                                        compiled->target.pattern, other.target.pattern),
                            compiled->target.pattern};
    table.routes_.push_back(std::move(*compiled));
  }
  return table;
}

std::optional<route_match> route_table::match(std::string_view path) const {
  if (!path.starts_with('/'))
    return std::nullopt;
  const auto parts = split(path);
  for (const auto& [target, segments] : routes_) {
    const auto fits = [](const segment& expected, std::string_view part) {
      return expected.is == segment::kind::literal ? expected.text == part : !part.empty();
    };
    if (!std::ranges::equal(segments, parts, fits))
      continue;
    route_match found{&target, {}};
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (segments[i].is == segment::kind::capture)
        found.captures.emplace_back(segments[i].text, parts[i]);
    return found;
  }
  return std::nullopt;
}

model::result<void> authorise(const mount& target, const model::identity& who) {
  if (target.options.who == permission::anonymous || who.user)
    return {};
  return model::error{model::ec::unauthenticated, "sign in first"};
}

} // namespace vestnik::consumers
