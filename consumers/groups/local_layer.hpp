#pragma once

#include "consumers/ports/channel_layer.hpp"
#include "consumers/ports/group_layer.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// The groups of one thread: for tests, examples and small programs. Delivers before
/// `send` returns.
class local_groups final : public group_layer {
public:
  [[nodiscard]] membership join(std::string group, group_handler on_message) override;
  void send(std::string_view group, const model::json_text& payload) override;

  [[nodiscard]] std::size_t members(std::string_view group) const;

private:
  using member_list = std::vector<std::weak_ptr<const group_handler>>;
  std::map<std::string, member_list, std::less<>> groups_;
};

/// A channel layer with groups and without rooms: commands and subscriptions are
/// answered `unavailable`.
class local_layer final : public channel_layer {
public:
  void command(model::command cmd, reply_handler on_reply) override;
  void subscribe(std::vector<room_position> rooms, subscribe_handler on_reply) override;
  void unsubscribe(std::vector<model::room_name> rooms) override;
  void follow(room_position room, follow_handler on_reply, event_handler on_event) override;
  [[nodiscard]] group_layer* groups() noexcept override { return &groups_; }

  [[nodiscard]] const local_groups& known_groups() const noexcept { return groups_; }

private:
  local_groups groups_;
};

} // namespace vestnik::consumers
