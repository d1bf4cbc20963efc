#pragma once

#include "model/error.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::model {

/// JSON that is complete and ready to be spliced into a frame.
struct json_text {
  std::string text;

  friend bool operator==(const json_text&, const json_text&) = default;
};

/// What untrusted JSON may contain.
struct json_limits {
  std::size_t bytes = 256 * 1024;
  std::size_t depth = 32;
};

/// Parses one JSON value from an untrusted peer, more strictly than RFC 8259: no
/// duplicate keys, no NUL character, valid UTF-8 only, integers must fit int64.
/// Errors: `ec::too_large` over `limits.bytes`, else `ec::malformed` saying where.
[[nodiscard]] result<boost::json::value> parse_json(std::string_view text,
                                                    const json_limits& limits = {});

/// `text`, which is valid UTF-8, as a JSON string with its quotes.
[[nodiscard]] std::string quoted(std::string_view text);

/// One entry of `errors` in every refusal: `code`, `field`, `message`, and `retry_ms`
/// when waiting helps.
[[nodiscard]] json_text to_json(const error& refusal);

} // namespace vestnik::model
