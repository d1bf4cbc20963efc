#pragma once

#include "consumers/dispatch/call.hpp"
#include "consumers/dispatch/filter.hpp"
#include "consumers/dispatch/parameter.hpp"
#include "consumers/dispatch/returned.hpp"
#include "model/error.hpp"

#include <array>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// A handler with the sources of its arguments settled.
template <class Consumer>
using bound_handler = std::function<void(Consumer&, call&)>;

/// One handler of a class: when it is called, with what, and what stands around it.
/// Made by `on`.
template <class Consumer>
struct handler {
  filter_list when;
  std::function<model::result<bound_handler<Consumer>>(const argument_sources&)> bind;
  std::vector<decorator> around;
};

template <class Consumer>
using handler_list = std::vector<handler<Consumer>>;

/// Errors: `invalid`, naming the first field that is none of `known`.
[[nodiscard]] std::optional<model::error> find_unknown(const request& asked,
                                                       const std::vector<std::string>& known);

/// Calls `member` with what its parameters ask for.
template <class Consumer, class Member, class Result, class... Parameters>
class member_call {
public:
  static model::result<bound_handler<Consumer>> bind(Member member, const argument_sources& from) {
    auto known = from.keys;
    std::array<model::result<argument_source>, sizeof...(Parameters)> plans{
        parameter<Parameters>::plan(from, known)...};
    member_call made{member, {}, std::move(known)};
    for (std::size_t i = 0; i < plans.size(); ++i) {
      if (!plans[i])
        return plans[i].error();
      made.plan_[i] = *plans[i];
    }
    return bound_handler<Consumer>{std::move(made)};
  }

  void operator()(Consumer& self, call& what) const {
    invoke(self, what, std::index_sequence_for<Parameters...>{});
  }

private:
  static constexpr bool answers = (parameter<Parameters>::traits.answers || ...);
  static constexpr bool reads_fields = (parameter<Parameters>::traits.reads_fields || ...);

  member_call(Member member, std::array<argument_source, sizeof...(Parameters)> plan,
              std::vector<std::string> known)
      : member_{member}
      , plan_{plan}
      , known_{std::move(known)} {}

  template <std::size_t... I>
  void invoke(Consumer& self, call& what, std::index_sequence<I...>) const {
    if constexpr (!reads_fields)
      if (const auto unknown = find_unknown(what.asked, known_))
        return what.reply(*unknown);
    std::tuple<parameter<Parameters>...> taken{parameter<Parameters>{what, plan_[I]}...};
    std::optional<model::error> problem;
    ((problem || (problem = std::get<I>(taken).problem())), ...);
    if (problem)
      return what.reply(*problem);
    if constexpr (!std::is_void_v<Result>) {
      what.reply(to_outcome((self.*member_)(std::get<I>(taken).give()...)));
    } else {
      (self.*member_)(std::get<I>(taken).give()...);
      if constexpr (!answers)
        what.reply(model::json_text{"{}"});
    }
  }

  Member member_;
  std::array<argument_source, sizeof...(Parameters)> plan_;
  /// Fields that the payload may have.
  std::vector<std::string> known_;
};

/// `member` serves the requests that all filters match:
/// `on({{"action", "say"}, {"text", matches{"@(?P<who>\\w+) .*"}}}, &chat::whisper)`.
/// What it returns is the reply's `data`, or its error; if it returns nothing and takes no
/// `responder` and no `call`, `data` is `{}`.
template <class Consumer, class Result, class... Parameters>
[[nodiscard]] handler<Consumer> on(filter_list when, Result (Consumer::*member)(Parameters...),
                                   std::vector<decorator> around = {}) {
  using binding = member_call<Consumer, decltype(member), Result, Parameters...>;
  return {std::move(when), [member](const auto& from) { return binding::bind(member, from); },
          std::move(around)};
}
template <class Consumer, class Result, class... Parameters>
[[nodiscard]] handler<Consumer> on(filter_list when,
                                   Result (Consumer::*member)(Parameters...) const,
                                   std::vector<decorator> around = {}) {
  using binding = member_call<Consumer, decltype(member), Result, Parameters...>;
  return {std::move(when), [member](const auto& from) { return binding::bind(member, from); },
          std::move(around)};
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
  for (auto& [when, bind, around] : handlers)
    lifted.push_back({std::move(when),
                      [part, bind = std::move(bind)](
                          const argument_sources& from) -> model::result<bound_handler<Consumer>> {
                        auto inner = bind(from);
                        if (!inner)
                          return inner.error();
                        return bound_handler<Consumer>{
                            [part, serve = std::move(*inner)](Consumer& self, call& what) {
                              serve(self.*part, what);
                            }};
                      },
                      std::move(around)});
  return lifted;
}

} // namespace vestnik::consumers
