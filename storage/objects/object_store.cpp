#include "storage/objects/object_store.hpp"

#include "storage/sql/query.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::storage {

namespace {

namespace json = boost::json;

constexpr statement move_last_key{
    "UPDATE object_keys SET last_key = $2 WHERE model = $1 AND last_key < $2"};

/// What happens to one object in a transaction, from its first change to its last.
struct course {
  const object_row* first = nullptr;
  const object_row* last = nullptr;

  /// Whether it went in between: then what comes is another object.
  enum class unity : std::uint8_t { whole, broken } one = unity::whole;

  [[nodiscard]] bool was_there() const { return first->kind != object_row::change::insert; }
  [[nodiscard]] bool is_there() const { return last->kind != object_row::change::erase; }
  [[nodiscard]] bool stays() const { return was_there() && is_there() && one == unity::whole; }
};

/// Those of one table, in the order in which they begin.
class courses {
public:
  void add(const object_row& next) {
    const auto [found, is_new] = places_.try_emplace(json::serialize(next.key), all_.size());
    if (is_new)
      all_.push_back({&next, &next});
    auto& known = all_[found->second];
    known.last = &next;
    if (next.kind == object_row::change::erase)
      known.one = course::unity::broken;
  }

  [[nodiscard]] const std::vector<course>& all() const noexcept { return all_; }

private:
  std::map<std::string, std::size_t> places_;
  std::vector<course> all_;
};

/// The least key that may be in a page, as its `value` needs it; nothing: no key may.
class least_key {
public:
  static std::optional<least_key> of(const object_page& page) {
    least_key made;
    const bool is_text = page.table->description().key_column().kind == model::column_kind::text;
    if (is_text && page.after.is_null())
      made.held_ = std::string{};
    else if (is_text)
      made.held_ = std::string{std::string_view{page.after.as_string()}} + '\0';
    else if (!page.after.is_null()) {
      const auto last = std::get<std::int64_t>(page.table->key_cell(page.after).held());
      if (last == std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
      made.held_ = last + 1;
    }
    return made;
  }

  [[nodiscard]] value cell() const {
    if (const auto* text = std::get_if<std::string>(&held_))
      return blob{*text};
    return std::get<std::int64_t>(held_);
  }

private:
  std::variant<std::int64_t, std::string> held_ = std::numeric_limits<std::int64_t>::min();
};

model::result<objects_by_key::object_list> find_one(database& in, const object_table& table,
                                                    const json::value& key) {
  auto object = one<json::object>(in, table.find(), {table.key_cell(key)},
                                  [&table](const row& from) { return table.read(from, 0); });
  if (!object)
    return object.error();
  objects_by_key::object_list out;
  out.objects.push_back(*object ? std::make_shared<const json::object>(std::move(**object))
                                : nullptr);
  return out;
}

} // namespace

model::result<void> object_store::write(std::span<const object_row* const> rows) {
  std::map<const object_table*, courses> by_table;
  for (const auto* each : rows)
    by_table[each->table.get()].add(*each);
  for (const auto& [table, changed] : by_table) {
    std::vector<value> gone;
    std::vector<value> other;
    std::vector<value> there;
    for (const auto& each : changed.all()) {
      if (each.stays()) {
        table->append_update(*each.last->fields, other);
        continue;
      }
      if (each.was_there())
        gone.push_back(table->key_cell(each.first->key));
      if (each.is_there())
        table->append_cells(*each.last->fields, there);
    }
    if (auto done = for_each(table->erase_each(), gone); !done)
      return done;
    if (auto done = for_each(table->update_each(), other); !done)
      return done;
    if (auto done = database_.insert_many(table->name(), table->columns(), there); !done)
      return done;
  }
  return note_keys(rows);
}

model::result<void> object_store::for_each(const bulk_statement& bulk,
                                           const std::vector<value>& cells) {
  return cells.empty() ? model::result<void>{}
                       : database_.execute_for_each(bulk, cells, show_nothing);
}

model::result<void> object_store::note_keys(std::span<const object_row* const> rows) {
  std::map<std::string_view, std::int64_t> greatest;
  for (const auto* each : rows)
    if (const auto* key = each->key.if_int64(); key && each->kind == object_row::change::insert) {
      auto& known = greatest[each->table->description().name];
      known = std::max(known, *key);
    }
  for (const auto& [model, key] : greatest)
    if (auto noted = run(database_, move_last_key, {model, key}); !noted)
      return noted;
  return {};
}

model::result<objects_by_key::object_list> objects_by_key::find(database& in) const {
  if (keys.size() == 1)
    return find_one(in, *table, keys.front());
  std::vector<value> cells;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    cells.emplace_back(i);
    cells.push_back(table->key_cell(keys[i]));
  }
  object_list out;
  out.objects.resize(keys.size());
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  auto done =
      in.execute_for_each(table->find_each(), cells, [&](const row& from) -> model::result<void> {
        out.objects.at(from.get<std::size_t>(0)) =
            std::make_shared<const json::object>(table->read(from, 1));
        return {};
      });
  if (!done)
    return done.error();
  if (auto ended = unit.commit(); !ended)
    return ended.error();
  return out;
}

model::result<object_page::object_list> object_page::find(database& in) const {
  const auto filter = equal.empty() ? object_table::filter::none : object_table::filter::equal;
  std::vector<value> wanted;
  if (!equal.empty())
    wanted = table->filter_cells(equal);

  object_list out;
  if (limit == 0) {
    auto counted = in.execute(table->count(filter), wanted, [&out](const row& from) {
      out.total = from.get<std::uint64_t>(0);
      return model::result<void>{};
    });
    if (!counted)
      return counted.error();
    return out;
  }
  const auto least = least_key::of(*this);
  if (!least)
    return out;
  wanted.insert(wanted.begin(), {least->cell(), limit, offset});
  auto done = in.execute(table->page(filter), wanted, [&](const row& from) {
    out.objects.push_back(table->read(from, 0));
    return model::result<void>{};
  });
  if (!done)
    return done.error();
  return out;
}

model::result<std::int64_t> newest_object_key::find(database& in) const {
  auto key = one<std::int64_t>(in, table->newest(), {table->description().name},
                               [](const row& from) { return from.integer(0); });
  if (!key)
    return key.error();
  return key->value_or(0);
}

} // namespace vestnik::storage
