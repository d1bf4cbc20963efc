#include "consumers/dispatch/dispatcher.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

constexpr std::size_t most_slots = 256;

// Codes of values that are not in a slot's tables.
constexpr std::uint32_t not_read = 0;
constexpr std::uint32_t missing = 1;
constexpr std::uint32_t other_kind = 2;
constexpr std::uint32_t null_value = 3;
constexpr std::uint32_t false_value = 4;
constexpr std::uint32_t true_value = 5;
constexpr std::uint32_t first_place = 6;

template <class Values, class Value>
std::uint32_t place(const Values& sorted, const Value& value, std::size_t before) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (found == sorted.end() || *found != value)
    return other_kind;
  return first_place + static_cast<std::uint32_t>(before) +
         static_cast<std::uint32_t>(found - sorted.begin());
}

template <class Values>
void sort_once(Values& values) {
  std::ranges::sort(values);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

} // namespace

/// One request while it is looked at: each slot is read at most once.
class dispatcher::reading {
public:
  reading(const std::vector<slot>& slots, const request& request)
      : slots_{slots}
      , request_{request} {
    std::fill_n(codes_.begin(), slots.size(), not_read);
  }

  code at(std::size_t number) {
    auto& known = codes_[number];
    if (known == not_read)
      known = read(slots_[number]);
    return known;
  }

  /// The slot's text; empty if it holds no string.
  [[nodiscard]] std::optional<std::string_view> text(std::size_t number) const {
    const auto& key = slots_[number].key;
    if (key == "action")
      return request_.head.action;
    const auto* found = request_.arguments.if_contains(key);
    const auto* string = found ? found->if_string() : nullptr;
    return string ? std::optional<std::string_view>{*string} : std::nullopt;
  }

private:
  [[nodiscard]] code read(const slot& from) const {
    if (from.key == "action")
      return request_.head.action ? place(from.texts, std::string_view{*request_.head.action}, 0)
                                  : missing;
    const auto* found = request_.arguments.if_contains(from.key);
    if (!found)
      return missing;
    switch (found->kind()) {
    case json::kind::string:
      return place(from.texts, std::string_view{found->get_string()}, 0);
    case json::kind::int64:
      return place(from.numbers, found->get_int64(), from.texts.size());
    case json::kind::bool_:
      return found->get_bool() ? true_value : false_value;
    case json::kind::null:
      return null_value;
    default:
      return other_kind;
    }
  }

  const std::vector<slot>& slots_;
  const request& request_;
  std::array<code, most_slots> codes_;
};

std::size_t dispatcher::slot_of(std::string_view key) {
  const auto found = std::ranges::find(slots_, key, &slot::key);
  if (found != slots_.end())
    return static_cast<std::size_t>(found - slots_.begin());
  slots_.push_back({std::string{key}, {}, {}});
  return slots_.size() - 1;
}

dispatcher::code dispatcher::code_of(const slot& at, const literal& value) const {
  if (const auto* text = std::get_if<std::string>(&value))
    return place(at.texts, *text, 0);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return place(at.numbers, *number, at.texts.size());
  if (const auto* truth = std::get_if<bool>(&value))
    return *truth ? true_value : false_value;
  return null_value;
}

void dispatcher::index() {
  for (const auto& handler : entries_)
    for (const auto& one : handler.filters) {
      auto& at = slots_[slot_of(one.key)];
      if (const auto* values = std::get_if<std::vector<literal>>(&one.rule))
        for (const auto& value : *values) {
          if (const auto* text = std::get_if<std::string>(&value))
            at.texts.push_back(*text);
          if (const auto* number = std::get_if<std::int64_t>(&value))
            at.numbers.push_back(*number);
        }
    }
  for (auto& at : slots_) {
    sort_once(at.texts);
    sort_once(at.numbers);
  }
  for (auto& handler : entries_)
    for (const auto& one : handler.filters) {
      const auto number = slot_of(one.key);
      if (const auto* expected = std::get_if<pattern>(&one.rule)) {
        handler.patterns.push_back({number, *expected});
        continue;
      }
      literal_check check{number, {}};
      for (const auto& value : std::get<std::vector<literal>>(one.rule))
        check.allowed.push_back(code_of(slots_[number], value));
      sort_once(check.allowed);
      handler.literals.push_back(std::move(check));
    }
}

model::result<dispatcher> dispatcher::make(const std::vector<filter_list>& handlers) {
  dispatcher made;
  for (const auto& filters : handlers) {
    auto compiled = compile(filters);
    if (!compiled)
      return model::error{
          model::ec::invalid,
          fmt::format("handler {}: {}", made.entries_.size() + 1, compiled.error().message)};
    made.entries_.push_back({{}, {}, std::move(*compiled)});
  }
  for (std::size_t later = 0; later < made.entries_.size(); ++later)
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const auto found = compare(made.entries_[earlier].filters, made.entries_[later].filters);
      if (found == relation::covers)
        return model::error{model::ec::invalid,
                            fmt::format("{} is never reached: {} takes all that it would",
                                        made.name_of(later), made.name_of(earlier))};
      if (found == relation::overlap)
        return model::error{model::ec::conflict,
                            fmt::format("some requests would match both {} and {}",
                                        made.name_of(earlier), made.name_of(later))};
    }
  made.index();
  if (made.slots_.size() > most_slots)
    return model::error{model::ec::invalid,
                        fmt::format("the handlers filter more than {} keys", most_slots)};
  return made;
}

std::optional<std::size_t> dispatcher::find(const request& request, group_values& groups) const {
  reading seen{slots_, request};
  const auto literal_fits = [&](const literal_check& check) {
    const auto held = seen.at(check.slot);
    if (check.allowed.size() == 1)
      return held == check.allowed.front();
    return std::ranges::binary_search(check.allowed, held);
  };
  const auto pattern_fits = [&](const pattern_check& check) {
    const auto text = seen.text(check.slot);
    return text && check.expected.match(*text, groups);
  };
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!std::ranges::all_of(entries_[i].literals, literal_fits))
      continue;
    groups.count = 0;
    if (std::ranges::all_of(entries_[i].patterns, pattern_fits))
      return i;
  }
  groups.count = 0;
  return std::nullopt;
}

model::error dispatcher::refusal(const request& request) const {
  const auto actions = std::ranges::find(slots_, "action", &slot::key);
  if (actions == slots_.end())
    return {model::ec::unknown_action, "no handler takes this message"};
  if (!request.head.action)
    return {model::ec::malformed, "action is missing", "action"};
  std::string known;
  for (const auto& handler : entries_)
    for (const auto& one : handler.filters)
      if (const auto* values = std::get_if<std::vector<literal>>(&one.rule);
          values && one.key == "action")
        for (const auto& value : *values)
          if (const auto* text = std::get_if<std::string>(&value)) {
            if (*text == *request.head.action)
              return {model::ec::unknown_action,
                      fmt::format("no handler of {} takes these arguments", *text), "action"};
            known += fmt::format("{}{}", known.empty() ? "" : ", ", *text);
          }
  return {model::ec::unknown_action,
          fmt::format("there is no action {}; there is: {}", *request.head.action, known),
          "action"};
}

std::string dispatcher::name_of(std::size_t handler) const {
  return fmt::format("handler {} {}", handler + 1, to_string(entries_[handler].filters));
}

std::vector<std::string> dispatcher::keys_of(std::size_t handler) const {
  std::vector<std::string> keys;
  for (const auto& one : entries_[handler].filters)
    keys.push_back(one.key);
  return keys;
}

std::vector<std::string> dispatcher::groups_of(std::size_t handler) const {
  std::vector<std::string> names;
  for (const auto& check : entries_[handler].patterns)
    names.insert(names.end(), check.expected.names().begin(), check.expected.names().end());
  return names;
}

} // namespace vestnik::consumers
