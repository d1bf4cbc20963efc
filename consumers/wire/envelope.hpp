#pragma once

#include "consumers/wire/request_id.hpp"
#include "model/error.hpp"
#include "model/event.hpp"
#include "model/values/json.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The wire form of docs/wire/, both ways. No other file writes a frame.

namespace vestnik::consumers {

/// `multiplexed` wraps payloads as `{"stream", "payload"}`, each with `action` and
/// `request_id`; an endpoint on a path of its own speaks `bare` payloads, in which both
/// may be missing.
enum class wire_form : std::uint8_t { multiplexed, bare };

/// What a reply repeats of its request. Empty: it could not be read (`null`).
struct reply_head {
  wire_form form = wire_form::multiplexed;
  std::optional<std::string> stream = {};
  std::optional<std::string> action = {};
  std::optional<consumers::request_id> request_id = {};
};

/// One frame from the client, as far as it could be read.
struct request {
  reply_head head;
  /// The payload without `action` and `request_id`.
  boost::json::object arguments = {};
  /// Why the frame is refused as a whole. Without it, in the multiplexed form,
  /// `stream`, `action` and `request_id` are there.
  std::optional<model::error> problem = {};
};

/// Reads a frame from an untrusted peer. Problems: `malformed`, `too_large`, and
/// `invalid` for unknown fields and for names over 64 characters.
[[nodiscard]] request read_request(std::string_view text, wire_form form);

/// How a request was served: the `response_status`.
enum class success : std::uint16_t { ok = 200, created = 201, deleted = 204 };

/// A reply with the outcome's JSON as `data`, or with its error as the one entry of
/// `errors`.
[[nodiscard]] std::string encode_reply(const reply_head& head,
                                       const model::result<model::json_text>& outcome,
                                       success how = success::ok);

/// A payload that answers no request, in the envelope of `stream`.
[[nodiscard]] std::string encode_payload(std::string_view stream, const model::json_text& payload);

/// An event; its `data` is spliced, not parsed. In the multiplexed form all events
/// belong to the stream `rooms`.
[[nodiscard]] std::string encode_event(const model::event& event, wire_form form);

} // namespace vestnik::consumers
