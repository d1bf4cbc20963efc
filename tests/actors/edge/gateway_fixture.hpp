#pragma once

// What the tests of the gateway begin with.

#include "actors/edge/gateway.hpp"
#include "endpoints/routes.hpp"
#include "model/values/clock.hpp"
#include "tests/actors/edge/noted_decision.hpp"

#include <set>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

namespace vestnik::actors::gateway_tests {

using test::actor_fixture;
using test::spawn_fake;
using test::witness;

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

} // namespace vestnik::actors::gateway_tests
