#include "consumers/matching/filter.hpp"

#include "model/values/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string_view>

namespace vestnik::consumers {

namespace {

using values = std::vector<literal>;

model::error wrong(std::string message) { return {model::ec::invalid, std::move(message)}; }

bool contains(const values& all, const literal& one) {
  return std::ranges::find(all, one) != all.end();
}

bool accepts(const compiled_filter& rule, const literal& value) {
  if (const auto* allowed = std::get_if<values>(&rule.rule))
    return contains(*allowed, value);
  const auto* text = std::get_if<std::string>(&value);
  return text && std::get<pattern>(rule.rule).match(*text);
}

/// What is known of two filters on one key.
struct key_relation {
  bool first_covers = false;
  bool second_covers = false;
  bool may_share = false;
  bool surely_share = false;
};

key_relation compare(const compiled_filter& first, const compiled_filter& second) {
  const auto* a = std::get_if<values>(&first.rule);
  const auto* b = std::get_if<values>(&second.rule);
  const auto taken_by_first = [&](const literal& value) { return accepts(first, value); };
  const auto taken_by_second = [&](const literal& value) { return accepts(second, value); };
  if (a || b) {
    const bool shared =
        b ? std::ranges::any_of(*b, taken_by_first) : std::ranges::any_of(*a, taken_by_second);
    return {b && std::ranges::all_of(*b, taken_by_first),
            a && std::ranges::all_of(*a, taken_by_second), shared, shared};
  }
  const auto& x = std::get<pattern>(first.rule).expression();
  const auto& y = std::get<pattern>(second.rule).expression();
  const auto anything = [](const std::string& text) { return text == ".*" || text == "(?s).*"; };
  const bool same = x == y;
  return {same || anything(x), same || anything(y), true, same || anything(x) || anything(y)};
}

const compiled_filter* find(const compiled_filters& in, std::string_view key) {
  const auto found = std::ranges::find(in, key, &compiled_filter::key);
  return found == in.end() ? nullptr : &*found;
}

std::string shown(const literal& value) {
  struct visitor {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const std::string& text) const { return model::quoted(text); }
  };
  return std::visit(visitor{}, value);
}

} // namespace

model::result<compiled_filters> compile(const filter_list& filters) {
  compiled_filters made;
  std::vector<std::string> names;
  for (const auto& one : filters) {
    if (find(made, one.key))
      return wrong(fmt::format("the key {} is filtered twice", one.key));
    if (const auto* set = std::get_if<one_of>(&one.rule)) {
      if (set->values.empty())
        return wrong(fmt::format("the key {} may have none of no values", one.key));
      made.push_back({one.key, set->values});
      continue;
    }
    auto compiled = pattern::compile(std::get<matches>(one.rule).expression);
    if (!compiled)
      return wrong(fmt::format("the key {}: {}", one.key, compiled.error().message));
    for (const auto& name : compiled->names()) {
      if (std::ranges::find(names, name) != names.end())
        return wrong(fmt::format("the group {} is named twice", name));
      names.push_back(name);
    }
    if (names.size() > most_groups)
      return wrong(fmt::format("more than {} named groups", most_groups));
    made.push_back({one.key, std::move(*compiled)});
  }
  return made;
}

relation compare(const compiled_filters& first, const compiled_filters& second) {
  bool covers = true;
  bool within = true;
  bool surely = true;
  for (const auto& mine : first) {
    const auto* other = find(second, mine.key);
    if (!other) {
      covers = false;
      continue;
    }
    const auto known = compare(mine, *other);
    if (!known.may_share)
      return relation::apart;
    covers = covers && known.first_covers;
    within = within && known.second_covers;
    surely = surely && known.surely_share;
  }
  for (const auto& other : second)
    within = within && find(first, other.key);
  if (covers)
    return relation::covers;
  if (within)
    return relation::within;
  return surely ? relation::overlap : relation::apart;
}

std::string to_string(const compiled_filters& filters) {
  std::string text;
  for (const auto& one : filters) {
    text += fmt::format("{}{}: ", text.empty() ? "" : ", ", one.key);
    if (const auto* expression = std::get_if<pattern>(&one.rule)) {
      text += fmt::format("/{}/", expression->expression());
      continue;
    }
    std::string set;
    for (const auto& value : std::get<values>(one.rule))
      set += fmt::format("{}{}", set.empty() ? "" : " or ", shown(value));
    text += set;
  }
  return '{' + text + '}';
}

} // namespace vestnik::consumers
