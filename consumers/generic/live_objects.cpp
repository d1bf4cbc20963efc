#include "consumers/generic/live_objects.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

} // namespace

model::result<void> live_objects::add(followed one) {
  if (all_.size() >= most_)
    return model::error{model::ec::too_many,
                        fmt::format("at most {} subscriptions per connection", most_)};
  all_.push_back(std::move(one));
  if (!following_)
    following_ = store_.follow([this](const change& what) { tell(what); });
  return {};
}

model::result<void> live_objects::drop(const std::function<bool(const followed&)>& which) {
  if (std::erase_if(all_, which) == 0)
    return model::error{model::ec::not_found, "there is no such subscription"};
  if (all_.empty())
    following_.reset();
  return {};
}

model::result<void> live_objects::follow_object(json::value key, request_id id) {
  const auto before = std::ranges::find(all_, key, &followed::key);
  if (before == all_.end() || key.is_null())
    return add({std::move(key), {}, std::move(id)});
  before->id = std::move(id);
  return {};
}

model::result<void> live_objects::follow_all(row wanted, request_id id) {
  return add({nullptr, std::move(wanted), std::move(id)});
}

model::result<void> live_objects::forget_object(const json::value& key) {
  return drop([&](const followed& one) { return !one.key.is_null() && one.key == key; });
}

model::result<void> live_objects::forget(const request_id& id) {
  return drop([&](const followed& one) { return one.id == id; });
}

bool live_objects::sees(const followed& by, const row* object) const {
  return object && matches_all(*object, view_.filter) && matches_all(*object, by.wanted) &&
         view_.visible(*object);
}

void live_objects::tell(const change& what) const {
  const auto& shown = view_.fields.names();
  const bool shows_key = std::ranges::find(shown, view_.of->key) != shown.end();
  for (const auto& one : all_) {
    if (!one.key.is_null() && one.key != what.key)
      continue;
    const bool seen = sees(one, what.before.get());
    const bool sees_it = sees(one, what.after.get());
    if (!seen && !sees_it)
      continue;
    row data;
    if (seen && sees_it)
      data = view_.fields.changes(*what.before, *what.after);
    else if (sees_it)
      data = view_.fields.cut(*what.after);
    if (seen && sees_it && data.empty())
      continue;
    if (sees_it && shows_key)
      data[view_.of->key] = what.key;
    data["pk"] = what.key;
    tell_({fmt::format(R"({{"action":"{}","pk":{},"data":{},"request_id":{}}})",
                       !seen     ? "create"
                       : sees_it ? "update"
                                 : "delete",
                       json::serialize(what.key), json::serialize(data),
                       one.id.json())});
  }
}

} // namespace vestnik::consumers
