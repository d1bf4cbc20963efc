#pragma once

#include "model/error.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// What a client calls its request: a text or a whole number. It only pairs what is said of
/// a request with it, and is repeated as it came.
class request_id {
public:
  // NOLINTNEXTLINE(google-explicit-constructor): a text is an id
  request_id(std::string text)
      : text_{std::move(text)} {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  request_id(const char* text)
      : text_{text} {}

  /// Errors: `malformed` for what is neither, `invalid` for a text over 64 characters;
  /// both name `field`.
  [[nodiscard]] static model::result<request_id> read(const boost::json::value& from,
                                                      std::string_view field);

  /// Without the difference between 7 and "7".
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  [[nodiscard]] std::string json() const;

  friend bool operator==(const request_id&, const request_id&) = default;

private:
  enum class form : std::uint8_t { text, number };

  std::string text_;
  form form_ = form::text;
};

} // namespace vestnik::consumers
