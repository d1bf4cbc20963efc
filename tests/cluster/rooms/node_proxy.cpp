#define CAF_SUITE node_proxy
#include "cluster/rooms/node_proxy.hpp"

#include "tests/cluster/caf_cluster_test.hpp"

#include "tests/support/caf_fake_actor.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::code_of;
using vestnik::test::must;
using vestnik::test::question;
using vestnik::test::witness;

namespace node_proxy_tests {

constexpr model::room_name chat{model::room_kind::chat, 42};
constexpr model::node_id far{2};

/// The links of a node answer `answer` to whatever is asked, unless they wait or fail.
struct fixture : cluster_fixture {
  fixture() {
    links = caf::actor_cast<links_actor>(sys.spawn(
        [](caf::event_based_actor* me, fixture* in) -> caf::behavior {
          return {[me, in](const node_request& request) -> caf::result<node_answer> {
                    in->requests.push_back(request);
                    if (in->failure)
                      return actors::to_caf(*in->failure);
                    if (in->answers == patience::none)
                      return node_answer{in->answer};
                    in->waiting.push_back(me->make_response_promise<node_answer>());
                    return in->waiting.back();
                  },
                  [in](cluster::atom::pulse) {
                    for (auto& each : std::exchange(in->waiting, {}))
                      each.deliver(node_answer{in->answer});
                  },
                  [in](const to_node& outgoing) { in->messages.push_back(outgoing); }};
        },
        this));
    aut = sys.spawn(node_proxy, far, links, 1);
  }
  ~fixture() {
    waiting.clear();
    end(aut, links, socket.handle, other.handle);
  }

  /// The answer to all that waits.
  void deliver() {
    say(self, links, cluster::atom::pulse::value);
    consume_messages();
  }

  model::result<std::monostate> attach(const caf::actor& which) {
    return ask<std::monostate>(
        aut, actors::session_attach{model::user_id{7}, model::session_id{8},
                                    caf::actor_cast<caf::strong_actor_ptr>(which)});
  }

  std::vector<std::uint64_t> told_gone() {
    std::vector<std::uint64_t> out;
    for (const auto& each : messages)
      out.push_back(std::get<socket_gone>(each.envelope.body).socket);
    return out;
  }

  enum class patience : std::uint8_t { none, needed } answers = patience::none;
  node_body answer = done{};
  std::optional<model::error> failure;
  std::vector<node_request> requests;
  std::vector<to_node> messages;
  std::vector<caf::typed_response_promise<node_answer>> waiting;
  witness<std::monostate> socket{sys};
  witness<std::monostate> other{sys};
  links_actor links;
  actors::directory_actor aut;
};

} // namespace node_proxy_tests

CAF_TEST_FIXTURE_SCOPE(node_proxy_tests, fixture)

CAF_TEST(a message that needs no answer is told to its node) {
  say(self, aut, actors::room_unfollow{chat});
  say(self, aut, actors::room_notice{chat, actors::room_notice::chat_opened{{3}}});
  say(self, aut, vestnik::atom::wake::value, chat);
  consume_messages();
  CAF_REQUIRE_EQUAL(messages.size(), 3u);
  for (const auto& each : messages)
    CAF_CHECK(each.to == far);
  CAF_CHECK(std::get<actors::room_unfollow>(messages[0].envelope.body).room == chat);
  CAF_CHECK(std::holds_alternative<actors::room_notice>(messages[1].envelope.body));
  CAF_CHECK(std::get<room_wake>(messages[2].envelope.body).room == chat);
}

CAF_TEST(an answer that does not fit the question is an error and no crash) {
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{{}, chat, "op", {}})) ==
            model::ec::internal);
  CAF_CHECK(code_of(ask<std::uint64_t>(aut, actors::room_follow{chat})) == model::ec::internal);
  answer = room_followed{9};
  CAF_CHECK_EQUAL(must(ask<std::uint64_t>(aut, actors::room_follow{chat})), 9u);
}

CAF_TEST(a request goes on with the deadline that it came with) {
  const model::deadline until{model::deadline::clock::time_point{std::chrono::hours{1}}};
  answer = model::json_text{};
  (void)ask<model::json_text>(aut, model::command{{}, chat, "op", {}, until});
  (void)ask<actors::room_joined>(aut,
                                 actors::room_join{{}, chat, 0, {}, actors::asker::client, until});
  (void)ask<actors::room_page>(aut, actors::room_read{chat, 0, 1, 1, until});
  CAF_REQUIRE_EQUAL(requests.size(), 3u);
  for (const auto& each : requests)
    CAF_CHECK(each.until == until);
}

CAF_TEST(each socket has a number of its own and its node is told when it ends) {
  (void)must(attach(socket.handle));
  (void)must(attach(other.handle));
  const auto number = [this](std::size_t i) {
    return std::get<socket_attach>(requests.at(i).body).socket;
  };
  CAF_CHECK(number(0) != number(1));
  CAF_CHECK(std::get<socket_attach>(requests[0].body).user == model::user_id{7});
  end(other.handle);
  CAF_CHECK(told_gone() == std::vector{number(1)});
}

CAF_TEST(a socket whose answer was lost keeps its number when it is attached again) {
  failure = model::error{model::ec::outcome_unknown, "the answer was lost"};
  CAF_CHECK(code_of(attach(socket.handle)) == model::ec::outcome_unknown);
  failure.reset();
  (void)must(attach(socket.handle));
  const auto number = [this](std::size_t i) {
    return std::get<socket_attach>(requests.at(i).body).socket;
  };
  CAF_CHECK_EQUAL(number(0), number(1));
  end(socket.handle);
  CAF_CHECK(told_gone() == std::vector{number(0)});
}

CAF_TEST(a socket that ends before it could be attached again is told of) {
  failure = model::error{model::ec::outcome_unknown, "the answer was lost"};
  CAF_CHECK(!attach(socket.handle).has_value());
  end(socket.handle);
  CAF_CHECK_EQUAL(told_gone().size(), 1u);
}

CAF_TEST(a socket that had ended when it was attached is told of at once) {
  answers = patience::needed;
  question<std::monostate> asks{
      sys, aut,
      actors::session_attach{model::user_id{7}, model::session_id{8},
                             caf::actor_cast<caf::strong_actor_ptr>(socket.handle)}};
  consume_messages();
  end(socket.handle);
  deliver();
  CAF_CHECK_EQUAL(told_gone().size(), 1u);
}

CAF_TEST(a socket that is refused is not told of) {
  answer = node_body{model::json_text{}};
  CAF_CHECK(code_of(attach(socket.handle)) == model::ec::internal);
  end(socket.handle);
  CAF_CHECK(messages.empty());
}

CAF_TEST(a proxy ends when its link was lost but not before it has answered) {
  answers = patience::needed;
  question<std::uint64_t> asks{sys, aut, actors::room_follow{chat}};
  consume_messages();
  caf::anon_send_exit(aut, caf::exit_reason::remote_link_unreachable);
  consume_messages();
  CAF_CHECK(!has_ended(aut));
  answer = room_followed{9};
  deliver();
  CAF_CHECK_EQUAL(must(asks.answer()), 9u);
  while (sched.trigger_timeout())
    consume_messages();
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(a proxy waits for nobody when its own node stops) {
  answers = patience::needed;
  question<std::uint64_t> asks{sys, aut, actors::room_follow{chat}};
  consume_messages();
  caf::anon_send_exit(aut, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK(has_ended(aut));
}

CAF_TEST_FIXTURE_SCOPE_END()
