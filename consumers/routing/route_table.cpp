#include "consumers/routing/route_table.hpp"

#include "consumers/core/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::consumers {

namespace {

/// A factory whose consumers know their mount.
consumer_factory naming(std::string mount, consumer_factory make) {
  return [mount = std::move(mount), make = std::move(make)](scope facts, client& out,
                                                            channel_layer& layer) {
    facts.mount = mount;
    return make(std::move(facts), out, layer);
  };
}

} // namespace

model::result<route_table> route_table::make(std::vector<mount_point> mounts) {
  route_table table;
  for (auto& one : mounts) {
    const auto refusal = [&one](const model::error& why) {
      return model::error{why.code,
                          fmt::format("route {} ({}): {}", one.path, one.consumer, why.message),
                          why.field.empty() ? one.path : why.field};
    };
    auto path = path_pattern::compile(one.path);
    if (!path)
      return refusal(path.error());
    for (const auto& other : table.routes_)
      if (other->path.overlaps(*path))
        return refusal({model::ec::conflict, fmt::format("a path could also match {} ({})",
                                                         other->path.text(), other->consumer)});
    auto ready = one.prepare(path->captures());
    if (!ready)
      return refusal(ready.error());
    table.routes_.push_back(std::make_unique<const route>(
        route{std::move(*path), std::move(one.consumer), std::move(one.permission),
              naming(one.path, std::move(ready->make)), std::move(ready->described)}));
  }
  return table;
}

std::optional<route_match> route_table::match(std::string_view path) const {
  for (const auto& one : routes_)
    if (auto captures = one->path.match(path))
      return route_match{one.get(), std::move(*captures)};
  return std::nullopt;
}

std::vector<const model::table_description*> route_table::stored() const {
  std::vector<const model::table_description*> all;
  for (const auto& one : routes_)
    for (const auto& [stream, described] : one->described.streams)
      for (const auto* table : described.stored)
        if (std::ranges::find(all, table) == all.end())
          all.push_back(table);
  return all;
}

model::result<void> authorise(const route& target, const scope& facts) {
  try {
    return target.permission.check({.facts = facts});
  } catch (const model::error& why) {
    return why;
  } catch (...) {
    log_failure(target.path.text(), "");
    return internal_error();
  }
}

} // namespace vestnik::consumers
