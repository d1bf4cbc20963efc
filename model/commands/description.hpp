#pragma once

#include "model/values/fields.hpp"
#include "model/values/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>

// A command is a struct that is described once, by two constants of it:
//
//   struct send_message {
//     static constexpr command_traits traits{"chats.send", effect::writes};
//
//     std::string text;
//
//     static constexpr auto fields = std::tuple{field("text", &send_message::text, not_empty)};
//   };
//
// and stands in the list of its room, such as `chat_command`. All else is derived: how a client's
// request is read (`reading.hpp`), the JSON between nodes (`model/command_json.hpp`), and in
// endpoints/ the action and its schema. Every member is described: others do not compile.
//
// Who enforces what:
//  - the rules of the fields hold for what clients send, and are applied where it is read;
//  - between nodes only the form is checked: the node that took the request applied the rules;
//  - the room's owner checks who asks, and what depends on its settings or its state: how long a
//    text and a page may be, whether a cursor is one of its own. It trusts no sender with these.

namespace vestnik::model {

/// Whether a command may be repeated without harm.
enum class effect : std::uint8_t {
  /// Reads, and marks of which the newest counts.
  repeatable,
  /// Changes something each time: a client gives it an `op`, by which a repetition is known.
  writes,
};

/// Who can name a command.
enum class sender : std::uint8_t {
  /// Clients. The room's owner checks whether this one may: others are told `not_found`.
  client,
  /// The server's own consumers only, who check what their clients may do.
  consumer,
};

struct command_traits {
  /// `chats.send`: the stream and the action of the clients' wire, and the name between nodes.
  std::string_view name;
  effect does = effect::repeatable;
  sender by = sender::client;
  /// How long the answer is waited for: longer than the owner waits for its database, and for
  /// another node's lease.
  std::chrono::seconds patience{30};

  [[nodiscard]] constexpr std::string_view stream() const { return name.substr(0, name.find('.')); }
  [[nodiscard]] constexpr std::string_view action() const {
    return name.substr(name.find('.') + 1);
  }
};

/// Of a field that clients send without a rule (ids), or never.
struct no_rule {};

/// One member of `Struct` as a member of a JSON object.
template <class Struct, class Value, class Rule>
struct described_field {
  std::string_view name;
  Value Struct::*member;
  /// A `text_rule`, `text_form`, `number_rule`, `words`, `id_list_rule`, `seq_list_rule`, or of
  /// a list the fields of its items.
  Rule rule;
  /// Whether a client may leave it out: then the member keeps its initial value.
  enum class presence : std::uint8_t { required, optional } in_request = presence::required;
};

template <class Struct, class Value, class Rule = no_rule>
[[nodiscard]] constexpr auto field(std::string_view name, Value Struct::*member, Rule rule = {}) {
  return described_field<Struct, Value, Rule>{name, member, rule};
}

template <class Struct, class Value, class Rule>
[[nodiscard]] constexpr auto optional_field(std::string_view name, Value Struct::*member,
                                            Rule rule) {
  using field_type = described_field<Struct, Value, Rule>;
  return field_type{name, member, rule, field_type::presence::optional};
}

/// A member that a client may leave out to mean that nothing changes.
template <class Struct, class Value, class Rule>
[[nodiscard]] constexpr auto optional_field(std::string_view name,
                                            std::optional<Value> Struct::*member, Rule rule) {
  using field_type = described_field<Struct, std::optional<Value>, Rule>;
  return field_type{name, member, rule, field_type::presence::optional};
}

/// A member that is a struct, whose fields stand beside those of the command.
template <class Struct, class Value, class Fields>
struct described_part {
  Value Struct::*member;
  Fields fields;
};

template <class Struct, class Value, class Fields>
[[nodiscard]] constexpr auto part(Value Struct::*member, Fields fields) {
  return described_part<Struct, Value, Fields>{member, fields};
}

/// The fields of a command; none if it has no members.
template <class Command>
[[nodiscard]] constexpr auto fields_of() {
  if constexpr (requires { Command::fields; })
    return Command::fields;
  else
    return std::tuple<>{};
}

// -- rules of several commands -------------------------------------------------------

/// A place in a room's log; 0: before the first.
inline constexpr number_rule any_seq{0, std::numeric_limits<std::int64_t>::max()};

/// How much of a list comes at once.
inline constexpr number_rule page_size{1, 200};

[[nodiscard]] inline bool is_time_or_empty(std::string_view text) noexcept {
  return text.empty() || parse_rfc3339(text).has_value();
}

/// A point in time; empty: none.
inline constexpr text_form time_or_empty{
    .rule = {0, 32},
    .fits = &is_time_or_empty,
    .demand = "must be a time in UTC such as 2026-11-20T16:20:00Z, or empty",
    .schema = R"({"type": "string", "pattern": "^(?:|[0-9]{4}-[0-9]{2}-[0-9]{2}T)"
              R"([0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?Z)$",)"
              R"("examples": ["2026-11-20T16:20:00Z"]})"};

/// A text whose greatest length is for the room's owner to say.
inline constexpr text_rule not_empty{1, std::numeric_limits<std::size_t>::max()};

} // namespace vestnik::model
