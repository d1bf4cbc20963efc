#pragma once

#include "consumers/ports/scope.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <typeindex>
#include <utility>

namespace vestnik::consumers {

/// When a permission is asked.
enum class stage : std::uint8_t {
  /// At the upgrade, before anything was read, and at the first use of a stream.
  connect,
  /// Before a subscription is made.
  subscribe,
  /// Before each request's handler.
  action,
  /// When the object that a request concerns is known.
  object,
};

/// What somebody wants to do.
struct access_request {
  const scope& facts;
  stage at = stage::connect;
  /// Name of the action, from `stage::subscribe` on.
  std::string_view action = {};
  /// What a subscription concerns: the name of a room.
  std::string_view subject = {};
  /// The object at `stage::object`, and what it is.
  const void* object = nullptr;
  std::type_index type = typeid(void);
};

/// An opinion: allowed, refused with a reason, or none.
using judgement = std::optional<model::result<void>>;

/// Who may do what. Composes: `signed_in() && (owner || !read_only)`.
///  - `a && b` refuses if one does, for the first one's reason;
///  - `a || b` refuses if both do, for the last one's reason;
///  - `!a` refuses what `a` allows and allows what `a` refuses.
/// Who has no opinion changes nothing; what nobody refuses is allowed.
class access_rule {
public:
  using rule = std::function<judgement(const access_request&)>;

  /// What it may have an opinion about. A rule that never looks at single objects lets lists be
  /// counted and cut where the objects are.
  enum class concern : std::uint8_t { connections, objects };

  explicit access_rule(rule opinion, concern about = concern::objects)
      : opinion_{std::move(opinion)}
      , about_{about} {}

  [[nodiscard]] concern about() const noexcept { return about_; }

  [[nodiscard]] judgement judge(const access_request& wanted) const { return opinion_(wanted); }

  /// Errors: the refusal's own.
  [[nodiscard]] model::result<void> check(const access_request& wanted) const {
    return judge(wanted).value_or(model::result<void>{});
  }

private:
  rule opinion_;
  concern about_;
};

[[nodiscard]] access_rule operator&&(access_rule first, access_rule second);
[[nodiscard]] access_rule operator||(access_rule first, access_rule second);
[[nodiscard]] access_rule operator!(access_rule negated);

/// Allows who is signed in, at connect. Refuses with `unauthenticated`.
[[nodiscard]] access_rule signed_in();

/// Allows everybody everything.
[[nodiscard]] access_rule anonymous();

/// Asks `allowed` at one stage and has no opinion at others. Refuses with `forbidden`.
[[nodiscard]] access_rule at(stage when, std::function<bool(const access_request&)> allowed);

/// Asks `allowed` about each object of type `Object`. Refuses with `not_found`: one
/// does not learn that there is something that one may not see.
template <class Object>
[[nodiscard]] access_rule on_object(std::function<bool(const scope&, const Object&)> allowed) {
  return access_rule{[allowed = std::move(allowed)](const access_request& wanted) -> judgement {
    if (wanted.at != stage::object || wanted.type != typeid(Object))
      return std::nullopt;
    if (allowed(wanted.facts, *static_cast<const Object*>(wanted.object)))
      return model::result<void>{};
    return model::result<void>{model::error{model::ec::not_found, "there is no such object"}};
  }};
}

} // namespace vestnik::consumers
