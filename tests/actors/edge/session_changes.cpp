#define CAF_SUITE session_changes
#include "actors/edge/session_changes.hpp"

#include "actors/edge/session.hpp"
#include "consumers/generic/resource.hpp"
#include "consumers/models/described.hpp"
#include "consumers/routing/mount.hpp"
#include "consumers/routing/route_table.hpp"
#include "tests/support/fake_credit.hpp"
#include "tests/support/fake_outbox.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace session_changes_tests {

struct memo {
  std::int64_t id = 0;
  std::string text;

  static constexpr std::string_view table = "memos";
};
BOOST_DESCRIBE_STRUCT(memo, (), (id, text))

const auto& memos = consumers::description_of<memo>();

/// A page with live memos, whose hub answers when the test lets it.
struct fixture : actor_fixture {
  fixture() {
    hub = spawn_fake<change_hub_actor>(
        sys,
        [this](const changes_follow& request) -> caf::result<std::monostate> {
          CAF_CHECK(request.table == &memos);
          ++follows;
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return std::monostate{};
        },
        [this](const changes_leave& request) {
          CAF_CHECK(request.room == model::room_of(memos));
          ++leaves;
        });
    aut = sys.spawn(session, directory, fanout.as<fanout_actor>(), groups_actor{}, hub,
                    consumers::scope{{{1}, {}, "alice", "Alice"}, {}, {}, {}, {}},
                    routes.match("/").value().target->make,
                    session_limits{.messages = {1, 1'000}, .rooms = 100});
    tell(connection_opened{out, std::make_shared<fake_credit>()});
  }

  ~fixture() { end(aut, directory, hub, fanout.handle); }

  template <class Message>
  void tell(Message message) {
    say(self, aut, std::move(message));
    consume_messages();
  }

  /// What it was told in answer to this, or since.
  std::vector<std::string> ask(const std::string& text) {
    out->frames.clear();
    tell(connection_frame{net::frame_kind::text, text});
    return out->frames;
  }

  void change(std::int64_t key) {
    auto change = std::make_shared<consumers::change>();
    change->key = key;
    change->after = std::make_shared<const consumers::row>(consumers::to_row(memo{key, "x"}));
    tell(model_changed{model::room_of(memos), change});
  }

  model::error refusal{model::ec::none, {}};
  int follows = 0;
  int leaves = 0;
  consumers::route_table routes =
      consumers::route_table::make({consumers::mount<consumers::live_crud<memo>>(
                                       "/", {.store = consumers::stored_objects{}})})
          .value();
  std::shared_ptr<fake_outbox> out = std::make_shared<fake_outbox>();
  directory_actor directory = spawn_fake<directory_actor>(sys, [](const room_notice&) {});
  witness<fanout_forget> fanout{sys};
  change_hub_actor hub;
  session_actor aut;
};

const char* const subscribe = R"({"action":"subscribe","request_id":"s"})";
const char* const answered =
    R"({"action":"subscribe","request_id":"s","response_status":200,"data":{},"errors":[]})";

using lines = std::vector<std::string>;

} // namespace session_changes_tests

CAF_TEST_FIXTURE_SCOPE(session_changes_tests, fixture)

CAF_TEST(a subscription is answered when the hub tells changes and not before) {
  say(self, aut, connection_frame{net::frame_kind::text, subscribe});
  expect((connection_frame), from(_).to(aut));
  CAF_CHECK(out->frames.empty());
  consume_messages();
  CAF_CHECK(out->frames == lines{answered});
  change(7);
  CAF_REQUIRE_EQUAL(out->frames.size(), 2u);
  CAF_CHECK_EQUAL(out->frames[1], R"({"action":"create","pk":7,"data":{"id":7,"text":"x","pk":7},)"
                                  R"("request_id":"s"})");
}

CAF_TEST(a change that comes before the answer is not told) {
  say(self, aut, connection_frame{net::frame_kind::text, subscribe});
  expect((connection_frame), from(_).to(aut));
  auto change = std::make_shared<consumers::change>();
  change->key = 7;
  change->after = std::make_shared<const consumers::row>(consumers::to_row(memo{7, "x"}));
  say(self, aut, model_changed{model::room_of(memos), change});
  expect((model_changed), from(_).to(aut));
  CAF_CHECK(out->frames.empty());
  consume_messages();
  CAF_CHECK(out->frames == lines{answered});
}

CAF_TEST(a refusal of the hub is the answer and the next follower asks anew) {
  refusal = {model::ec::unavailable, "no such table"};
  CAF_REQUIRE_EQUAL(ask(subscribe).size(), 1u);
  CAF_CHECK_NOT_EQUAL(out->frames[0].find(R"("code":"unavailable")"), std::string::npos);
  refusal.code = model::ec::none;
  CAF_CHECK(ask(subscribe) == lines{answered});
  CAF_CHECK_EQUAL(follows, 2);
}

CAF_TEST(the hub is left with the last subscription) {
  ask(subscribe);
  ask(R"({"action":"subscribe_instance","request_id":"t","pk":7})");
  CAF_CHECK_EQUAL(follows, 1);
  ask(R"({"action":"unsubscribe","request_id":"1","subscription":"s"})");
  CAF_CHECK_EQUAL(leaves, 0);
  ask(R"({"action":"unsubscribe","request_id":"2","subscription":"t"})");
  CAF_CHECK_EQUAL(leaves, 1);
  out->frames.clear();
  change(7);
  CAF_CHECK(out->frames.empty());
}

CAF_TEST(the hub is left with the connection) {
  ask(subscribe);
  tell(connection_closed{1001});
  CAF_CHECK_EQUAL(leaves, 1);
}

CAF_TEST(a table that can be followed no longer closes the connection to come again) {
  tell(changes_lost{4000, "lost"});
  CAF_CHECK_EQUAL(out->closed_with, 4000u);
  CAF_CHECK_EQUAL(out->reason, "lost");
}

CAF_TEST_FIXTURE_SCOPE_END()
