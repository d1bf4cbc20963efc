#pragma once

#include "consumers/ports/channel_layer.hpp"

#include <deque>
#include <doctest/doctest.h>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// A channel layer that writes down what it is asked and answers when the test says
/// so, oldest first.
class scripted_layer final : public channel_layer {
public:
  void command(model::command cmd, reply_handler on_reply) override {
    commands.push_back(std::move(cmd));
    replies_.push_back(std::move(on_reply));
  }

  void subscribe(std::vector<room_position> rooms, subscribe_handler on_reply) override {
    subscribed.push_back(std::move(rooms));
    subscribe_replies_.push_back(std::move(on_reply));
  }

  void unsubscribe(std::vector<model::room_name> rooms) override {
    unsubscribed.push_back(std::move(rooms));
  }

  void follow(room_position room, follow_handler on_reply, event_handler on_event) override {
    followed.push_back(std::move(room));
    follow_replies_.push_back(std::move(on_reply));
    on_event_ = std::move(on_event);
  }

  /// Answers the oldest follow that was not answered.
  void answer_follow(const model::result<subscription>& outcome) {
    REQUIRE_FALSE(follow_replies_.empty());
    const auto on_reply = std::move(follow_replies_.front());
    follow_replies_.pop_front();
    on_reply(outcome);
  }

  /// Something happens in the room that was followed last.
  void tell(std::string_view frame) {
    REQUIRE(on_event_ != nullptr);
    on_event_(frame);
  }

  /// Answers the oldest command that was not answered.
  void answer(const model::result<model::json_text>& outcome) {
    REQUIRE_FALSE(replies_.empty());
    const auto on_reply = std::move(replies_.front());
    replies_.pop_front();
    on_reply(outcome);
  }

  /// Answers the oldest subscribe that was not answered.
  void answer(std::vector<std::pair<model::room_name, model::result<subscription>>> outcome) {
    REQUIRE_FALSE(subscribe_replies_.empty());
    const auto on_reply = std::move(subscribe_replies_.front());
    subscribe_replies_.pop_front();
    on_reply(std::move(outcome));
  }

  /// Whether nothing was asked at all.
  [[nodiscard]] bool untouched() const {
    return commands.empty() && subscribed.empty() && unsubscribed.empty() && followed.empty();
  }

  std::vector<model::command> commands;
  std::vector<std::vector<room_position>> subscribed;
  std::vector<std::vector<model::room_name>> unsubscribed;
  std::vector<room_position> followed;

private:
  std::deque<reply_handler> replies_;
  std::deque<subscribe_handler> subscribe_replies_;
  std::deque<follow_handler> follow_replies_;
  event_handler on_event_;
};

} // namespace vestnik::consumers
