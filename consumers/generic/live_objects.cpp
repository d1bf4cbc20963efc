#include "consumers/generic/live_objects.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

using kind = event_bodies::kind;

std::string_view word(kind how) {
  switch (how) {
  case kind::create:
    return "create";
  case kind::update:
    return "update";
  case kind::remove:
    break;
  }
  return "delete";
}

/// An event up to its request id; empty if nothing that is shown has changed.
std::string body_of(const object_view& view, const change& change, kind how) {
  row data;
  if (how == kind::update)
    data = view.fields->changes(*change.before, *change.after);
  else if (how == kind::create)
    data = view.fields->cut(*change.after);
  if (how == kind::update && data.empty())
    return "";
  const auto& shown = view.fields->names();
  if (how != kind::remove && std::ranges::find(shown, view.of->key) != shown.end())
    data[view.of->key] = change.key;
  data["pk"] = change.key;
  return fmt::format(R"({{"action":"{}","pk":{},"data":{},"request_id":)", word(how),
                     json::serialize(change.key), json::serialize(data));
}

/// One state of an object, as the connection sees it.
class sight {
public:
  sight(const object_view& view, const row* object)
      : view_{view}
      , object_{object} {}

  [[nodiscard]] bool holds(const row& wanted) {
    return object_ && matches_all(*object_, wanted) && is_seen();
  }

private:
  /// Asked at most once: it may ask the permission.
  bool is_seen() {
    if (seen_ == answer::not_asked)
      seen_ =
          matches_all(*object_, view_.filter) && view_.visible(*object_) ? answer::yes : answer::no;
    return seen_ == answer::yes;
  }

  const object_view& view_;
  const row* object_;
  enum class answer : std::uint8_t { not_asked, yes, no } seen_ = answer::not_asked;
};

} // namespace

void live_objects::add(subscription one, const done_handler& done) {
  if (all_.size() >= most_)
    return done(model::error{model::ec::too_many,
                             fmt::format("at most {} subscriptions per connection", most_)});
  all_.push_back(std::move(one));
  answer(done);
}

void live_objects::answer(const done_handler& done) {
  if (now_ == state::following)
    return done({});
  waiting_.push_back(done);
  if (now_ == state::requested)
    return;
  now_ = state::requested;
  auto made = store_.follow([this](const change& change) { tell(change); },
                            [this](const model::result<void>& outcome) { settle(outcome); });
  if (now_ != state::idle)
    following_ = std::move(made);
}

void live_objects::settle(const model::result<void>& outcome) {
  now_ = state::following;
  if (!outcome)
    all_.clear();
  // What was ended meanwhile.
  if (all_.empty())
    stop();
  for (const auto& done : std::exchange(waiting_, {}))
    done(outcome);
}

void live_objects::stop() {
  now_ = state::idle;
  following_.reset();
}

model::result<void> live_objects::drop(const std::function<bool(const subscription&)>& which) {
  if (std::erase_if(all_, which) == 0)
    return model::error{model::ec::not_found, "there is no such subscription"};
  // While the store is asked there is somebody who waits for its answer.
  if (all_.empty() && now_ == state::following)
    stop();
  return {};
}

void live_objects::follow_object(json::value key, request_id id, const done_handler& done) {
  const auto before = std::ranges::find(all_, key, &subscription::key);
  if (before == all_.end() || key.is_null())
    return add({std::move(key), {}, std::move(id)}, done);
  before->id = std::move(id);
  answer(done);
}

void live_objects::follow_all(row wanted, request_id id, const done_handler& done) {
  add({nullptr, std::move(wanted), std::move(id)}, done);
}

model::result<void> live_objects::forget_object(const json::value& key) {
  return drop([&](const subscription& one) { return !one.key.is_null() && one.key == key; });
}

model::result<void> live_objects::forget(const request_id& id) {
  return drop([&](const subscription& one) { return one.id == id; });
}

void live_objects::tell(const change& change) const {
  sight before{view_, change.before.get()};
  sight after{view_, change.after.get()};
  for (const auto& one : all_) {
    if (!one.key.is_null() && one.key != change.key)
      continue;
    const bool seen = before.holds(one.wanted);
    const bool sees_it = after.holds(one.wanted);
    if (!seen && !sees_it)
      continue;
    const auto how = !seen ? kind::create : sees_it ? kind::update : kind::remove;
    const auto& body =
        change.bodies->of(view_.fields, how, [&] { return body_of(view_, change, how); });
    if (!body.empty())
      tell_({body + one.id.json() + '}'});
  }
}

} // namespace vestnik::consumers
