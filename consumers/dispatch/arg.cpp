#include "consumers/dispatch/arg.hpp"

#include <fmt/format.h>

namespace vestnik::consumers {

model::result<argument_source> find_source(const argument_sources& from, std::string_view name,
                                           argument_form form) {
  const auto group = std::ranges::find(from.groups, name);
  const auto taken = std::ranges::find(from.captures, name, &capture::name);
  if (group != from.groups.end() && taken != from.captures.end())
    return model::error{
        model::ec::invalid,
        fmt::format("{} is a group of its filters and a capture of the path", name)};
  if (group != from.groups.end())
    return argument_source{argument_source::kind::group,
                           static_cast<std::size_t>(group - from.groups.begin())};
  if (taken == from.captures.end())
    return argument_source{};
  if (form == argument_form::number && taken->kind == capture_kind::text)
    return model::error{
        model::ec::invalid,
        fmt::format("{} is a number, but the path takes any text: write {{{}:int}}", name, name)};
  return argument_source{argument_source::kind::capture,
                         static_cast<std::size_t>(taken - from.captures.begin())};
}

} // namespace vestnik::consumers
