#define CAF_SUITE links
#include "cluster/rooms/links.hpp"

#include "tests/cluster/caf_cluster_test.hpp"
#include "tests/cluster/simulated_cables.hpp"
#include "tests/consumers/captured_log.hpp"

#include <fmt/format.h>

#include "tests/support/caf_fake_actor.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using namespace std::chrono_literals;

namespace links_tests {

using consumers::captured_log;
const model::room_name chat{model::room_kind::chat, 42};

/// A node's links and whoever hears them.
struct node {
  node(caf::actor_system& sys, simulated_cables& cables, model::node which,
       const std::string& cluster = "c", std::uint32_t version = 1)
      : about{std::move(which)}
      , membership{sys}
      , others{sys} {
    links_settings settings;
    settings.self = about.id;
    settings.cluster = cluster;
    settings.version = version;
    settings.dial = cables.dialler(about.name);
    settings.most_waiting = 3;
    links = sys.spawn(cluster::links, settings);
    cables.listen(about.name, links);
    caf::anon_send(links,
                   link_dispatchers{caf::actor_cast<caf::strong_actor_ptr>(membership.handle),
                                    caf::actor_cast<caf::strong_actor_ptr>(others.handle)});
  }

  model::node about;
  vestnik::test::witness<from_peer, link_broken> membership;
  vestnik::test::witness<from_node, node_linked, node_unlinked> others;
  links_actor links;
};

/// How a request has ended, if it has.
struct outcome {
  [[nodiscard]] bool failed_as(model::ec code) const { return error && error->code == code; }
  std::optional<node_body> answer;
  std::optional<model::error> error;
};

struct fixture : cluster_fixture {
  ~fixture() {
    for (const auto& one : nodes) {
      caf::anon_send_exit(one->links, caf::exit_reason::user_shutdown);
      caf::anon_send_exit(one->membership.handle, caf::exit_reason::user_shutdown);
      caf::anon_send_exit(one->others.handle, caf::exit_reason::user_shutdown);
    }
    cables.forget();
    consume_messages();
  }

  node& add(std::int64_t id, const std::string& cluster = "c", std::uint32_t version = 1) {
    const auto name = "n" + std::to_string(id);
    nodes.push_back(std::make_unique<node>(
        sys, cables, model::node{{id}, name, 0, name + ":1", model::node_state::active, {}, {}},
        cluster, version));
    return *nodes.back();
  }

  /// Each is told of all.
  void meet() {
    link_peers all;
    for (const auto& one : nodes)
      all.nodes.push_back(one->about);
    for (const auto& one : nodes)
      caf::anon_send(one->links, all);
    consume_messages();
  }

  void pass(std::chrono::milliseconds time) {
    advance_time(time);
    consume_messages();
  }

  bool is_heard(node& from, node& by) {
    by.membership.heard<from_peer>().clear();
    caf::anon_send(from.links, to_peer{by.about.id, {peer_message::kind::probe, {}, 1}});
    consume_messages();
    const auto& heard = by.membership.heard<from_peer>();
    return heard.size() == 1 && heard[0].from == from.about.id;
  }

  std::shared_ptr<outcome> ask(node& from, node& to,
                               const node_body& body = actors::room_follow{chat}) {
    auto kept = std::make_shared<outcome>();
    const auto asks = [kept](caf::event_based_actor* asker, const links_actor& links,
                             const node_request& request) {
      asker->request(links, caf::infinite, request)
          .then([kept](const node_answer& answer) { kept->answer = answer.body; },
                [kept](const caf::error& why) { kept->error = actors::from_caf(why); });
    };
    sys.spawn(asks, from.links, node_request{to.about.id, body});
    consume_messages();
    return kept;
  }

  simulated_cables cables;
  std::vector<std::unique_ptr<node>> nodes;
};

} // namespace links_tests

CAF_TEST_FIXTURE_SCOPE(links_tests, links_tests::fixture)

CAF_TEST(three nodes hear one another over one link for each pair) {
  for (const std::int64_t id : {1, 2, 3})
    add(id);
  meet();
  for (const auto& from : nodes)
    for (const auto& by : nodes)
      CAF_CHECK_EQUAL(is_heard(*from, *by), from != by);
  CAF_CHECK_EQUAL(cables.count(), 3u);
}

CAF_TEST(a node that the table does not show yet is heard) {
  auto& old = add(1);
  auto& young = add(2);
  caf::anon_send(young.links, link_peers{{old.about, young.about}});
  consume_messages();
  CAF_CHECK(is_heard(young, old));
  CAF_CHECK(is_heard(old, young));
}

CAF_TEST(a request is answered by whoever hears it and by its number) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto first = ask(one, two);
  const auto second = ask(one, two);
  const auto& said = two.others.heard<from_node>();
  CAF_REQUIRE_EQUAL(said.size(), 2u);
  CAF_CHECK((said[0].from == one.about.id));
  CAF_CHECK((std::get<actors::room_follow>(said[0].envelope.body).room == chat));
  caf::anon_send(two.links, to_node{one.about.id, {0, room_followed{8}, said[1].envelope.request}});
  caf::anon_send(two.links, to_node{one.about.id, {0, room_followed{7}, said[0].envelope.request}});
  consume_messages();
  CAF_CHECK_EQUAL(std::get<room_followed>(first->answer.value()).seq, 7u);
  CAF_CHECK_EQUAL(std::get<room_followed>(second->answer.value()).seq, 8u);
}

CAF_TEST(an error of the other node is the answer) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto question = ask(one, two);
  const model::error refusal{model::ec::not_found, "no such room", "room"};
  caf::anon_send(
      two.links,
      to_node{one.about.id, {0, refusal, two.others.heard<from_node>()[0].envelope.request}});
  consume_messages();
  CAF_CHECK((question->error == refusal));
}

CAF_TEST(a request that cannot be carried is refused and may be repeated) {
  auto& one = add(1);
  auto& two = add(2);
  CAF_CHECK(ask(one, two)->failed_as(model::ec::unavailable));
  meet();
  cables.fill();
  CAF_CHECK(ask(one, two)->failed_as(model::ec::unavailable));
  CAF_CHECK(!is_heard(one, two));
  cables.drain();
  CAF_CHECK(is_heard(one, two));
}

CAF_TEST(what is too large for a link is refused alone and the link stands) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto question = ask(one, two);
  cables.narrow(1'000);
  const std::string text(2'000, 'x');
  caf::anon_send(two.links, to_node{one.about.id,
                                    {0, model::json_text{text},
                                     two.others.heard<from_node>()[0].envelope.request}});
  caf::anon_send(one.links, to_all{group_words{"a", {text}}});
  consume_messages();
  CAF_CHECK(question->failed_as(model::ec::too_large));
  CAF_CHECK(ask(one, two, model::command{{1}, chat, "op", model::send_message{text}})
                ->failed_as(model::ec::too_large));
  CAF_CHECK(is_heard(one, two));
  CAF_CHECK_EQUAL(cables.count(), 1u);
}

CAF_TEST(links that a node ends itself say nothing of the other node) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  CAF_REQUIRE(is_heard(one, two) && is_heard(two, one));
  for (auto* full : {&two, &one}) {
    cables.fill();
    caf::anon_send(full->links, to_all{group_words{"a", {"1"}}});
    consume_messages();
    cables.drain();
    for (int i = 0; i < 5; ++i)
      pass(500ms);
    CAF_CHECK(is_heard(one, two) && is_heard(two, one));
  }
  auto claimed = one.about;
  claimed.name = "n3";
  caf::anon_send(two.links, link_peers{{claimed, two.about}});
  for (int i = 0; i < 5; ++i)
    pass(500ms);
  CAF_CHECK(two.membership.heard<link_broken>().empty());
}

CAF_TEST(no more requests wait than may) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(!ask(one, two)->error);
  CAF_CHECK(ask(one, two)->failed_as(model::ec::unavailable));
}

CAF_TEST(a request over a link that breaks has an unknown outcome) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto question = ask(one, two);
  cables.cut();
  consume_messages();
  CAF_CHECK(question->failed_as(model::ec::outcome_unknown));
}

CAF_TEST(a request without an answer for long has an unknown outcome though the link stands) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto first = ask(one, two);
  pass(10s);
  const auto second = ask(one, two);
  const auto third = ask(one, two);
  pass(4'999ms);
  CAF_CHECK(!first->error);
  pass(1ms);
  CAF_CHECK(first->failed_as(model::ec::outcome_unknown));
  CAF_CHECK(!second->error && !third->error);
  const auto& said = two.others.heard<from_node>();
  CAF_REQUIRE_EQUAL(said.size(), 3u);
  CAF_MESSAGE("an answer that comes later goes nowhere");
  for (const std::size_t which : {0, 1})
    caf::anon_send(two.links,
                   to_node{one.about.id, {0, room_followed{7}, said[which].envelope.request}});
  consume_messages();
  CAF_CHECK(second->answer.has_value());
  pass(10s);
  CAF_CHECK(third->failed_as(model::ec::outcome_unknown));
  CAF_CHECK(is_heard(one, two));
}

CAF_TEST(a link that breaks is made again at once and nobody is told) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  CAF_REQUIRE(is_heard(one, two) && is_heard(two, one));
  cables.cut();
  consume_messages();
  CAF_CHECK(is_heard(one, two));
  CAF_CHECK(is_heard(two, one));
  pass(2s);
  CAF_CHECK(one.membership.heard<link_broken>().empty());
  CAF_CHECK(two.membership.heard<link_broken>().empty());
}

CAF_TEST(a link that cannot be made again is told of once and tried further) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  CAF_REQUIRE(is_heard(one, two) && is_heard(two, one));
  cables.refuse();
  cables.cut();
  consume_messages();
  CAF_CHECK_EQUAL(two.membership.heard<link_broken>().size(), 1u);
  // Who is dialled gives the other some time.
  CAF_CHECK(one.membership.heard<link_broken>().empty());
  for (int i = 0; i < 10; ++i)
    pass(500ms);
  CAF_CHECK_EQUAL(one.membership.heard<link_broken>().size(), 1u);
  CAF_CHECK_EQUAL(two.membership.heard<link_broken>().size(), 1u);
  cables.admit();
  pass(500ms);
  CAF_CHECK(is_heard(one, two));
}

CAF_TEST(nodes of another cluster and of versions further away are refused) {
  add(1, "c", 3);
  add(2, "other", 3);
  add(3, "c", 5);
  add(4, "c", 1);
  add(5, "c", 2);
  add(6, "c", 4);
  meet();
  for (const std::size_t stranger : {1, 2, 3})
    CAF_CHECK(!is_heard(*nodes[stranger], *nodes[0]) && !is_heard(*nodes[0], *nodes[stranger]));
  for (const std::size_t neighbour : {4, 5})
    CAF_CHECK(is_heard(*nodes[neighbour], *nodes[0]) && is_heard(*nodes[0], *nodes[neighbour]));
}

CAF_TEST(a node that names its commands as version 1 did is refused and the log says why) {
  const captured_log log;
  auto& one = add(1, "c", protocol_version);
  auto& old = add(2, "c", 1);
  meet();
  CAF_CHECK(!is_heard(old, one) && !is_heard(one, old));
  CAF_CHECK(log.has(fmt::format("it speaks version 1, this node {}", protocol_version)));
}

CAF_TEST(a node with the certificate of another one is refused and the log says why) {
  const captured_log log;
  auto& one = add(1);
  auto& two = add(2);
  auto claimed = two.about;
  claimed.name = "n3";
  caf::anon_send(one.links, link_peers{{one.about, claimed}});
  caf::anon_send(two.links, link_peers{{one.about, two.about}});
  consume_messages();
  CAF_CHECK(!is_heard(two, one));
  CAF_CHECK(log.has("its certificate is not made out to n3"));
}

CAF_TEST(another life of a node is not taken for the one that was dialled) {
  const captured_log log;
  auto& one = add(1);
  auto& two = add(3);
  auto former = one.about;
  former.id = {2};
  caf::anon_send(two.links, link_peers{{former, two.about}});
  consume_messages();
  CAF_CHECK(!is_heard(one, two));
  CAF_CHECK(log.has("it is not the life of a node that was looked for"));
}

CAF_TEST(a node that has gone is heard no longer) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  caf::anon_send(one.links, link_peers{{one.about}});
  consume_messages();
  CAF_CHECK(!is_heard(one, two));
}

CAF_TEST(a frame that is no envelope or comes before a greeting ends the link) {
  auto& one = add(1);
  for (const auto& first : {std::string{"rubbish"}, encode({0, done{}})}) {
    auto end = cables.connect("n1", "n9");
    static_cast<void>(end->send(first));
    consume_messages();
    CAF_CHECK((end->send("more") == net::node_link::sent::ended));
  }
  CAF_CHECK(one.others.heard<from_node>().empty());
}

CAF_TEST(a message for all reaches each other node once) {
  for (const std::int64_t id : {1, 2, 3})
    add(id);
  meet();
  caf::anon_send(nodes[0]->links, to_all{group_words{"a", {"1"}}});
  consume_messages();
  CAF_CHECK(nodes[0]->others.heard<from_node>().empty());
  for (const std::size_t other : {1, 2})
    CAF_CHECK_EQUAL(nodes[other]->others.heard<from_node>().size(), 1u);
}

CAF_TEST(a node that does not keep up loses its link so that both begin anew) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  CAF_REQUIRE(is_heard(one, two) && is_heard(two, one));
  cables.fill();
  caf::anon_send(one.links, to_node{two.about.id, {0, done{}}});
  consume_messages();
  CAF_REQUIRE_EQUAL(one.others.heard<node_unlinked>().size(), 1u);
  CAF_REQUIRE_EQUAL(two.others.heard<node_unlinked>().size(), 1u);
  CAF_CHECK((one.others.heard<node_unlinked>()[0].from == two.about.id));
  CAF_CHECK(is_heard(one, two) && is_heard(two, one));
}

CAF_TEST(a request that is not understood is refused) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  CAF_CHECK(ask(one, two, not_understood{})->failed_as(model::ec::unknown_action));
}

CAF_TEST_FIXTURE_SCOPE_END()
