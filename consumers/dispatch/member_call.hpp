#pragma once

#include "consumers/dispatch/call.hpp"
#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/dispatch/outcome.hpp"
#include "consumers/dispatch/parameter.hpp"
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

/// Errors: `invalid`, naming the first field that is none of `known`.
[[nodiscard]] std::optional<model::error> find_unknown(const request& request,
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

  static handler_facts facts() {
    handler_facts made{.rest = reads_fields ? other_fields::allowed : other_fields::refused};
    if constexpr (!std::is_void_v<Result> || !answers)
      made.data = data_schema<std::remove_cvref_t<Result>>();
    (describe_parameter<Parameters>(made.arguments), ...);
    return made;
  }

  void operator()(Consumer& self, call& current) const {
    invoke(self, current, std::index_sequence_for<Parameters...>{});
  }

private:
  static constexpr bool answers = (parameter<Parameters>::traits.answers || ...);
  static constexpr bool reads_fields = (parameter<Parameters>::traits.reads_fields || ...);

  template <class P>
  static void describe_parameter([[maybe_unused]] std::vector<field_schema>& into) {
    if constexpr (requires { parameter<P>::describe(into); })
      parameter<P>::describe(into);
  }

  member_call(Member member, std::array<argument_source, sizeof...(Parameters)> plan,
              std::vector<std::string> known)
      : member_{member}
      , plan_{plan}
      , known_{std::move(known)} {}

  template <std::size_t... I>
  void invoke(Consumer& self, call& current, std::index_sequence<I...>) const {
    if constexpr (!reads_fields)
      if (const auto unknown = find_unknown(current.request, known_))
        return current.reply(*unknown);
    std::tuple<parameter<Parameters>...> taken{parameter<Parameters>{current, plan_[I]}...};
    std::optional<model::error> problem;
    ((problem || (problem = std::get<I>(taken).problem())), ...);
    if (problem)
      return current.reply(*problem);
    if constexpr (!std::is_void_v<Result>) {
      current.reply(to_outcome((self.*member_)(std::get<I>(taken).give()...)));
    } else {
      (self.*member_)(std::get<I>(taken).give()...);
      if constexpr (!answers)
        current.reply(model::json_text{"{}"});
    }
  }

  Member member_;
  std::array<argument_source, sizeof...(Parameters)> plan_;
  /// Fields that the payload may have.
  std::vector<std::string> known_;
};

} // namespace vestnik::consumers
