#include "consumers/dispatch/message_schema.hpp"

#include "model/error.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

/// Of `action` and of a `request_id` that is a text, as `read_request` takes them.
constexpr model::text_rule any_name{0, 64};

json_schema id_or_null() { return {{"type", json::array{"string", "integer", "null"}}}; }

json_schema text_or_null() { return {{"type", json::array{"string", "null"}}}; }

/// The filter on `action`; null if there is none.
const field_schema* action_of(const operation_description& one) {
  const auto found = std::ranges::find(one.fields, "action", &field_schema::name);
  return found == one.fields.end() ? nullptr : &*found;
}

json_schema answer(json_schema action, json_schema status, json_schema data, json_schema errors) {
  return object_schema({{"action", std::move(action)},
                        {"request_id", id_or_null()},
                        {"response_status", std::move(status)},
                        {"data", std::move(data)},
                        {"errors", std::move(errors)}});
}

} // namespace

json_schema request_id_schema() {
  return {{"anyOf", json::array{text_schema(any_name), number_schema()}}};
}

json_schema framed(std::string_view stream, json_schema payload) {
  if (stream.empty())
    return payload;
  return object_schema(
      {{"stream", const_schema(json::value(stream))}, {"payload", std::move(payload)}});
}

json_schema request_schema(std::string_view stream, const operation_description& one) {
  // In a stream both are needed, whoever serves it.
  const auto rule =
      stream.empty() ? field_schema::presence::optional : field_schema::presence::required;
  const auto* action = action_of(one);
  std::vector<field_schema> fields{action ? *action
                                          : field_schema{"action", text_schema(any_name), rule},
                                   {"request_id", request_id_schema(), rule}};
  for (const auto& field : one.fields)
    if (&field != action)
      fields.push_back(field);
  return framed(stream, object_schema(fields, one.rest));
}

json_schema reply_schema(std::string_view stream, const operation_description& one) {
  const auto* action = action_of(one);
  const json_schema none{{"type", "array"}, {"maxItems", 0}};
  return framed(stream, answer(action ? action->schema : text_or_null(),
                               const_schema(static_cast<int>(one.status)), one.data, none));
}

json_schema refusal_schema(wire_form form) {
  const json_schema one{{"type", "array"},
                        {"items", json::object{{"$ref", "#/components/schemas/error"}}},
                        {"minItems", 1}};
  auto payload = answer(text_or_null(), number_schema(400, 599), {{"type", "null"}}, one);
  if (form == wire_form::bare)
    return payload;
  return object_schema({{"stream", text_or_null()}, {"payload", std::move(payload)}});
}

json_schema error_schema() {
  json::array codes;
  for (int number = 1; number <= static_cast<int>(model::ec::session_ended); ++number)
    if (json::value name(model::traits_of(static_cast<model::ec>(number)).name);
        std::ranges::find(codes, name) == codes.end())
      codes.push_back(std::move(name));
  return object_schema({{"code", {{"type", "string"}, {"enum", std::move(codes)}}},
                        {"field", text_schema()},
                        {"message", text_schema()},
                        optional_field("retry_ms", number_schema(1))});
}

} // namespace vestnik::consumers
