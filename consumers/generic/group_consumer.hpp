#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/dispatch/handler.hpp"
#include "consumers/groups/group_name.hpp"
#include "consumers/ports/group_layer.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::consumers {

/// Whether clients may send to the group that they belong to.
enum class receiving : std::uint8_t {
  /// `{"action": "send", "data": …}` goes to all members, the sender included.
  broadcast,
  /// Every request is refused: the group is fed from elsewhere.
  refuse,
};

/// Puts each connection into one group of its mount, named by the path, while it lasts. What is
/// sent to the group reaches the client as `{"event": "message", "group": …, "data": …}`.
class group_consumer {
public:
  struct options {
    group_name group;
    receiving receive = receiving::broadcast;
    access_rule permission = signed_in();

    [[nodiscard]] std::optional<model::error> problem(const std::vector<capture>& captures) const {
      return group.problem(names_of(captures));
    }
  };

  group_consumer(connection& at, const options& chosen);

  [[nodiscard]] static handler_list<group_consumer> handlers(const options& chosen);

  [[nodiscard]] static std::vector<event_description> events();

  void connect();

  /// Sends `data` to the group in the wire form of this class.
  void send(arg<"data", const boost::json::value*> data);

private:
  connection& at_;
  std::string name_;
  std::string key_;
  membership joined_;
};

/// What members of a group are told.
[[nodiscard]] model::json_text group_message(std::string_view group,
                                             const boost::json::value& data);

} // namespace vestnik::consumers
