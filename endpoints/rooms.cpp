#include "endpoints/rooms.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

namespace json = boost::json;

/// What a client may say of its place in a room: `181`, `{"seq": 181, "log": "…"}` or
/// `"now"`.
std::optional<room_position> read_position(model::room_name room, const json::value& said) {
  if (const auto* word = said.if_string()) {
    if (*word == "now")
      return room_position{room, std::nullopt};
    return std::nullopt;
  }
  const auto* seq = said.if_int64();
  std::string log;
  if (const auto* object = said.if_object()) {
    seq = object->contains("seq") ? object->at("seq").if_int64() : nullptr;
    const auto* name = object->contains("log") ? object->at("log").if_string() : nullptr;
    if (object->size() != 2 || !name)
      return std::nullopt;
    log = std::string_view{*name};
  }
  if (!seq || *seq < 0)
    return std::nullopt;
  return room_position{room, static_cast<std::uint64_t>(*seq), std::move(log)};
}

std::vector<room_position> read_positions(model::fields& in, std::size_t most) {
  std::vector<room_position> positions;
  const auto* said = in.value("rooms");
  const auto* rooms = said ? said->if_object() : nullptr;
  if (!rooms || rooms->empty() || rooms->size() > most) {
    in.refuse("rooms", fmt::format("rooms must be an object of 1 to {} rooms", most));
    return positions;
  }
  for (const auto& [name, position] : *rooms) {
    const auto room = model::parse_room_name(name);
    if (!room) {
      in.refuse("rooms", room.error().message);
      break;
    }
    auto read = read_position(*room, position);
    if (!read) {
      in.refuse("rooms", fmt::format(R"({} must be a seq from 0 up, {{"seq", "log"}} or "now")",
                                     model::to_string(*room)));
      break;
    }
    positions.push_back(std::move(*read));
  }
  return positions;
}

std::vector<model::room_name> read_names(model::fields& in, std::size_t most) {
  std::vector<model::room_name> names;
  const auto* said = in.value("rooms");
  const auto* rooms = said ? said->if_array() : nullptr;
  if (!rooms || rooms->empty() || rooms->size() > most) {
    in.refuse("rooms", fmt::format("rooms must be an array of 1 to {} room names", most));
    return names;
  }
  for (const auto& name : *rooms) {
    const auto* text = name.if_string();
    const auto room = model::parse_room_name(text ? std::string_view{*text} : std::string_view{});
    if (!room) {
      in.refuse("rooms", room.error().message);
      break;
    }
    names.push_back(*room);
  }
  return names;
}

std::string encode_subscription(const model::result<subscription>& outcome) {
  if (!outcome)
    return fmt::format(R"({{"error":{}}})", model::to_json(outcome.error()).text);
  auto text = fmt::format(R"({{"seq":{},"log":{},"from":{})", outcome->seq,
                          model::quoted(outcome->log), outcome->from);
  if (outcome->begins == subscription::start::reset)
    text += R"(,"reset":true)";
  if (outcome->gap.to > 0)
    text += fmt::format(R"(,"gap":{{"from":{},"to":{}}})", outcome->gap.from, outcome->gap.to);
  if (!outcome->state.text.empty())
    text += fmt::format(R"(,"state":{})", outcome->state.text);
  return text + '}';
}

constexpr std::string_view room_expression = "(?:chat|mailbox|user):[1-9][0-9]{0,18}";

json_schema room_schema() { return with_example(pattern_schema(room_expression), "chat:42"); }

json_schema names_schema(std::size_t most) {
  return {{"type", "array"}, {"items", room_schema()}, {"minItems", 1}, {"maxItems", most}};
}

/// As `read_positions`.
json_schema positions_schema(std::size_t most) {
  const auto seq = number_schema(0);
  const json::array position{seq, object_schema({{"seq", seq}, {"log", text_schema()}}),
                             const_schema("now")};
  return {{"type", "object"},
          {"propertyNames", pattern_schema(room_expression)},
          {"additionalProperties", json::object{{"anyOf", position}}},
          {"minProperties", 1},
          {"maxProperties", most},
          {"examples", json::array{json::object{{"chat:42", 181}, {"user:7", "now"}}}}};
}

} // namespace

handler_list<rooms> rooms::handlers(const options& chosen) {
  return {
      on("ping", &rooms::ping).takes({}).gives(object_schema({})),
      on("subscribe", &rooms::subscribe).takes({{"rooms", positions_schema(chosen.most)}}),
      on("unsubscribe", &rooms::unsubscribe)
          .takes({{"rooms", names_schema(chosen.most)}})
          .gives(object_schema({})),
  };
}

std::vector<event_description> rooms::events() {
  std::vector<event_description> all;
  for (const auto& kind : model::event_table) {
    if (kind.heard_by != model::audience::clients)
      continue;
    const std::string name{kind.name};
    std::vector<field_schema> fields{{"event", const_schema(boost::json::value(name))},
                                     {"room", room_schema()}};
    if (kind.log == model::durability::durable)
      fields.push_back({"seq", number_schema(1)});
    fields.push_back({"at", {{"type", "string"}, {"format", "date-time"}}});
    fields.push_back({"data", {{"type", "object"}}});
    all.push_back({name, object_schema(fields)});
  }
  return all;
}

void rooms::subscribe(model::fields& in, const responder& reply) {
  auto positions = read_positions(in, most_);
  if (const auto problem = in.problem())
    return reply(*problem);
  at_.layer().subscribe(std::move(positions), reply.then([](const auto& outcomes) {
    std::string data;
    for (const auto& [room, outcome] : outcomes)
      data += fmt::format(R"({}"{}":{})", data.empty() ? "" : ",", model::to_string(room),
                          encode_subscription(outcome));
    return model::json_text{fmt::format(R"({{"rooms":{{{}}}}})", data)};
  }));
}

void rooms::ping(model::fields& in, const responder& reply) {
  if (const auto problem = in.problem())
    return reply(*problem);
  reply(model::json_text{"{}"});
}

void rooms::unsubscribe(model::fields& in, const responder& reply) {
  auto names = read_names(in, most_);
  if (const auto problem = in.problem())
    return reply(*problem);
  at_.layer().unsubscribe(std::move(names));
  reply(model::json_text{"{}"});
}

} // namespace vestnik::endpoints
