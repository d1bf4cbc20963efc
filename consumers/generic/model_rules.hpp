#pragma once

#include "consumers/core/permission.hpp"
#include "consumers/models/described.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <typeindex>
#include <utility>

namespace vestnik::consumers {

/// Rules for objects of the type `Model`, where only their rows are known.
template <described Model>
struct model_rules {
  using filler = std::function<void(const scope&, Model&)>;

  /// The model's own opinion of an object.
  [[nodiscard]] static std::optional<model::error> judge(const row& object) {
    if constexpr (requires(const Model& one) { one.problem(); })
      return from_row<Model>(object).problem();
    else
      return std::nullopt;
  }

  /// A new object: what a client sent, the model's defaults, and what `fill` sets.
  [[nodiscard]] static model::result<row> complete(const filler& fill, const scope& facts,
                                                   const row& sent) {
    auto whole = to_row(Model{});
    for (const auto& [name, value] : sent)
      whole[name] = value;
    if (fill) {
      auto typed = from_row<Model>(whole);
      fill(facts, typed);
      whole = to_row(typed);
    }
    if (auto problem = judge(whole))
      return std::move(*problem);
    return whole;
  }

  /// Asks the permission about one object, in an action's name.
  [[nodiscard]] static model::result<void> permit(const access_rule& rule, const scope& facts,
                                                  const row& object, std::string_view action) {
    const auto typed = from_row<Model>(object);
    return rule.check({.facts = facts,
                       .at = stage::object,
                       .action = action,
                       .object = &typed,
                       .type = typeid(Model)});
  }
};

} // namespace vestnik::consumers
