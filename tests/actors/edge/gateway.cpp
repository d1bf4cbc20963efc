#define CAF_SUITE gateway
#include "actors/edge/gateway.hpp"

#include "endpoints/routes.hpp"
#include "model/values/clock.hpp"

#include <set>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace gateway_tests {

/// The decision about one upgrade, as a note.
struct noted_decision final : net::upgrade_decision {
  void accept(std::shared_ptr<net::connection_handler> to, std::string protocol) override {
    handler = std::move(to);
    subprotocol = std::move(protocol);
  }
  void refuse(model::http_response response) override { refused_with = response.status; }

  std::shared_ptr<net::connection_handler> handler;
  std::string subprotocol;
  unsigned refused_with = 0;
};

/// An io thread's gateway. Accounts know the token "good" and the ticket "once", both
/// of alice, who is user 1.
struct fixture : actor_fixture {
  fixture() {
    const auto whose = [this](const model::secret& shown,
                              const char* good) -> caf::result<model::identity> {
      if (accounts_are == answering::never)
        return caf::delegated<model::identity>{};
      if (shown.reveal() != good)
        return to_caf({model::ec::unauthenticated, "sign in first"});
      return model::identity{model::user_id{1}, session, "alice", "Alice",
                             model::now() + session_lifetime};
    };
    accounts = spawn_fake<accounts_actor>(
        sys, [this](atom::attend) { ++attending; },
        [this](const storage::ended_sessions& question) {
          questions.push_back(question.sessions);
          auto now_ended = question.sessions;
          std::erase_if(now_ended, [this](auto each) { return !ended.contains(each); });
          return now_ended;
        },
        [this, whose](const authentication& request) {
          meanwhile();
          return whose(request.token, "good");
        },
        [whose](const ticket_redemption& request) { return whose(request.ticket, "once"); },
        [](const actors::sign_in& request) -> caf::result<api::signed_in> {
          if (request.password.reveal() != "correct horse")
            return to_caf({model::ec::bad_credentials, "login or password is wrong"});
          return api::signed_in{model::secret{"good"},
                                {model::user_id{1}, {}, request.login, "Alice"},
                                std::chrono::seconds{60}};
        });
    directory = spawn_fake<directory_actor>(
        sys, [this](const session_attach& request) -> caf::result<std::monostate> {
          attached.push_back(request);
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return std::monostate{};
        });
    const auto sessions = [this](consumers::scope facts, const consumers::consumer_factory&) {
      scopes.push_back(std::move(facts));
      sockets.push_back(
          std::make_unique<witness<connection_closed, session_end, socket_drain>>(sys));
      return sockets.back()->as<session_actor>();
    };
    auto routes = endpoints::routes(endpoints::test_echo::on, 1'000);
    aut = sys.spawn(gateway, accounts, directory,
                    std::make_shared<const consumers::route_table>(std::move(*routes)), sessions,
                    api::cookie_policy::loopback, addresses,
                    std::make_shared<anonymous_sockets>(anonymous_places));
  }

  /// The places of the sockets that were told that their session has ended.
  std::vector<std::size_t> told_of_end() {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < sockets.size(); ++i)
      if (!sockets[i]->heard<session_end>().empty())
        out.push_back(i);
    return out;
  }

  std::size_t told_to_drain() {
    std::size_t out = 0;
    for (auto& socket : sockets)
      out += socket->heard<socket_drain>().size();
    return out;
  }

  ~fixture() {
    for (auto& socket : sockets)
      end(socket->handle);
    end(aut, accounts, directory);
  }

  static model::http_request request_of(const std::string& path, model::header_list headers,
                                        const std::string& address = "192.0.2.1") {
    model::http_request request;
    request.method = "GET";
    request.path = path;
    request.headers = std::move(headers);
    request.remote_address = address;
    return request;
  }

  /// Asks for an upgrade and lets everything happen.
  std::shared_ptr<noted_decision> upgrade(const std::string& path, const std::string& query = {},
                                          model::header_list headers = {},
                                          const std::string& address = "192.0.2.1") {
    auto request = request_of(path, std::move(headers), address);
    request.query = query;
    auto decision = std::make_shared<noted_decision>();
    say(self, aut, upgrade_arrived{std::move(request), decision});
    consume_messages();
    return decision;
  }

  void pass(std::chrono::milliseconds time) {
    consume_messages();
    advance_time(time);
    consume_messages();
  }

  model::http_response http(model::http_request request) {
    std::optional<model::http_response> answer;
    say(self, aut, http_arrived{std::move(request), [&answer](model::http_response response) {
                                  answer = std::move(response);
                                }});
    consume_messages();
    CAF_REQUIRE(answer.has_value());
    return std::move(*answer);
  }

  std::shared_ptr<allowances> addresses = std::make_shared<allowances>(model::rate{1, 200});
  enum class answering : std::uint8_t { at_once, never } accounts_are = answering::at_once;
  static constexpr std::size_t anonymous_places = 150;
  std::chrono::seconds session_lifetime = std::chrono::hours{48};
  int attending = 0;
  std::function<void()> meanwhile = [] {};
  model::session_id session{10};
  std::set<model::session_id> ended;
  std::vector<std::vector<model::session_id>> questions;
  model::error refusal{model::ec::none, {}};
  std::vector<session_attach> attached;
  std::vector<consumers::scope> scopes;
  std::vector<std::unique_ptr<witness<connection_closed, session_end, socket_drain>>> sockets;
  accounts_actor accounts;
  directory_actor directory;
  gateway_actor aut;
};

} // namespace gateway_tests

CAF_TEST_FIXTURE_SCOPE(gateway_tests, fixture)

CAF_TEST(a good token gets a session) {
  const auto decision = upgrade("/ws", {}, {{"Authorization", "Bearer good"}});
  CAF_REQUIRE(decision->refused_with == 0u && decision->handler);
  CAF_REQUIRE((scopes.size()) == (1u));
  CAF_CHECK((scopes[0].identity.login) == ("alice"));
  CAF_CHECK((scopes[0].remote_address) == ("192.0.2.1"));
  CAF_REQUIRE((attached.size()) == (1u));
  CAF_CHECK(attached[0].user == model::user_id{1});
  CAF_CHECK(attached[0].session == model::session_id{10});
  CAF_MESSAGE("what the connection tells goes to the session");
  decision->handler->on_close(1001);
  consume_messages();
  CAF_CHECK((sockets[0]->heard<connection_closed>().at(0).code) == (1001u));
}

CAF_TEST(a cookie or a ticket will do as well and our subprotocol is confirmed) {
  CAF_CHECK(upgrade("/ws", {}, {{"Cookie", "sid=good"}})->handler);
  const auto decision = upgrade("/ws", "token=once", {{"Sec-WebSocket-Protocol", "vestnik.v1"}});
  CAF_CHECK(decision->handler && decision->subprotocol == "vestnik.v1");
}

CAF_TEST(a missing or wrong token is refused and no session is made) {
  CAF_CHECK((upgrade("/ws")->refused_with) == (401u));
  CAF_CHECK((upgrade("/ws", "token=twice")->refused_with) == (401u));
  CAF_CHECK((upgrade("/ws", {}, {{"Authorization", "Bearer bad"}})->refused_with) == (401u));
  CAF_CHECK(scopes.empty());
}

CAF_TEST(a mount for anybody asks nobody who they are and what is not mounted does not exist) {
  CAF_CHECK((upgrade("/nowhere", {}, {{"Authorization", "Bearer good"}})->refused_with) == (404u));
  CAF_CHECK(upgrade("/test/echo")->handler);
  CAF_CHECK(attached.empty());
}

CAF_TEST(one connection too many is refused and its session ends) {
  refusal = {model::ec::too_many, "at most 20", {}, std::chrono::seconds{10}};
  const auto decision = upgrade("/ws", {}, {{"Authorization", "Bearer good"}});
  CAF_CHECK(decision->refused_with == 429u && !decision->handler);
  CAF_CHECK((sockets.at(0)->heard<connection_closed>().size()) == (1u));
}

CAF_TEST(signing in works over http) {
  model::http_request request;
  request.method = "POST";
  request.path = "/api/v1/sessions";
  request.headers = {{"Content-Type", "application/json"}, {"X-Vestnik", "1"}};
  request.body = R"({"login":"alice","password":"correct horse"})";
  CAF_CHECK((http(request).status / 100) == (2u));
  request.body = R"({"login":"alice","password":"wrong horse"})";
  CAF_CHECK((http(request).status) == (401u));
}

CAF_TEST(health says what the node last said) {
  model::http_request request;
  request.method = "GET";
  request.path = "/api/v1/health";
  CAF_CHECK((http(request).status) == (503u));
  say(self, aut, api::readiness::ready);
  CAF_CHECK((http(request).status) == (200u));
}

CAF_TEST(an upgrade whose sign in takes longer than the drain opens no socket) {
  meanwhile = [this] { say(self, aut, api::readiness::stopping); };
  CAF_CHECK_EQUAL(upgrade("/ws", {}, {{"Authorization", "Bearer good"}})->refused_with, 503u);
  CAF_CHECK(sockets.empty());
}

CAF_TEST(draining closes all sessions and is done when the last has ended) {
  (void)upgrade("/test/echo");
  (void)upgrade("/test/echo");
  question<std::monostate> stopper{sys, aut, sockets_drain{{}, std::chrono::seconds{1}}};
  pass({});
  for (auto& socket : sockets) {
    CAF_REQUIRE_EQUAL(socket->heard<socket_drain>().size(), 1u);
    CAF_CHECK(socket->heard<socket_drain>()[0].retry_after == std::chrono::seconds{1});
  }
  CAF_CHECK(!stopper.is_answered());
  end(sockets[0]->handle);
  CAF_CHECK(!stopper.is_answered());
  end(sockets[1]->handle);
  CAF_CHECK(stopper.answer().has_value());
}

CAF_TEST(sockets that drain close one after the other over the time they are given) {
  constexpr std::size_t many = 100;
  while (sockets.size() < many)
    (void)upgrade("/test/echo");
  say(self, aut, sockets_drain{std::chrono::milliseconds{500}, {}});
  pass({});
  CAF_CHECK_EQUAL(told_to_drain(), 1u);
  pass(std::chrono::milliseconds{250});
  CAF_CHECK_EQUAL(told_to_drain(), 51u);
  pass(std::chrono::milliseconds{245});
  CAF_CHECK_EQUAL(told_to_drain(), many);
}

CAF_TEST(a few sockets are drained sooner than the time for many) {
  while (sockets.size() < 2)
    (void)upgrade("/test/echo");
  say(self, aut, sockets_drain{std::chrono::hours{1}, {}});
  pass(std::chrono::milliseconds{20});
  CAF_CHECK_EQUAL(told_to_drain(), 2u);
}

CAF_TEST(a session that ends closes its own sockets and no others) {
  const model::header_list good{{"Authorization", "Bearer good"}};
  (void)upgrade("/ws", {}, good);
  session = model::session_id{11};
  (void)upgrade("/ws", {}, good);
  session = model::session_id{10};
  (void)upgrade("/ws", {}, good);
  (void)upgrade("/test/echo");
  say(self, aut, session_end{model::user_id{1}, model::session_id{10}});
  consume_messages();
  CAF_CHECK(told_of_end() == (std::vector<std::size_t>{0, 2}));
}

CAF_TEST(sockets of sessions that have ended unheard are closed when it looks) {
  const model::header_list good{{"Authorization", "Bearer good"}};
  (void)upgrade("/ws", {}, good);
  session = model::session_id{11};
  (void)upgrade("/ws", {}, good);
  (void)upgrade("/test/echo");
  CAF_CHECK(told_of_end().empty());
  ended.emplace(10);
  say(self, aut, atom::recheck::value);
  consume_messages();
  CAF_CHECK(told_of_end() == std::vector<std::size_t>{0});
  CAF_MESSAGE("and it looks by itself every minute");
  ended.emplace(11);
  pass(std::chrono::seconds{59});
  CAF_CHECK(told_of_end() == std::vector<std::size_t>{0});
  pass(std::chrono::seconds{1});
  CAF_CHECK(told_of_end() == (std::vector<std::size_t>{0, 1}));
}

CAF_TEST(a socket of a session that ends while it is opened is closed) {
  ended.emplace(10);
  (void)upgrade("/ws", {}, {{"Authorization", "Bearer good"}});
  CAF_CHECK(told_of_end() == std::vector<std::size_t>{0});
  CAF_MESSAGE("of many that come at once it asks together");
  questions.clear();
  std::vector<std::shared_ptr<noted_decision>> decisions;
  for (int i = 0; i < 50; ++i) {
    decisions.push_back(std::make_shared<noted_decision>());
    say(self, aut,
        upgrade_arrived{request_of("/ws", {{"Authorization", "Bearer good"}}), decisions.back()});
  }
  consume_messages();
  CAF_CHECK_EQUAL(told_of_end().size(), 51u);
  CAF_CHECK(questions.size() <= 3);
}

CAF_TEST(sockets end when the time of their session is up and no others do) {
  const model::header_list good{{"Authorization", "Bearer good"}};
  (void)upgrade("/ws", {}, good);
  session_lifetime = std::chrono::minutes{1};
  session = model::session_id{11};
  (void)upgrade("/ws", {}, good);
  (void)upgrade("/test/echo");
  pass(std::chrono::seconds{58});
  CAF_CHECK(told_of_end().empty());
  pass(std::chrono::seconds{3});
  CAF_CHECK(told_of_end() == std::vector<std::size_t>{1});
  CAF_MESSAGE("those that live for days are not forgotten over it");
  end(sockets[1]->handle);
  for (int hours = 0; hours < 47; ++hours)
    pass(std::chrono::hours{1});
  CAF_CHECK(told_of_end() == std::vector<std::size_t>{1});
  for (int hours = 0; hours < 2; ++hours)
    pass(std::chrono::hours{1});
  CAF_CHECK(told_of_end() == (std::vector<std::size_t>{0, 1}));
}

CAF_TEST(an address has so many sockets without a sign in) {
  for (std::size_t i = 0; i < anonymous_places; ++i)
    CAF_CHECK((upgrade("/test/echo")->refused_with) == (0u));
  CAF_CHECK((upgrade("/test/echo")->refused_with) == (429u));
  CAF_MESSAGE("who signs in and who is elsewhere still gets one");
  CAF_CHECK((upgrade("/ws", {}, {{"Authorization", "Bearer good"}})->refused_with) == (0u));
  CAF_CHECK((upgrade("/test/echo", {}, {}, "2001:db8::1")->refused_with) == (0u));
  CAF_MESSAGE("and so does the next when one has gone");
  end(sockets[0]->handle);
  CAF_CHECK((upgrade("/test/echo")->refused_with) == (0u));
}

CAF_TEST(addresses of one link are one client) {
  while (addresses->of("2001:db8:1:2::/64", allowances::clock::now())
             ->spend(allowances::clock::now()) == std::chrono::milliseconds::zero()) {
  }
  CAF_CHECK((upgrade("/test/echo", {}, {}, "2001:db8:1:2::7")->refused_with) == (429u));
  CAF_CHECK((upgrade("/test/echo", {}, {}, "2001:db8:1:3::7")->refused_with) == (0u));
}

CAF_TEST(a node that stops or is cut off takes no sockets) {
  const model::header_list good{{"Authorization", "Bearer good"}};
  for (const auto now : {api::readiness::stopping, api::readiness::suspended}) {
    say(self, aut, now);
    CAF_CHECK((upgrade("/ws", {}, good)->refused_with) == (503u));
  }
  say(self, aut, api::readiness::ready);
  CAF_CHECK((upgrade("/ws", {}, good)->refused_with) == (0u));
}

CAF_TEST(requests that wait when a node is cut off are sent away at once) {
  const model::header_list good{{"Authorization", "Bearer good"}};
  say(self, aut, api::readiness::ready);
  accounts_are = answering::never;
  const auto decision = upgrade("/ws", {}, good);
  CAF_CHECK_EQUAL(decision->refused_with, 0u);
  model::http_request me;
  me.method = "GET";
  me.path = "/api/v1/me";
  me.headers = good;
  std::optional<unsigned> answer;
  say(self, aut, http_arrived{me, [&answer](const model::http_response& response) {
                                answer = response.status;
                              }});
  consume_messages();
  CAF_CHECK(!answer);
  say(self, aut, api::readiness::suspended);
  consume_messages();
  CAF_CHECK_EQUAL(decision->refused_with, 503u);
  CAF_CHECK_EQUAL(answer.value_or(0), 503u);
  CAF_MESSAGE("and who comes later");
  CAF_CHECK_EQUAL(http(me).status, 503u);
}

CAF_TEST(the accounts learn where sockets are) {
  consume_messages();
  CAF_CHECK_EQUAL(attending, 1);
}

CAF_TEST(draining without sessions is done at once) {
  CAF_CHECK(ask<std::monostate>(aut, sockets_drain{std::chrono::seconds{5}, {}}).has_value());
}

CAF_TEST(the sessions of a gateway end with it) {
  (void)upgrade("/test/echo");
  end(aut);
  CAF_CHECK(has_ended(sockets[0]->handle));
}

CAF_TEST(the endpoints are described to anybody as they are mounted) {
  model::http_request request;
  request.method = "GET";
  request.path = "/api/v1/asyncapi.json";
  const auto answer = http(request);
  CAF_CHECK_EQUAL(answer.status, 200u);
  for (const auto* part : {R"("asyncapi":"3.0.0")", R"("address":"/ws")",
                           R"("address":"/test/echo")", R"("ws.chats.send")"})
    CAF_CHECK(answer.body.find(part) != std::string::npos);
}

CAF_TEST(an address that asks too often is told to wait whatever it asks for) {
  while (addresses->of("192.0.2.1", allowances::clock::now())->spend(allowances::clock::now()) ==
         std::chrono::milliseconds::zero())
    ;
  const auto decision = upgrade("/test/echo");
  CAF_CHECK((decision->refused_with) == (429u));
  model::http_request request;
  request.method = "GET";
  request.path = "/api/v1/health";
  request.remote_address = "192.0.2.1";
  CAF_CHECK_EQUAL(http(request).status, 429u);
  CAF_MESSAGE("others are served");
  request.remote_address = "192.0.2.2";
  CAF_CHECK_NOT_EQUAL(http(request).status, 429u);
}

CAF_TEST_FIXTURE_SCOPE_END()
