#pragma once

#include "model/commands/reading.hpp"
#include "model/values/json.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::model {

/// A request whose fields are read as those of a command.
struct request {
  explicit request(std::string_view text)
      : arguments{std::move(parse_json(text).value().get_object())} {}

  /// The command; the request is in order.
  template <class Command>
  [[nodiscard]] Command read() const {
    fields in{arguments};
    auto made = read_command<Command>(in);
    const auto problem = in.problem();
    REQUIRE_MESSAGE(!problem, problem->message);
    return made;
  }

  /// Why the request is refused; the message begins with the name of the field.
  template <class Command>
  [[nodiscard]] std::string refusal() const {
    fields in{arguments};
    (void)read_command<Command>(in);
    const auto problem = in.problem();
    REQUIRE(problem);
    CHECK(problem->code == ec::invalid);
    return problem->message;
  }

  boost::json::object arguments;
};

} // namespace vestnik::model
