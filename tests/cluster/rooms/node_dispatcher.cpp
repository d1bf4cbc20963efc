#define CAF_SUITE node_dispatcher
#include "cluster/rooms/node_dispatcher.hpp"

#include "tests/cluster/caf_cluster_test.hpp"

#include "tests/support/caf_fake_actor.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::spawn_fake;
using vestnik::test::witness;

namespace node_dispatcher_tests {

constexpr model::room_name chat{model::room_kind::chat, 42};
constexpr model::room_name other{model::room_kind::chat, 43};
constexpr model::node_id far{2};
constexpr model::node_id third{3};

actors::event_ptr event(model::room_name room, std::uint64_t seq) {
  return std::make_shared<const model::event>(
      model::event{room, seq, model::event_kind::message_created, {}, "{}", 0});
}

/// A node that others talk to; its rooms refuse everything but sockets, unless they are told to.
struct fixture : cluster_fixture {
  fixture() {
    own_rooms = spawn_fake<actors::own_rooms_actor>(
        sys,
        [this](const model::command& command) -> caf::result<model::json_text> {
          commands.push_back(command);
          return actors::to_caf(refusal);
        },
        [this](const actors::session_attach& request) -> caf::result<std::monostate> {
          if (takes_sockets == taking::none)
            return actors::to_caf(refusal);
          sockets.push_back(caf::actor_cast<caf::actor>(request.socket));
          return std::monostate{};
        },
        [](const actors::room_follow&) { return std::uint64_t{7}; },
        [this](const actors::room_unfollow& request) { unfollowed.push_back(request.room); });
    aut = sys.spawn(node_dispatcher, links.as<links_actor>(),
                    hearers{directory.as<directory_actor>(), own_rooms,
                            relay.as<actors::relay_actor>(), actors::groups_actor{},
                            accounts.as<actors::accounts_actor>(),
                            ledger.as<actors::ledger_actor>()});
  }
  ~fixture() {
    sockets.clear();
    end(aut, own_rooms, links.handle, directory.handle, relay.handle, accounts.handle,
        ledger.handle);
  }

  void hear(model::node_id from, node_body body, std::uint64_t request = 0,
            model::deadline until = {}) {
    say(self, aut, from_node{from, {request, std::move(body)}, until});
    consume_messages();
  }

  void attach(model::node_id from, std::uint64_t socket) {
    hear(from, socket_attach{{7}, {8}, socket}, socket);
  }

  [[nodiscard]] std::size_t open_sockets() {
    std::size_t out = 0;
    for (const auto& each : sockets)
      out += has_ended(each) ? 0 : 1;
    return out;
  }

  [[nodiscard]] std::size_t known_sockets() {
    return deref<caf::stateful_actor<node_dispatcher_state, node_dispatcher_actor::base>>(aut)
        .state.sockets.size();
  }

  enum class taking : std::uint8_t { all, none } takes_sockets = taking::all;
  model::error refusal{model::ec::not_found, "no such room", "room"};
  std::vector<caf::actor> sockets;
  std::vector<model::command> commands;
  std::vector<model::room_name> unfollowed;
  witness<to_node> links{sys};
  witness<node_linked, node_unlinked> directory{sys};
  witness<actors::sign_in_outcome, vestnik::atom::recheck> accounts{sys};
  witness<actors::usage_report> ledger{sys};
  witness<actors::publication, actors::relay_retry> relay{sys};
  actors::own_rooms_actor own_rooms;
  node_dispatcher_actor aut;
};

} // namespace node_dispatcher_tests

CAF_TEST_FIXTURE_SCOPE(node_dispatcher_tests, fixture)

CAF_TEST(a request is answered to the node that asked and by its number) {
  hear(far, model::command{{}, chat, "op", {}}, 11);
  hear(third, actors::room_follow{chat}, 12);
  const auto& answers = links.heard<to_node>();
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  CAF_CHECK(answers[0].to == far);
  CAF_CHECK_EQUAL(answers[0].envelope.answer_to, 11u);
  CAF_CHECK_EQUAL(answers[0].envelope.request, 0u);
  CAF_CHECK(std::get<model::error>(answers[0].envelope.body) == refusal);
  CAF_CHECK(answers[1].to == third);
  CAF_CHECK_EQUAL(answers[1].envelope.answer_to, 12u);
  CAF_CHECK_EQUAL(std::get<room_followed>(answers[1].envelope.body).seq, 7u);
}

CAF_TEST(owners are told until when the other node waits) {
  const auto until = model::deadline::after(std::chrono::seconds{2}, sys.clock().now());
  hear(far, model::command{{}, chat, "op", {}}, 11, until);
  CAF_REQUIRE_EQUAL(commands.size(), 1u);
  CAF_CHECK(commands[0].until == until);
}

CAF_TEST(what the other node has given up is not carried out) {
  const auto until = model::deadline::after(std::chrono::seconds{2}, sys.clock().now());
  advance_time(std::chrono::seconds{2});
  hear(far, model::command{{}, chat, "op", {}}, 11, until);
  hear(far, socket_attach{{7}, {8}, 1}, 12, until);
  CAF_CHECK(commands.empty());
  CAF_CHECK(sockets.empty());
  CAF_CHECK(links.heard<to_node>().empty());
}

CAF_TEST(the relay is told of one room at a time) {
  hear(far, actors::publication{{event(chat, 1), event(chat, 2), event(other, 9), event(chat, 3)}});
  const auto& publications = relay.heard<actors::publication>();
  CAF_REQUIRE_EQUAL(publications.size(), 3u);
  CAF_CHECK_EQUAL(publications[0].events.size(), 2u);
  CAF_CHECK(publications[1].events.at(0)->room == other);
  CAF_CHECK_EQUAL(publications[2].events.at(0)->seq, 3u);
}

CAF_TEST(an owner that is lost elsewhere is looked for by the relay) {
  hear(far, owner_lost{chat});
  CAF_REQUIRE_EQUAL(relay.heard<actors::relay_retry>().size(), 1u);
  CAF_CHECK(relay.heard<actors::relay_retry>()[0].room == chat);
}

CAF_TEST(a socket of another node is counted until it is gone) {
  attach(far, 1);
  attach(far, 2);
  attach(third, 1);
  CAF_CHECK_EQUAL(open_sockets(), 3u);
  CAF_CHECK(std::holds_alternative<done>(links.heard<to_node>().at(0).envelope.body));
  hear(far, socket_gone{1});
  CAF_CHECK_EQUAL(open_sockets(), 2u);
  hear(far, socket_gone{1});
  CAF_CHECK_EQUAL(open_sockets(), 2u);
}

CAF_TEST(a socket that is attached again is still one) {
  attach(far, 1);
  attach(far, 1);
  CAF_REQUIRE_EQUAL(sockets.size(), 2u);
  CAF_CHECK(sockets[0] == sockets[1]);
  CAF_CHECK_EQUAL(links.heard<to_node>().size(), 2u);
  hear(far, socket_gone{1});
  CAF_CHECK_EQUAL(open_sockets(), 0u);
}

CAF_TEST(a socket that is refused is forgotten) {
  takes_sockets = taking::none;
  attach(far, 1);
  CAF_CHECK(std::get<model::error>(links.heard<to_node>().at(0).envelope.body) == refusal);
  CAF_CHECK_EQUAL(known_sockets(), 0u);
}

CAF_TEST(the sockets and the relay of a node are let go when its link was lost) {
  attach(far, 1);
  attach(far, 2);
  attach(third, 1);
  hear(far, actors::room_follow{chat}, 12);
  hear(third, actors::room_follow{other}, 13);
  say(self, aut, node_unlinked{far});
  consume_messages();
  CAF_CHECK_EQUAL(open_sockets(), 1u);
  CAF_CHECK(unfollowed == std::vector{chat});
  CAF_REQUIRE_EQUAL(directory.heard<node_unlinked>().size(), 1u);
  CAF_CHECK(directory.heard<node_unlinked>()[0].from == far);
}

CAF_TEST(whenever a link comes or goes words about ended sessions may have been lost) {
  say(self, aut, node_linked{far});
  say(self, aut, node_unlinked{far});
  consume_messages();
  CAF_CHECK_EQUAL(accounts.heard<vestnik::atom::recheck>().size(), 2u);
  CAF_CHECK_EQUAL(directory.heard<node_linked>().size(), 1u);
}

CAF_TEST(sign ins and spending of another node are counted here) {
  hear(far, actors::sign_in_outcome{"alice", "192.0.2.1", actors::sign_in_outcome::how::failed});
  hear(far, actors::usage_report{{{actors::spending::account::address, "192.0.2.1", 3}}});
  CAF_REQUIRE_EQUAL(accounts.heard<actors::sign_in_outcome>().size(), 1u);
  CAF_CHECK_EQUAL(accounts.heard<actors::sign_in_outcome>()[0].login, "alice");
  CAF_REQUIRE_EQUAL(ledger.heard<actors::usage_report>().size(), 1u);
  CAF_CHECK_EQUAL(ledger.heard<actors::usage_report>()[0].all.at(0).tokens, 3u);
}

CAF_TEST(the stand - ins of other nodes end with the dispatcher) {
  attach(far, 1);
  hear(far, actors::room_follow{chat}, 12);
  end(aut);
  CAF_CHECK_EQUAL(open_sockets(), 0u);
  CAF_CHECK(unfollowed == std::vector{chat});
}

CAF_TEST_FIXTURE_SCOPE_END()
