#define CAF_SUITE gateway
#include "actors/edge/gateway.hpp"

#include "tests/actors/edge/gateway_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using namespace vestnik::actors::gateway_tests;

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
  const auto decision = upgrade("/ws", {}, {{"Authorization", "Bearer good"}});
  CAF_CHECK_EQUAL(decision->refused_with, 503u);
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
