#include "consumers/wire/request_id.hpp"

#include "model/values/json.hpp"
#include "model/values/text.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace vestnik::consumers {

namespace {

/// In characters.
constexpr std::size_t longest = 64;

} // namespace

model::result<request_id> request_id::read(const boost::json::value& from, std::string_view field) {
  if (from.is_int64()) {
    request_id number{std::to_string(from.get_int64())};
    number.form_ = form::number;
    return number;
  }
  if (!from.is_string())
    return model::error{model::ec::malformed,
                        fmt::format("{} must be a string or a whole number", field),
                        std::string{field}};
  const std::string_view text{from.get_string()};
  if (model::code_points(text) > longest)
    return model::error{model::ec::invalid,
                        fmt::format("{} has at most {} characters", field, longest),
                        std::string{field}};
  return request_id{std::string{text}};
}

std::string request_id::json() const {
  return form_ == form::number ? text_ : model::quoted(text_);
}

} // namespace vestnik::consumers
