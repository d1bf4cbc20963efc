#pragma once

#include "model/commands/description.hpp"
#include "model/values/id.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

// Commands that clients send, read by the rules of their descriptions.

namespace vestnik::model {

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<id<Tag>> = true;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// A value of a type that no client sends, such as `json_text`, does not compile.
template <class Struct, class Value, class Rule>
void read_into(Struct& to, const described_field<Struct, Value, Rule>& field, fields& in) {
  auto& value = to.*field.member;
  const bool optional =
      field.in_request == described_field<Struct, Value, Rule>::presence::optional;
  if constexpr (is_optional<Value>) {
    using present_type = typename Value::value_type;
    struct present {
      present_type value;
    };
    if (present one{}; in.has(field.name)) {
      read_into(
          one,
          described_field<present, present_type, Rule>{field.name, &present::value, field.rule},
          in);
      value = std::move(one.value);
    }
  } else if constexpr (std::same_as<Rule, id_list_rule>)
    value = in.ids<typename Value::value_type>(field.name, field.rule);
  else if constexpr (std::same_as<Rule, seq_list_rule>)
    value = in.seqs(field.name, field.rule);
  else if constexpr (std::same_as<Rule, number_rule>)
    value = static_cast<Value>(optional ? in.number_or(field.name, field.rule, value)
                                        : in.number(field.name, field.rule));
  else if constexpr (std::same_as<Rule, text_form>)
    value = in.formed_text(field.name, field.rule);
  else if constexpr (std::same_as<Rule, text_rule> && std::same_as<Value, std::string>)
    value = optional ? in.text_or(field.name, field.rule, std::move(value))
                     : in.text(field.name, field.rule);
  else if constexpr (std::same_as<Rule, text_rule>)
    value = Value{in.text(field.name, field.rule)};
  else if constexpr (is_id<Value>)
    value = in.id<Value>(field.name);
  else if (!optional || in.has(field.name))
    value = in.one_of(field.name, field.rule);
}

template <class Struct, class Value, class Fields>
void read_into(Struct& to, const described_part<Struct, Value, Fields>& part, fields& in) {
  std::apply([&](const auto&... each) { (read_into(to.*part.member, each, in), ...); },
             part.fields);
}

/// The command that the fields of a request say; what is wrong with them is kept by `in`, as
/// all its readers do.
template <class Command>
[[nodiscard]] Command read_command(fields& in) {
  Command made;
  std::apply([&](const auto&... each) { (read_into(made, each, in), ...); }, fields_of<Command>());
  return made;
}

} // namespace vestnik::model
