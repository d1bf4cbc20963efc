#include "endpoints/command_stream.hpp"

#include "model/command.hpp"
#include "model/commands/reading.hpp"

#include <boost/json/array.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <fmt/format.h>

#include <concepts>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

/// The field of a request that says for which room of its kind it is; empty where that is the
/// caller's own.
constexpr std::string_view room_field(model::room_kind kind) {
  switch (kind) {
  case model::room_kind::chat:
    return "chat";
  case model::room_kind::mailbox:
    return "account";
  default:
    return {};
  }
}

// -- what the document says of a request ---------------------------------------------

template <class Value, class Rule>
json_schema schema_by(const Rule& rule) {
  if constexpr (model::is_optional<Value>) {
    return schema_by<typename Value::value_type>(rule);
  } else if constexpr (std::same_as<Rule, model::id_list_rule>) {
    return {{"type", "array"},
            {"items", id_schema()},
            {"minItems", rule.least},
            {"maxItems", rule.most},
            {"uniqueItems", true}};
  } else if constexpr (std::same_as<Rule, model::seq_list_rule>) {
    return {{"type", "array"},
            {"items", {{"type", "integer"}, {"minimum", 1}}},
            {"minItems", rule.least},
            {"maxItems", rule.most},
            {"uniqueItems", true}};
  } else if constexpr (std::same_as<Rule, model::text_rule>) {
    return text_schema(rule);
  } else if constexpr (std::same_as<Rule, model::text_form>) {
    return std::move(model::parse_json(rule.schema).value().get_object());
  } else if constexpr (std::same_as<Rule, model::number_rule>) {
    return number_schema(rule);
  } else if constexpr (model::is_id<Value>) {
    return id_schema();
  } else {
    boost::json::array all;
    for (const auto& [word, value] : rule)
      all.emplace_back(word);
    return {{"type", "string"}, {"enum", std::move(all)}};
  }
}

template <class Struct, class Value, class Rule>
void describe(const model::described_field<Struct, Value, Rule>& field,
              std::vector<field_schema>& into) {
  using field_type = model::described_field<Struct, Value, Rule>;
  into.push_back({std::string{field.name}, schema_by<Value>(field.rule),
                  field.in_request == field_type::presence::optional
                      ? field_schema::presence::optional
                      : field_schema::presence::required});
}
template <class Struct, class Value, class Fields>
void describe(const model::described_part<Struct, Value, Fields>& part,
              std::vector<field_schema>& into) {
  std::apply([&](const auto&... each) { (describe(each, into), ...); }, part.fields);
}

template <class Command>
std::vector<field_schema> request_fields() {
  std::vector<field_schema> all;
  if (Command::traits.does == model::effect::writes)
    all.push_back({"op", uuid_schema()});
  if (const auto room = room_field(model::room_kind_of<Command>()); !room.empty())
    all.push_back({std::string{room}, id_schema()});
  std::apply([&](const auto&... each) { (describe(each, all), ...); }, model::fields_of<Command>());
  return all;
}

} // namespace

template <class Command>
void command_stream::serve(model::fields& in, const responder& reply) {
  constexpr auto kind = model::room_kind_of<Command>();
  constexpr auto room = room_field(kind);
  auto target = model::room_of(at_.facts().identity.user);
  if constexpr (!room.empty())
    target = {kind, in.id<model::id<model::room_name>>(room).value};
  at_.ask(in, reply, target, model::read_command<Command>(in));
}

handler_list<command_stream> command_stream::handlers(const options& chosen) {
  using all_commands = boost::mp11::mp_transform<boost::mp11::mp_identity, model::command_body>;
  handler_list<command_stream> all;
  boost::mp11::mp_for_each<all_commands>([&]<class Command>(boost::mp11::mp_identity<Command>) {
    if constexpr (Command::traits.by != model::sender::consumer)
      if (Command::traits.stream() == chosen.name)
        all.push_back(
            on({{"action", std::string{Command::traits.action()}}}, &command_stream::serve<Command>)
                .takes(request_fields<Command>()));
  });
  return all;
}

std::optional<model::error> command_stream::options::problem() const {
  if (handlers(*this).empty())
    return model::error{model::ec::invalid, fmt::format("no command is of the stream {}", name),
                        "name"};
  return std::nullopt;
}

} // namespace vestnik::endpoints
