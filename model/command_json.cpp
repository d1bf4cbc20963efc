#include "model/command_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::model {

namespace {

namespace json = boost::json;

/// The member that holds a command's name.
constexpr std::string_view action = "action";

json::string text_of(std::string_view text) { return json::string{text}; }

template <class Struct, class... Fields>
void put_all(json::object& to, const Struct& from, const std::tuple<Fields...>& fields);
template <class Struct, class... Fields>
bool from_object(const json::object& from, const std::tuple<Fields...>& fields, Struct& to);

// -- values to JSON ------------------------------------------------------------------

template <std::unsigned_integral Number>
json::value to_value(Number number, const auto&) {
  return static_cast<std::uint64_t>(number);
}
json::value to_value(const std::string& text, const auto&) { return text_of(text); }
json::value to_value(const secret& text, const auto&) { return text_of(text.reveal()); }
json::value to_value(const json_text& text, const auto&) { return text_of(text.text); }
template <class Tag>
json::value to_value(id<Tag> of, const auto&) {
  return text_of(to_string(of));
}
template <class Enum, std::size_t Size>
json::value to_value(Enum of, const words<Enum, Size>& all) {
  return text_of(word_of(of, all));
}
template <class Item, class... Fields>
json::value to_value(const std::vector<Item>& items, const std::tuple<Fields...>& fields) {
  json::array all;
  for (const auto& item : items)
    put_all(all.emplace_back(json::object{}).get_object(), item, fields);
  return all;
}

template <class Tag>
json::value to_value(const std::vector<id<Tag>>& ids, id_list_rule rule) {
  json::array all;
  for (const auto each : ids)
    all.push_back(to_value(each, rule));
  return all;
}
json::value to_value(const std::vector<std::uint64_t>& seqs, seq_list_rule) {
  return json::array(seqs.begin(), seqs.end());
}
template <class Value>
json::value to_value(const std::optional<Value>& present, const auto& rule) {
  return present ? to_value(*present, rule) : json::value{};
}

// -- JSON to values; each says whether it could be taken -------------------------------

template <std::unsigned_integral Number>
bool take(const json::value& from, const auto&, Number& to) {
  boost::system::error_code failure;
  to = from.to_number<Number>(failure);
  return !failure;
}
bool take(const json::value& from, const auto&, std::string& to) {
  const auto* text = from.if_string();
  if (text != nullptr)
    to = std::string_view{*text};
  return text != nullptr;
}
bool take(const json::value& from, const auto& rule, secret& to) {
  std::string text;
  const bool taken = take(from, rule, text);
  to = secret{std::move(text)};
  return taken;
}
bool take(const json::value& from, const auto& rule, json_text& to) {
  return take(from, rule, to.text);
}
template <class Tag>
bool take(const json::value& from, const auto& rule, id<Tag>& to) {
  std::string text;
  if (!take(from, rule, text))
    return false;
  const auto* end = text.data() + text.size();
  const auto [read, failure] = std::from_chars(text.data(), end, to.value);
  return failure == std::errc{} && read == end;
}
template <class Enum, std::size_t Size>
bool take(const json::value& from, const words<Enum, Size>& all, Enum& to) {
  const auto* text = from.if_string();
  const auto known = std::ranges::find_if(all, [&](const auto& one) {
    return text != nullptr && one.first == std::string_view{*text};
  });
  if (known != all.end())
    to = known->second;
  return known != all.end();
}
template <class Item, class... Fields>
bool take(const json::value& from, const std::tuple<Fields...>& fields, std::vector<Item>& to) {
  const auto* all = from.if_array();
  return all != nullptr && std::ranges::all_of(*all, [&](const json::value& item) {
           return item.is_object() && from_object(item.get_object(), fields, to.emplace_back());
         });
}

template <class Tag>
bool take(const json::value& from, id_list_rule rule, std::vector<id<Tag>>& to) {
  const auto* all = from.if_array();
  return all != nullptr && std::ranges::all_of(*all, [&](const json::value& item) {
           return take(item, rule, to.emplace_back());
         });
}
bool take(const json::value& from, seq_list_rule rule, std::vector<std::uint64_t>& to) {
  const auto* all = from.if_array();
  return all != nullptr && std::ranges::all_of(*all, [&](const json::value& item) {
           return take(item, rule, to.emplace_back());
         });
}
template <class Value>
bool take(const json::value& from, const auto& rule, std::optional<Value>& to) {
  return from.is_null() || take(from, rule, to.emplace());
}

// -- members ---------------------------------------------------------------------------

template <class Struct, class Value, class Rule>
void put(json::object& to, const Struct& from, const described_field<Struct, Value, Rule>& field) {
  to.emplace(field.name, to_value(from.*field.member, field.rule));
}
template <class Struct, class Value, class Fields>
void put(json::object& to, const Struct& from, const described_part<Struct, Value, Fields>& part) {
  put_all(to, from.*part.member, part.fields);
}

template <class Struct, class Value, class Rule>
bool get(const json::object& from, const described_field<Struct, Value, Rule>& field, Struct& to) {
  const auto* value = from.if_contains(field.name);
  return value == nullptr || take(*value, field.rule, to.*field.member);
}
template <class Struct, class Value, class Fields>
bool get(const json::object& from, const described_part<Struct, Value, Fields>& part, Struct& to) {
  return from_object(from, part.fields, to.*part.member);
}

template <class Struct, class... Fields>
void put_all(json::object& to, const Struct& from, const std::tuple<Fields...>& fields) {
  std::apply([&](const auto&... each) { (put(to, from, each), ...); }, fields);
}

template <class Struct, class... Fields>
bool from_object(const json::object& from, const std::tuple<Fields...>& fields, Struct& to) {
  return std::apply([&](const auto&... each) { return (get(from, each, to) && ...); }, fields);
}

template <class... Commands>
std::optional<command_body> command_among(std::variant<Commands...>*, std::string_view name,
                                          const json::object& from) {
  std::optional<command_body> made;
  const auto read = [&]<class Command>(std::type_identity<Command>) {
    if (Command::traits.name != name)
      return;
    if (Command body; from_object(from, fields_of<Command>(), body))
      made = std::move(body);
  };
  (read(std::type_identity<Commands>{}), ...);
  return made;
}

} // namespace

secret to_json(const command_body& body) {
  return std::visit(
      []<class Command>(const Command& one) {
        json::object made{{action, text_of(Command::traits.name)}};
        put_all(made, one, fields_of<Command>());
        return secret{json::serialize(made)};
      },
      body);
}

std::optional<command_body> command_of_json(std::string_view text) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  boost::system::error_code failure;
  const auto read = json::parse(text, failure, {}, options);
  if (failure || !read.is_object())
    return std::nullopt;
  const auto* name = read.get_object().if_contains(action);
  if (name == nullptr || !name->is_string())
    return std::nullopt;
  return command_among(static_cast<command_body*>(nullptr), std::string_view{name->get_string()},
                       read.get_object());
}

} // namespace vestnik::model
