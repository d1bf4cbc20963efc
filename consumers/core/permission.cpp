#include "consumers/core/permission.hpp"

#include <algorithm>

namespace vestnik::consumers {

namespace {

judgement allow() { return model::result<void>{}; }
judgement refuse(model::error why) { return model::result<void>{std::move(why)}; }

using concern = access_rule::concern;

concern both(const access_rule& first, const access_rule& second) {
  return std::max(first.about(), second.about());
}

} // namespace

access_rule operator&&(access_rule first, access_rule second) {
  const auto about = both(first, second);
  return access_rule{
      [first = std::move(first), second = std::move(second)](const access_request& wanted) {
        auto one = first.judge(wanted);
        if (one && !*one)
          return one;
        auto other = second.judge(wanted);
        return other ? other : one;
      },
      about};
}

access_rule operator||(access_rule first, access_rule second) {
  const auto about = both(first, second);
  return access_rule{
      [first = std::move(first), second = std::move(second)](const access_request& wanted) {
        auto one = first.judge(wanted);
        if (one && *one)
          return one;
        auto other = second.judge(wanted);
        return other ? other : one;
      },
      about};
}

access_rule operator!(access_rule negated) {
  return access_rule{[negated = std::move(negated)](const access_request& wanted) -> judgement {
    const auto one = negated.judge(wanted);
    if (!one)
      return std::nullopt;
    return *one ? refuse({model::ec::forbidden, "this is not allowed"}) : allow();
  }};
}

access_rule signed_in() {
  return access_rule{[](const access_request& wanted) -> judgement {
                       if (wanted.at != stage::connect)
                         return std::nullopt;
                       return wanted.facts.identity.user
                                  ? allow()
                                  : refuse({model::ec::unauthenticated, "sign in first"});
                     },
                     concern::connections};
}

access_rule anonymous() {
  return access_rule{[](const access_request&) { return allow(); }, concern::connections};
}

access_rule at(stage when, std::function<bool(const access_request&)> allowed) {
  return access_rule{
      [when, allowed = std::move(allowed)](const access_request& wanted) -> judgement {
        if (wanted.at != when)
          return std::nullopt;
        return allowed(wanted) ? allow() : refuse({model::ec::forbidden, "this is not allowed"});
      },
      when == stage::object ? concern::objects : concern::connections};
}

} // namespace vestnik::consumers
