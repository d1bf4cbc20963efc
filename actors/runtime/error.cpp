#include "actors/runtime/error.hpp"

#include <caf/message.hpp>
#include <caf/sec.hpp>
#include <spdlog/spdlog.h>

namespace vestnik::actors {

namespace {

constexpr std::string_view our_fault = "something broke on our side; it is in the log";

} // namespace

caf::error to_caf(const model::error& what) {
  if (what.code != model::ec::internal || what.message == our_fault)
    return caf::make_error(what.code, what);
  // SQL and the like are nothing for those whose request it was.
  spdlog::error("{}", what.message);
  return caf::make_error(what.code, model::error{what.code, std::string{our_fault}});
}

model::error from_caf(const caf::error& what) {
  static const auto category = caf::make_error(model::ec::internal).category();
  if (what.category() == category) {
    if (what.context().match_elements<model::error>())
      return what.context().get_as<model::error>(0);
    return {static_cast<model::ec>(what.code()), "the request was refused"};
  }
  if (what == caf::sec::request_receiver_down || what == caf::sec::request_timeout)
    return {model::ec::outcome_unknown,
            "the answer was lost; repeat the request with the same op",
            {},
            std::chrono::seconds{1}};
  return {model::ec::internal, std::string{our_fault}};
}

} // namespace vestnik::actors
