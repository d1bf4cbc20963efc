#include "consumers/wire/envelope.hpp"

#include "model/values/text.hpp"
#include "model/values/time.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

/// Of `stream` and `action`, in characters.
constexpr std::size_t longest_key = 64;

enum class presence : std::uint8_t { required, optional };

model::result<std::string> read_name(const json::value& from, std::string_view key) {
  const auto* text = from.if_string();
  if (!text)
    return model::error{model::ec::malformed, fmt::format("{} must be a string", key),
                        std::string{key}};
  if (model::code_points(*text) > longest_key)
    return model::error{model::ec::invalid,
                        fmt::format("{} has at most {} characters", key, longest_key),
                        std::string{key}};
  return std::string{std::string_view{*text}};
}

/// Moves what stands under `key` into the head, or says why it cannot be had.
template <class Part, class Read>
void take(json::object& from, std::string_view key, presence rule, Read read,
          std::optional<Part>& into, std::optional<model::error>& problem) {
  const auto* found = from.if_contains(key);
  if (!found && rule == presence::optional)
    return;
  const auto part =
      found ? read(*found, key)
            : model::result<Part>{model::error{
                  model::ec::malformed, fmt::format("{} is missing", key), std::string{key}}};
  from.erase(key);
  if (part)
    into = *part;
  else if (!problem)
    problem = part.error();
}

void read_payload(json::object payload, request& into) {
  const auto rule =
      into.head.form == wire_form::multiplexed ? presence::required : presence::optional;
  take(payload, "action", rule, read_name, into.head.action, into.problem);
  take(payload, "request_id", rule, request_id::read, into.head.request_id, into.problem);
  into.arguments = std::move(payload);
}

void read_frame(json::object frame, request& into) {
  const model::error form{model::ec::malformed,
                          "a frame is a JSON object with the keys stream and payload"};
  if (!frame.contains("stream") || !frame.contains("payload")) {
    into.problem = form;
    return;
  }
  take(frame, "stream", presence::required, read_name, into.head.stream, into.problem);
  json::value payload = std::move(frame.at("payload"));
  frame.erase("payload");
  if (!into.problem && !frame.empty()) {
    const auto name = model::first_code_points(frame.begin()->key(), longest_key);
    into.problem = {model::ec::invalid,
                    fmt::format("there is no field {} beside stream and payload", name),
                    std::string{name}};
  }
  if (auto* object = payload.if_object())
    read_payload(std::move(*object), into);
  else if (!into.problem)
    into.problem = {model::ec::malformed, "payload must be a JSON object", "payload"};
}

std::string quoted_or_null(const std::optional<std::string>& text) {
  return text ? model::quoted(*text) : "null";
}

} // namespace

request read_request(std::string_view text, wire_form form) {
  request read{.head = {.form = form}};
  auto parsed = model::parse_json(text);
  if (!parsed)
    read.problem = parsed.error();
  else if (!parsed->is_object())
    read.problem = {model::ec::malformed,
                    form == wire_form::multiplexed
                        ? "a frame is a JSON object with the keys stream and payload"
                        : "a frame is a JSON object"};
  else if (form == wire_form::multiplexed)
    read_frame(std::move(parsed->get_object()), read);
  else
    read_payload(std::move(parsed->get_object()), read);
  return read;
}

std::string encode_reply(const reply_head& head, const model::result<model::json_text>& outcome,
                         success how) {
  const auto multiplexed = head.form == wire_form::multiplexed;
  std::string frame;
  frame.reserve(256 + (outcome ? outcome->text.size() : 0));
  auto out = std::back_inserter(frame);
  if (multiplexed)
    fmt::format_to(out, R"({{"stream":{},"payload":)", quoted_or_null(head.stream));
  fmt::format_to(out, R"({{"action":{},"request_id":{},"response_status":{},"data":)",
                 quoted_or_null(head.action), head.request_id ? head.request_id->json() : "null",
                 outcome ? static_cast<int>(how) : model::traits_of(outcome.error().code).status);
  if (outcome)
    fmt::format_to(out, R"({},"errors":[]}})", outcome->text);
  else
    fmt::format_to(out, R"(null,"errors":[{}]}})", model::to_json(outcome.error()).text);
  if (multiplexed)
    frame += '}';
  return frame;
}

std::string encode_payload(std::string_view stream, const model::json_text& payload) {
  return fmt::format(R"({{"stream":{},"payload":{}}})", model::quoted(stream), payload.text);
}

std::string encode_event(const model::event& event, wire_form form) {
  const auto multiplexed = form == wire_form::multiplexed;
  std::string frame;
  frame.reserve(160 + event.data.size());
  auto out = std::back_inserter(frame);
  if (multiplexed)
    frame += R"({"stream":"rooms","payload":)";
  fmt::format_to(out, R"({{"event":"{}","room":"{}")", model::traits_of(event.kind).name,
                 model::to_string(event.room));
  if (model::traits_of(event.kind).log == model::durability::durable)
    fmt::format_to(out, R"(,"seq":{})", event.seq);
  fmt::format_to(out, R"(,"at":"{}","data":)", model::to_rfc3339(event.at));
  frame += event.data;
  frame += multiplexed ? "}}" : "}";
  return frame;
}

} // namespace vestnik::consumers
