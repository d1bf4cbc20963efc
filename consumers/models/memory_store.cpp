#include "consumers/models/memory_store.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace vestnik::consumers {

namespace json = boost::json;

memory_store::place memory_store::place_of(const json::value& key) const {
  if (key.is_int64())
    return {key.get_int64(), {}};
  const std::string_view text{key.as_string()};
  if (model_.find(model_.key)->kind != column_kind::id)
    return {0, std::string{text}};
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return {number, {}};
}

std::shared_ptr<const row> memory_store::transaction::at(const place& key) const {
  if (const auto written = written_.find(key); written != written_.end())
    return written->second;
  const auto stored = store_.objects_.find(key);
  return stored == store_.objects_.end() ? nullptr : stored->second;
}

model::result<row> memory_store::transaction::insert(row object) {
  const auto& name = store_.model_.key;
  const auto kind = store_.model_.find(name)->kind;
  if (kind == column_kind::integer)
    object[name] = ++last_key_;
  else if (kind == column_kind::id)
    object[name] = std::to_string(++last_key_);
  const json::value key = object.at(name);
  const auto where = store_.place_of(key);
  if (at(where))
    return model::error{model::ec::conflict, fmt::format("there is an object with this {}", name),
                        name};
  const auto stored = std::make_shared<const row>(std::move(object));
  written_[where] = stored;
  changes_.push_back({.key = key, .after = stored});
  return *stored;
}

model::result<row> memory_store::transaction::update(const json::value& key, const row& fields) {
  const auto where = store_.place_of(key);
  const auto before = at(where);
  if (!before)
    return no_such_object();
  auto after = *before;
  for (const auto& [name, value] : fields)
    after[name] = value;
  const auto stored = std::make_shared<const row>(std::move(after));
  written_[where] = stored;
  changes_.push_back({.key = key, .before = before, .after = stored});
  return *stored;
}

model::result<row> memory_store::transaction::remove(const json::value& key) {
  const auto where = store_.place_of(key);
  const auto before = at(where);
  if (!before)
    return no_such_object();
  written_[where] = nullptr;
  changes_.push_back({.key = key, .before = before});
  return *before;
}

void memory_store::transaction::apply() {
  for (auto& [where, object] : written_) {
    if (object)
      store_.objects_[where] = std::move(object);
    else
      store_.objects_.erase(where);
  }
  store_.last_key_ = last_key_;
  for (auto& one : changes_)
    one.position = ++store_.position_;
}

void memory_store::transaction::publish() const { store_.tell(changes_); }

void memory_store::transaction::commit() {
  apply();
  publish();
}

watch memory_store::follow(change_handler on_change, ready_handler ready) {
  auto kept = std::make_shared<const change_handler>(std::move(on_change));
  std::erase_if(watches_, [](const auto& one) { return one.expired(); });
  watches_.push_back(kept);
  ready({});
  return std::const_pointer_cast<change_handler>(std::move(kept));
}

void memory_store::tell(const std::vector<change>& changes) {
  // Whoever is called may follow and stop following.
  const auto watches = watches_;
  for (const auto& one : changes)
    for (const auto& watching : watches)
      if (const auto on_change = watching.lock())
        (*on_change)(one);
}

void memory_store::find(const json::value& key, row_handler done) {
  const auto found = objects_.find(place_of(key));
  if (found == objects_.end())
    return done(no_such_object());
  done(*found->second);
}

void memory_store::list(const list_query& wanted, list_handler done) {
  object_list page;
  const auto first = wanted.after ? place_of(*wanted.after) : place{};
  std::size_t passed = 0;
  std::size_t bytes = 0;
  for (const auto& [at, object] : objects_) {
    if (!matches_all(*object, wanted.equal))
      continue;
    ++page.total;
    if (wanted.after && at <= first)
      continue;
    if (passed++ < wanted.offset || page.objects.size() >= wanted.limit || page.is_cut)
      continue;
    bytes += json::serialize(*object).size();
    page.is_cut = bytes > list_bytes && !page.objects.empty();
    if (!page.is_cut)
      page.objects.push_back(*object);
  }
  if (wanted.limit > 0)
    page.total = 0;
  done(std::move(page));
}

model::result<void> memory_store::is_still(const json::value& key, const row& before) const {
  const auto found = objects_.find(place_of(key));
  if (found == objects_.end())
    return no_such_object();
  if (!matches_all(*found->second, before))
    return changed_meanwhile();
  return {};
}

void memory_store::insert_once(row object, std::string op, row_handler done) {
  if (const auto known = operations_.find(op); known != operations_.end())
    return done(row{known->second});
  transaction all{*this};
  const auto stored = all.insert(std::move(object));
  if (stored)
    all.apply();
  if (stored && !op.empty())
    operations_.emplace(std::move(op), *stored);
  done(stored);
  if (stored)
    all.publish();
}

void memory_store::update(const json::value& key, row fields, row before, row_handler done) {
  if (const auto still = is_still(key, before); !still)
    return done(still.error());
  transaction all{*this};
  const auto stored = all.update(key, fields);
  if (stored)
    all.apply();
  done(stored);
  if (stored)
    all.publish();
}

void memory_store::remove(const json::value& key, row before, row_handler done) {
  if (const auto still = is_still(key, before); !still)
    return done(still.error());
  transaction all{*this};
  const auto removed = all.remove(key);
  if (removed)
    all.apply();
  done(removed);
  if (removed)
    all.publish();
}

} // namespace vestnik::consumers
