#include "consumers/generic/resource_description.hpp"

#include "consumers/dispatch/message_schema.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

json_schema schema_of(const column& one) {
  json_schema made;
  switch (one.kind) {
  case column_kind::integer:
    made = number_schema(one.least, one.most);
    break;
  case column_kind::real:
    made = {{"type", "number"}};
    break;
  case column_kind::text:
    made = text_schema();
    break;
  case column_kind::boolean:
    made = boolean_schema();
    break;
  case column_kind::id:
    made = id_schema();
    break;
  }
  if (one.rule == column::presence::optional)
    made["type"] = json::array{made.at("type"), "null"};
  return made;
}

field_schema::presence presence_of(const column& one, completeness rule) {
  return rule == completeness::whole && one.rule == column::presence::required
             ? field_schema::presence::required
             : field_schema::presence::optional;
}

json_schema titled(const std::string& title, json_schema of) {
  of["title"] = json::value(title);
  return of;
}

json_schema array_of(json_schema one) { return {{"type", "array"}, {"items", std::move(one)}}; }

/// Clients of the Django family send it with everything.
field_schema nothing() {
  return optional_field("data", {{"type", "object"}, {"maxProperties", 0}});
}

} // namespace

json_schema resource_description::object() const {
  std::vector<field_schema> members;
  for (const auto& name : fields_.names())
    members.push_back({name, schema_of(*model_.find(name))});
  return titled(model_.name, object_schema(members));
}

json_schema resource_description::input(completeness rule) const {
  std::vector<field_schema> members;
  for (const auto& name : fields_.writable()) {
    const auto& known = *model_.find(name);
    members.push_back({name, schema_of(known), presence_of(known, rule)});
  }
  return titled(model_.name + (rule == completeness::whole ? ".input" : ".changes"),
                object_schema(members));
}

json_schema resource_description::changed_fields() const {
  std::vector<field_schema> members;
  for (const auto& name : fields_.names())
    members.push_back(optional_field(name, schema_of(*model_.find(name))));
  return object_schema(members);
}

json_schema resource_description::key() const { return schema_of(*model_.find(model_.key)); }

/// As `read_key`: numbers may be written as texts, and ids as numbers.
json_schema resource_description::sent_key() const {
  switch (model_.find(model_.key)->kind) {
  case column_kind::integer:
    return {{"anyOf", json::array{number_schema(), pattern_schema("-?[0-9]{1,18}")}}};
  case column_kind::id:
    return {{"anyOf", json::array{id_schema(), number_schema(1)}}};
  default:
    return key();
  }
}

std::vector<field_schema> resource_description::list_arguments() const {
  const auto size = number_schema(1, static_cast<std::int64_t>(pages_.most));
  const json::array page{number_schema(1), const_schema("last")};
  const json::array cursor{json_schema{{"type", "null"}}, sent_key()};
  switch (pages_.cut) {
  case paging::style::pages:
    return {optional_field("page", {{"anyOf", page}}), optional_field("page_size", size),
            nothing()};
  case paging::style::none:
  case paging::style::cursor:
    break;
  }
  return {optional_field("cursor", {{"anyOf", cursor}}), optional_field("page_size", size),
          nothing()};
}

json_schema resource_description::list_data() const {
  const field_schema results{"results", array_of(object())};
  const auto count = number_schema(0);
  if (pages_.cut == paging::style::pages)
    return object_schema({results, {"page", count}, {"pages", count}, {"count", count}});
  auto cursor = key();
  cursor["type"] = json::array{cursor.at("type"), "null"};
  auto piece = object_schema({results, {"cursor", std::move(cursor)}});
  if (pages_.cut == paging::style::cursor)
    return piece;
  return {{"anyOf", json::array{array_of(object()), std::move(piece)}}};
}

std::vector<field_schema> resource_description::arguments_of(std::string_view action) const {
  if (action == "list")
    return list_arguments();
  if (action == "create")
    return {optional_field("op", uuid_schema()), {"data", input(completeness::whole)}};
  if (action == "update")
    return {{"pk", sent_key()}, {"data", input(completeness::whole)}};
  if (action == "patch")
    return {{"pk", sent_key()}, {"data", input(completeness::part)}};
  if (action == "subscribe") {
    std::vector<field_schema> members;
    for (const auto& name : fields_.names())
      members.push_back(optional_field(name, {}));
    return {optional_field("filter", object_schema(members)), nothing()};
  }
  if (action == "stream")
    return {nothing()};
  if (action == "cancel")
    return {{"request", request_id_schema()}, nothing()};
  if (action == "unsubscribe")
    return {{"subscription", request_id_schema()}, nothing()};
  return {{"pk", sent_key()}, nothing()};
}

json_schema resource_description::data_of(std::string_view action) const {
  if (action == "list")
    return list_data();
  if (action == "stream")
    return object_schema({{"count", number_schema(0)}, {"cancelled", boolean_schema()}});
  if (action == "cancel")
    return object_schema({});
  if (action == "delete")
    return object_schema({{"pk", key()}});
  if (action.find("subscribe") != std::string_view::npos)
    return object_schema({});
  return object();
}

std::vector<event_description> resource_description::events(actions allowed) const {
  std::vector<event_description> all;
  if (includes(allowed, actions::stream))
    all.push_back({"stream", object_schema({{"action", const_schema("stream")},
                                            {"data", array_of(object())},
                                            {"request_id", request_id_schema()}})});
  if (!includes(allowed, actions::follow_object | actions::follow_all))
    return all;
  for (const std::string name : {"create", "update", "delete"}) {
    auto data = name == "delete" ? object_schema({}) : changed_fields();
    data.at("properties").as_object()["pk"] = key();
    if (name == "create") {
      json::array needed{"pk"};
      for (const auto& field : fields_.names())
        if (field != "pk")
          needed.emplace_back(field);
      data["required"] = std::move(needed);
    } else {
      data["required"] = json::array{"pk"};
    }
    all.push_back({name, object_schema({{"action", const_schema(json::value(name))},
                                        {"pk", key()},
                                        {"data", titled(model_.name + "." + name, data)},
                                        {"request_id", request_id_schema()}})});
  }
  return all;
}

} // namespace vestnik::consumers
