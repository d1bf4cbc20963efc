#pragma once

// What the tests of own_rooms begin with.

#include "actors/rooms/own_rooms.hpp"
#include "tests/consumers/captured_log.hpp"

#include <map>
#include <optional>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

namespace vestnik::actors::own_rooms_tests {

using test::actor_fixture;
using test::spawn_fake;
using test::witness;

inline constexpr model::room_name chat{model::room_kind::chat, 42};
inline constexpr model::room_name user{model::room_kind::user, 1};
inline constexpr model::room_name account{model::room_kind::mailbox, 7};
inline constexpr model::room_name objects{model::room_kind::collection, 5};
inline constexpr model::node_id node{3};
inline constexpr model::user_id alice{1};
inline constexpr model::user_id stranger{9};

/// Owners that say their room's name and how many were made before them. Rooms are there for all
/// but the stranger.
struct fixture : actor_fixture {
  fixture() {
    aut = sys.spawn(
        own_rooms,
        [this](model::room_name room) {
          const auto name = model::to_string(room) + " " + std::to_string(made++);
          auto owner = spawn_fake<room_actor>(
              sys, [name](const model::command&) { return model::json_text{name}; },
              [](const room_join& join) {
                room_joined joined;
                joined.seq = join.seq.value_or(0);
                return joined;
              },
              [](const room_follow&) { return std::uint64_t{7}; },
              [](const room_read& request) {
                return room_page{std::vector<event_ptr>(request.limit)};
              },
              [this](const room_unfollow&) { heard.emplace_back("unfollow"); },
              [this](const room_notice&) { heard.emplace_back("notice"); },
              [this](atom::wake) { heard.emplace_back("wake"); },
              [](const session_attach&) { return std::monostate{}; },
              [this](atom::rest) { return asked_to_rest(); },
              [this, name](atom::hand_over) {
                heard.emplace_back("hand over " + name);
                return std::monostate{};
              },
              [this](atom::end) { heard.emplace_back("end"); });
          owners[room] = owner;
          return owner;
        },
        own_rooms_settings{idle, {{}, {reader}}, former.as<former_mailboxes_actor>(), node});
  }

  ~fixture() {
    for (auto& [room, owner] : owners)
      end(owner);
    end(aut, reader, former.handle);
  }

  /// Only chats are this node's from now on.
  static room_share chats() {
    return {[](model::room_name which) { return which.kind == model::room_kind::chat; }};
  }

  activity asked_to_rest() {
    ++questions;
    return now;
  }

  /// The time passes after which rooms that nobody used are looked for.
  void pass() {
    sched.advance_time(idle);
    consume_messages();
  }

  static constexpr std::chrono::milliseconds idle{60'000};
  activity now = activity::resting;
  int questions = 0;

  std::string who_owns(model::room_name room) {
    const auto answer = ask<model::json_text>(aut, model::command{alice, room, {}, {}});
    CAF_REQUIRE(answer.has_value());
    return answer->text;
  }

  int made = 0;
  int looks = 0;
  /// What the database has for another node.
  std::optional<model::room_name> lost;
  std::optional<model::error> refusal;
  store_reader_actor reader = spawn_fake<store_reader_actor>(
      sys,
      [this](const storage::may_see& question) -> caf::result<bool> {
        ++looks;
        if (refusal)
          return to_caf(*refusal);
        return question.user != stranger;
      },
      [this](const storage::fetch_clearance& question) -> caf::result<std::chrono::milliseconds> {
        if (question.node != node || question.room == lost)
          return to_caf({model::ec::stale_token, "it belongs to another node"});
        return std::chrono::milliseconds{};
      });
  witness<room_share> former{sys};
  std::vector<std::string> heard;
  std::map<model::room_name, room_actor> owners;
  own_rooms_actor aut;
};

} // namespace vestnik::actors::own_rooms_tests
