#include "model/event.hpp"

#include <algorithm>

namespace vestnik::model {

namespace {

constexpr event_traits unknown_durable{
    {}, "unknown", durability::durable, delivery_policy::never_drop, audience::clients};
constexpr event_traits unknown_ephemeral{
    {}, "unknown", durability::ephemeral, delivery_policy::never_drop, audience::clients};

} // namespace

const event_traits& traits_of(event_kind kind) noexcept {
  const auto* row = std::find_if(event_table.begin(), event_table.end(),
                                 [kind](const auto& candidate) { return candidate.kind == kind; });
  if (row != event_table.end())
    return *row;
  return static_cast<std::uint8_t>(kind) < 128 ? unknown_durable : unknown_ephemeral;
}

} // namespace vestnik::model
