#pragma once

#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/wire/envelope.hpp"
#include "consumers/wire/schema.hpp"

#include <string_view>

// Schemas of whole frames: what `envelope.hpp` reads and writes around what handlers take
// and answer. An empty `stream` means a path of its own.

namespace vestnik::consumers {

/// What a client may call its request.
[[nodiscard]] json_schema request_id_schema();

/// A payload in the frame of its stream.
[[nodiscard]] json_schema framed(std::string_view stream, json_schema payload);

[[nodiscard]] json_schema request_schema(std::string_view stream, const operation_description& one);

/// The reply of a request that was served.
[[nodiscard]] json_schema reply_schema(std::string_view stream, const operation_description& one);

/// The reply of one that was refused, also of one that could not be read. It refers to
/// `#/components/schemas/error`.
[[nodiscard]] json_schema refusal_schema(wire_form form);

/// One entry of `errors`.
[[nodiscard]] json_schema error_schema();

} // namespace vestnik::consumers
