#pragma once

#include "actors/protocol/actors.hpp"
#include "consumers/ports/group_layer.hpp"
#include "consumers/ports/lifetime.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vestnik::actors {

/// The memberships of one session, which lives in the GROUPS of its node. Used by the
/// session only, on its thread.
class session_groups final : public consumers::group_layer {
public:
  /// @param session outlives this.
  session_groups(groups_actor all, caf::actor_control_block* session);

  [[nodiscard]] consumers::membership join(std::string group,
                                           consumers::group_handler on_message) override;
  void send(std::string_view group, const model::json_text& payload) override;

  /// Calls the handler of the membership, if it lasts.
  void deliver(const group_message& message);

private:
  void leave(std::uint64_t membership);

  groups_actor all_;
  caf::actor_control_block* session_;
  std::uint64_t last_ = 0;
  std::unordered_map<std::uint64_t, std::shared_ptr<consumers::group_handler>> handlers_;
  /// Memberships may outlive this; then nothing is to be done.
  consumers::lifetime lifetime_;
};

} // namespace vestnik::actors
