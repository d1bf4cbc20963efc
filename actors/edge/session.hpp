#pragma once

#include "actors/edge/missing_rooms.hpp"
#include "actors/edge/session_changes.hpp"
#include "actors/edge/session_groups.hpp"
#include "actors/edge/session_limits.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/rooms/actor_outbox.hpp"
#include "actors/runtime/awaited_answers.hpp"
#include "consumers/core/consumer.hpp"
#include "consumers/ports/channel_layer.hpp"
#include "consumers/ports/client.hpp"
#include "model/values/token_bucket.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// One connected client, resident on its connection's io thread. Runs the mount's
/// consumer, for which it is the client (way out) and the channel layer: commands and
/// joins go to the DIRECTORY, accepted subscriptions to the FANOUT of its thread, which
/// then writes events to the same outbox, or to an `actor_outbox` if the consumer itself
/// follows the room. Memberships go to the node's GROUPS, and the
/// consumer's watches of models' objects to the CHANGE_HUB of its thread.
///
///   waiting ──connection_opened──▶ open ──connection_closed──▶ ended
///   open ──session_end, over the rate──▶ closing ──connection_closed──▶ ended
struct session_state : consumers::client, consumers::channel_layer {
  static inline const char* name = "session";
  using self_pointer = session_actor::stateful_pointer<session_state>;

  explicit session_state(self_pointer me)
      : self{me} {}
  ~session_state() override;

  void open(const connection_opened& connection);
  void receive(const connection_frame& frame);
  void end(std::uint16_t code);
  /// While commands pile up the connection is not read: that is the client's credit.
  void settle_credit();
  /// A request has its answer. @return whether the connection is still open.
  bool answered();
  /// How long the next message must wait; zero: it need not, and was counted.
  std::chrono::milliseconds wait();
  /// Tells that a message came too early, and reads on when that time has passed.
  void refuse(std::string_view message, std::chrono::milliseconds wait);
  /// Takes off what a request costs beside its own token that names so many rooms.
  void charge_for(std::size_t rooms);
  /// Whether it concerns another person alone, or was not found a moment ago.
  [[nodiscard]] bool is_missing(model::room_name room);
  /// Asks what waits until its answer has room in the outbox.
  void ask_waiting();
  void ask(model::command&& command, consumers::reply_handler on_reply);
  /// The command has an outcome; nothing if it was given up before.
  void settle(std::uint64_t command, const model::result<model::json_text>& outcome);
  void give_up_overdue();

  // -- consumers::client
  [[nodiscard]] std::size_t largest_reply() const noexcept override { return limits.reply; }
  void send(std::string_view text) override;
  void send_binary(std::string_view bytes) override;
  void close(std::uint16_t code, std::string_view reason) override;
  void when_flushed(std::function<void()> call) override;

  // -- consumers::channel_layer
  void command(model::command command, consumers::reply_handler on_reply) override;
  void subscribe(std::vector<consumers::room_position> positions,
                 consumers::subscribe_handler on_reply) override;
  void unsubscribe(std::vector<model::room_name> left) override;
  void follow(consumers::room_position position, consumers::follow_handler on_reply,
              consumers::event_handler on_event) override;
  [[nodiscard]] consumers::watch follow_changes(const model::table_description& of,
                                                consumers::change_handler on_change,
                                                consumers::ready_handler ready) override {
    return changes->follow(of, std::move(on_change), std::move(ready));
  }
  [[nodiscard]] consumers::group_layer* groups() noexcept override { return memberships.get(); }

  self_pointer self;
  directory_actor directory;
  fanout_actor fanout;
  session_limits limits;
  /// Empty before `open` and after `end`. Outlive all below, which may have last words.
  std::shared_ptr<net::outbox> out;
  std::shared_ptr<net::inbound_credit> in;
  /// Outlive the consumer, which may be in groups and follow changes.
  std::unique_ptr<session_groups> memberships;
  std::unique_ptr<session_changes> changes;
  std::unique_ptr<consumers::consumer> consumer;
  model::user_id user;
  std::size_t in_flight = 0;
  /// Messages read whose credit has not been given back.
  std::size_t owed = 0;
  std::unique_ptr<model::token_bucket> bucket;
  /// Frames refused by the rate, less those accepted since; too many close the connection.
  std::size_t refused = 0;
  /// The rooms that it is subscribed to or about to be, with the number of the request
  /// that counts: a room may be left, and under_way for again, before there is an answer.
  std::unordered_map<model::room_name, std::uint64_t> rooms;
  std::uint64_t last_request = 0;
  missing_rooms missing;
  /// Commands under way. An owner that is lost bounces them; what is silent is given up.
  struct asked_command {
    consumers::reply_handler on_reply;
    model::effect does{};
  };
  awaited_answers<asked_command> commands;
  /// Those that wait, and how many are under way.
  std::deque<std::pair<model::command, consumers::reply_handler>> questions;
  std::size_t under_way = 0;
  /// A room that the consumer follows.
  struct room_handler {
    std::shared_ptr<actor_outbox> outbox;
    consumers::event_handler on_event;
  };
  std::vector<room_handler> follows;
  /// Called when all that was sent before is on its way, in order: `flushed` comes once for each.
  std::vector<std::function<void()>> on_flushed;
  /// What closes a connection that is to be closed before it has opened.
  std::function<void()> close_at_once;
};

/// @param make the mount's factory; the consumer is made and used on the io thread.
session_actor::behavior_type session(session_actor::stateful_pointer<session_state> self,
                                     directory_actor directory, fanout_actor fanout,
                                     groups_actor groups, change_hub_actor changes,
                                     consumers::scope facts, consumers::consumer_factory make,
                                     session_limits limits);

} // namespace vestnik::actors
