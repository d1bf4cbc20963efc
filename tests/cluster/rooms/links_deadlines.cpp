#define CAF_SUITE links_deadlines
#include "tests/cluster/rooms/links_fixture.hpp"

using namespace vestnik;
using namespace vestnik::cluster;

// How long links wait for answers, and how the other node knows.

namespace links_deadlines_tests {
using namespace std::chrono_literals;
using vestnik::cluster::links_tests::chat;
using vestnik::cluster::links_tests::fixture;
} // namespace links_deadlines_tests

CAF_TEST_FIXTURE_SCOPE(links_deadlines_tests, fixture)

CAF_TEST(what is left of the time of a request goes with it) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  (void)ask(one, two, actors::room_follow{chat}, in(100s));
  (void)ask(one, two);
  const auto& said = two.others.heard<from_node>();
  CAF_REQUIRE_EQUAL(said.size(), 2u);
  CAF_CHECK(said[0].until == in(100s));
  CAF_CHECK(said[1].until == in(15s));
}

CAF_TEST(the time of a request runs on while it waits to be heard) {
  auto& one = add(1);
  const auto stranger = cables.connect("n1", "n9");
  const auto sent = [&](const node_envelope& envelope) {
    CAF_REQUIRE(stranger->send(encode(envelope)) == net::node_link::sent::queued);
  };
  sent({0, node_greeting{"c", 1, {9}}});
  consume_messages();
  const auto until = in(10s);
  sent({7, actors::room_follow{chat}, 0, 10s});
  CAF_MESSAGE("nodes of before do not say how long they wait");
  sent({8, actors::room_follow{chat}});
  advance_time(4s);
  consume_messages();
  const auto& said = one.others.heard<from_node>();
  CAF_REQUIRE_EQUAL(said.size(), 2u);
  CAF_CHECK(said[0].until == until);
  CAF_CHECK(said[1].until == in(11s));
}

CAF_TEST(a request is given up when its own time is over and no other with it) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  const auto patient = ask(one, two, actors::room_follow{chat}, in(100s));
  const auto plain = ask(one, two);
  const auto hasty = ask(one, two, actors::room_follow{chat}, in(1s));
  pass(1s);
  CAF_CHECK(hasty->failed_as(model::ec::outcome_unknown));
  CAF_CHECK(!plain->error);
  pass(14s);
  CAF_CHECK(plain->failed_as(model::ec::outcome_unknown));
  pass(84s);
  CAF_CHECK(!patient->error);
  pass(1s);
  CAF_CHECK(patient->failed_as(model::ec::outcome_unknown));
}

CAF_TEST(a request whose time is over is not carried) {
  auto& one = add(1);
  auto& two = add(2);
  meet();
  CAF_CHECK(ask(one, two, actors::room_follow{chat}, in(0s))->failed_as(model::ec::unavailable));
  CAF_CHECK(two.others.heard<from_node>().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
