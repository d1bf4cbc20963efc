#pragma once

#include "consumers/envelope.hpp"
#include "consumers/responder.hpp"
#include "model/fields.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::consumers {

/// One action of `Consumer`: its name on the wire and the member that serves it.
template <class Consumer>
struct action {
  std::string_view name;
  void (Consumer::*serve)(model::fields& arguments, const responder& reply);
};

/// The actions of one consumer class, made while compiling:
/// ```
/// static constexpr action_table<chats, 2> actions{{{{"list", &chats::list}, …}}};
/// actions.dispatch(*this, asked, reply);
/// ```
/// A name that is empty or given twice does not compile.
template <class Consumer, std::size_t Size>
class action_table {
public:
  consteval explicit action_table(std::array<action<Consumer>, Size> actions)
      : actions_{actions} {
    for (std::size_t i = 0; i < Size; ++i)
      for (std::size_t j = 0; j <= i; ++j)
        if (actions[i].name.empty() || (j < i && actions[i].name == actions[j].name))
          throw "an action's name is empty or given twice";
  }

  /// Lets `consumer` serve the request; refuses an action that it does not have with
  /// `unknown_action` and the ones that it has.
  void dispatch(Consumer& consumer, const request& asked, const responder& reply) const {
    const std::string_view name = *asked.head.action;
    for (const auto& candidate : actions_) {
      if (candidate.name == name) {
        model::fields arguments{asked.arguments};
        return (consumer.*candidate.serve)(arguments, reply);
      }
    }
    std::string known;
    for (const auto& candidate : actions_)
      known += fmt::format("{}{}", known.empty() ? "" : ", ", candidate.name);
    reply(model::error{model::ec::unknown_action,
                       fmt::format("there is no action {}; there is: {}", name, known), "action"});
  }

private:
  std::array<action<Consumer>, Size> actions_;
};

} // namespace vestnik::consumers
