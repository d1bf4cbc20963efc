#define CAF_SUITE links
#include "cluster/rooms/links.hpp"

#include "tests/cluster/rooms/links_fixture.hpp"
#include "tests/consumers/captured_log.hpp"

#include <fmt/format.h>

using namespace vestnik;
using namespace vestnik::cluster;
namespace links_tests {
using namespace std::chrono_literals;
using consumers::captured_log;
using vestnik::cluster::links_tests::chat;
using vestnik::cluster::links_tests::fixture;
} // namespace links_tests

CAF_TEST_FIXTURE_SCOPE(links_tests, fixture)

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

CAF_TEST(who stood for a node before cannot ask behind the one who stands for it now) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto ask_as = [&](std::uint64_t asker) {
    return ask(one, two, actors::room_follow{chat}, {}, asker);
  };
  CAF_CHECK(!ask_as(1)->error);
  CAF_CHECK(!ask_as(2)->error);
  CAF_CHECK(ask_as(1)->failed_as(model::ec::unavailable));
  CAF_CHECK(!ask_as(2)->error);
  CAF_CHECK_EQUAL(two.others.heard<from_node>().size(), 3u);
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

CAF_TEST(of two frames the second of which is too large the first is heard and the link stands) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  cables.narrow(1'000);
  for (auto* from : {&one, &two}) {
    auto* const to = from == &one ? &two : &one;
    const auto fits = ask(*from, *to);
    const auto does_not = ask(*from, *to);
    const auto& requests = to->others.heard<from_node>();
    CAF_REQUIRE_EQUAL(requests.size(), 2u);
    const auto answer = [&](std::size_t which, const std::string& text) {
      caf::anon_send(
          to->links,
          to_node{from->about.id, {0, model::json_text{text}, requests[which].envelope.request}});
    };
    answer(0, "short");
    answer(1, std::string(2'000, 'x'));
    consume_messages();
    CAF_CHECK(fits->answer.has_value());
    CAF_CHECK(does_not->failed_as(model::ec::too_large));
    CAF_MESSAGE("also when nobody waits for an answer");
    caf::anon_send(from->links, to_node{to->about.id, {0, group_words{"a", {"1"}}}});
    caf::anon_send(from->links,
                   to_node{to->about.id, {0, group_words{"a", {std::string(2'000, 'x')}}}});
    consume_messages();
    CAF_CHECK_EQUAL(to->others.heard<from_node>().size(), 3u);
    CAF_CHECK(is_heard(*from, *to));
  }
  CAF_CHECK_EQUAL(cables.count(), 1u);
  CAF_CHECK(one.membership.heard<link_broken>().empty());
  CAF_CHECK(two.membership.heard<link_broken>().empty());
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
    for (int i = 0; i < 10; ++i)
      pass(250ms);
    CAF_CHECK(is_heard(one, two) && is_heard(two, one));
  }
  CAF_CHECK(one.membership.heard<link_broken>().empty());
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
