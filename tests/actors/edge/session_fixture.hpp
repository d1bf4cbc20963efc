#pragma once

#include "actors/edge/session.hpp"
#include "tests/actors/acting_consumer.hpp"
#include "tests/support/fake_credit.hpp"
#include "tests/support/fake_outbox.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

namespace vestnik::actors::session_tests {

using test::act;
using test::acting_consumer;
using test::actor_fixture;
using test::code_of;
using test::fake_credit;
using test::fake_outbox;
using test::spawn_fake;
using test::witness;

inline constexpr model::user_id alice{1};
inline constexpr model::room_name room{model::room_kind::chat, 42};
inline constexpr model::room_name other{model::room_kind::chat, 43};

/// Alice's connection. The directory answers when the test lets it.
struct fixture : actor_fixture {
  fixture() {
    directory = spawn_fake<directory_actor>(
        sys,
        [this](const model::command& command) -> caf::result<model::json_text> {
          commands.push_back(command);
          if (answers == answering::never)
            return caf::delegated<model::json_text>{};
          if (refusal)
            return *refusal;
          return answer;
        },
        [this](const room_join& request) -> caf::result<room_joined> {
          ++joins;
          if (request.room == other)
            return to_caf({model::ec::not_found, "no such room"});
          return room_joined{9,  "log", request.seq.value_or(9), room_joined::position::known,
                             {}, {}};
        });
    start({{1, 1'000}, 3, 2, std::chrono::seconds{30}});
  }

  ~fixture() { end(aut, directory, fanout.handle); }

  void start(session_limits limits) {
    start(limits, consumers::factory_of<acting_consumer>(consumer));
  }

  void start(session_limits limits, consumers::consumer_factory mount) {
    end(aut);
    // The one before is closed with its session.
    out = std::make_shared<fake_outbox>();
    aut = sys.spawn(
        session, directory, fanout.as<fanout_actor>(), groups_actor{}, change_hub_actor{},
        consumers::scope{{alice, {}, "alice", "Alice"}, {}, {}, {}, {}}, std::move(mount), limits);
    tell(connection_opened{out, in});
  }

  template <class Message>
  void tell(Message message) {
    say(self, aut, std::move(message));
    consume_messages();
  }

  void frame(const std::string& text) { tell(connection_frame{net::frame_kind::text, text}); }

  /// Has the consumer do this at its next frame, which comes now. What follows does not
  /// happen yet.
  void have(act message) {
    consumer->next = std::move(message);
    say(self, aut, connection_frame{net::frame_kind::text, "act"});
    expect((connection_frame), from(_).to(aut));
  }

  /// Has a command run whose outcome is sent as a frame.
  void have_run(const model::command_body& body) {
    have([body](auto& layer, auto& client) {
      layer.command({alice, room, "op", body}, [&client](const auto& outcome) {
        client.send(outcome ? outcome->text
                            : std::string{model::traits_of(outcome.error().code).name});
      });
    });
  }

  /// Has the consumer subscribe to these, and waits for the outcomes.
  std::vector<model::ec> subscribe(std::vector<consumers::room_position> rooms) {
    std::vector<model::ec> heard;
    have([&](auto& layer, auto&) {
      layer.subscribe(rooms, [&](const auto& outcomes) {
        for (const auto& [name, outcome] : outcomes)
          heard.push_back(code_of(outcome));
      });
    });
    consume_messages();
    return heard;
  }

  enum class answering : std::uint8_t { at_once, never } answers = answering::at_once;
  std::vector<model::command> commands;
  std::optional<caf::error> refusal;
  model::json_text answer{"{}"};
  int joins = 0;
  std::shared_ptr<acting_consumer::notes> consumer = std::make_shared<acting_consumer::notes>();
  std::shared_ptr<fake_outbox> out = std::make_shared<fake_outbox>();
  std::shared_ptr<fake_credit> in = std::make_shared<fake_credit>();
  directory_actor directory;
  witness<fanout_join, fanout_leave, fanout_forget> fanout{sys};
  session_actor aut;
};

} // namespace vestnik::actors::session_tests
