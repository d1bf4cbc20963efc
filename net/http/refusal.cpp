#include "net/http/refusal.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace vestnik::net {

model::http_response to_response(const refusal& refused) {
  boost::json::object item{{"code", model::traits_of(refused.reason.code).name},
                           {"field", refused.reason.field},
                           {"message", refused.reason.message}};
  boost::json::array errors;
  errors.push_back(std::move(item));
  model::http_response response{refused.status, refused.headers,
                                boost::json::serialize(boost::json::object{{"errors", errors}})};
  response.headers.emplace_back("Content-Type", "application/json");
  response.headers.emplace_back("Cache-Control", "no-store");
  if (const auto retry = refused.reason.retry_after; retry.count() > 0)
    response.headers.emplace_back(
        "Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(retry).count()));
  return response;
}

model::http_response to_response(const model::error& reason) {
  refusal refused{model::traits_of(reason.code).status, reason};
  refused.reason.retry_after = model::retry_of(reason);
  return to_response(refused);
}

void throw_exception_from_error(const refusal& refused, const boost::source_location& where) {
  model::throw_exception_from_error(refused.reason, where);
}

} // namespace vestnik::net
