#pragma once

#include "consumers/dispatch/call.hpp"
#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/dispatch/member_call.hpp"
#include "consumers/matching/filter.hpp"
#include "model/error.hpp"

#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// One handler of a class: when it is called, with what, and what stands around it.
/// Made by `on`.
template <class Consumer>
struct handler {
  filter_list when;
  std::function<model::result<bound_handler<Consumer>>(const argument_sources&)> bind;
  std::vector<decorator> around;
  handler_facts facts = {};

  /// For the document: what a handler takes that reads the payload itself.
  [[nodiscard]] handler takes(std::vector<field_schema> arguments) const {
    auto copy = *this;
    copy.facts.arguments = std::move(arguments);
    copy.facts.rest = other_fields::refused;
    return copy;
  }
  /// For the document: the `data` of its reply, and how it says that it has served.
  [[nodiscard]] handler gives(json_schema data, success status = success::ok) const {
    auto copy = *this;
    copy.facts.data = std::move(data);
    copy.facts.status = status;
    return copy;
  }
};

template <class Consumer>
using handler_list = std::vector<handler<Consumer>>;

/// `member` serves the requests that all filters match:
/// `on({{"action", "say"}, {"text", matches{"@(?P<who>\\w+) .*"}}}, &chat::whisper)`.
/// What it returns is the reply's `data`, or its error; if it returns nothing and takes no
/// `responder` and no `call`, `data` is `{}`.
template <class Consumer, class Result, class... Parameters>
[[nodiscard]] handler<Consumer> on(filter_list when, Result (Consumer::*member)(Parameters...),
                                   std::vector<decorator> around = {}) {
  using binding = member_call<Consumer, decltype(member), Result, Parameters...>;
  return {std::move(when), [member](const auto& from) { return binding::bind(member, from); },
          std::move(around), binding::facts()};
}
template <class Consumer, class Result, class... Parameters>
[[nodiscard]] handler<Consumer> on(filter_list when,
                                   Result (Consumer::*member)(Parameters...) const,
                                   std::vector<decorator> around = {}) {
  using binding = member_call<Consumer, decltype(member), Result, Parameters...>;
  return {std::move(when), [member](const auto& from) { return binding::bind(member, from); },
          std::move(around), binding::facts()};
}

/// `member` serves the requests of this action.
template <class Member>
requires std::is_member_function_pointer_v<Member>
[[nodiscard]] auto on(const char* action, Member member, std::vector<decorator> around = {}) {
  return on(filter_list{{"action", action}}, member, std::move(around));
}

/// The handlers of a class that `Consumer` has as a member, as handlers of `Consumer`:
/// so classes are put together of others.
template <class Consumer, class Part>
[[nodiscard]] handler_list<Consumer> through(Part Consumer::*part, handler_list<Part> handlers) {
  handler_list<Consumer> lifted;
  for (auto& [when, bind, around, facts] : handlers)
    lifted.push_back({std::move(when),
                      [part, inner_bind = std::move(bind)](
                          const argument_sources& from) -> model::result<bound_handler<Consumer>> {
                        auto inner = inner_bind(from);
                        if (!inner)
                          return inner.error();
                        return bound_handler<Consumer>{
                            [part, serve = std::move(*inner)](Consumer& self, call& current) {
                              serve(self.*part, current);
                            }};
                      },
                      std::move(around), std::move(facts)});
  return lifted;
}

} // namespace vestnik::consumers
