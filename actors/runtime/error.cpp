#include "actors/runtime/error.hpp"

#include <caf/message.hpp>
#include <caf/sec.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <string>
#include <string_view>

namespace vestnik::actors {

namespace {

constexpr std::string_view our_fault = "something broke on our side; it is in the log";

} // namespace

caf::error to_caf(const model::error& error) {
  if (error.code != model::ec::internal || error.message == our_fault)
    return caf::make_error(error.code, error);
  // SQL and the like are nothing for those whose request it was.
  spdlog::error("{}", error.message);
  return caf::make_error(error.code, model::error{error.code, std::string{our_fault}});
}

model::error from_caf(const caf::error& error) {
  static const auto category = caf::make_error(model::ec::internal).category();
  if (error.category() == category) {
    if (error.context().match_elements<model::error>())
      return error.context().get_as<model::error>(0);
    return {static_cast<model::ec>(error.code()), "the request was refused"};
  }
  if (error == caf::sec::request_receiver_down || error == caf::sec::request_timeout)
    return {model::ec::outcome_unknown,
            "the answer was lost; repeat the request with the same op",
            {},
            std::chrono::seconds{1}};
  return {model::ec::internal, std::string{our_fault}};
}

model::error read_error(const caf::error& error) {
  auto out = from_caf(error);
  if (out.code == model::ec::outcome_unknown)
    out.code = model::ec::unavailable;
  return out;
}

bool is_temporary(const caf::error& error) {
  return read_error(error).code == model::ec::unavailable;
}

bool is_missing(const caf::error& error) { return read_error(error).code == model::ec::not_found; }

} // namespace vestnik::actors
