#pragma once

#include "api/account_port.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::api {

/// Accounts with one user, alice, whose session token is "good". Writes down what it
/// is asked; `refuse` makes it refuse everything but `authenticate`.
class scripted_accounts final : public account_port {
public:
  static model::identity alice() { return {{7236401234567890}, {99}, "alice", "Alice"}; }

  void register_account(std::string login, std::string name, model::secret password, visitor from,
                        signed_in_handler done) override {
    calls.push_back("register " + login + '|' + name + '|' + password.reveal() + '|' +
                    spelled(from));
    begin(std::move(done));
  }

  void sign_in(std::string login, model::secret password, visitor from,
               signed_in_handler done) override {
    calls.push_back("sign_in " + login + '|' + password.reveal() + '|' + spelled(from));
    begin(std::move(done));
  }

  void sign_out(model::identity identity, done_handler done) override {
    calls.push_back("sign_out " + model::to_string(identity.session));
    if (refuse)
      return done(*refuse);
    done({});
  }

  void list_sessions(model::identity identity, sessions_handler done) override {
    calls.push_back("list_sessions " + identity.login);
    if (refuse)
      return done(*refuse);
    const auto at = [](const char* text) { return *model::parse_rfc3339(text); };
    done(std::vector<session_facts>{{{99},
                                     "Mozilla/5.0 Firefox/128.0",
                                     "192.0.2.7",
                                     at("2026-11-20T16:20:04Z"),
                                     at("2026-11-21T08:00:00Z"),
                                     at("2027-02-18T16:20:04Z")},
                                    {{98},
                                     "curl/7.88.1",
                                     "198.51.100.4",
                                     at("2026-11-19T10:00:00Z"),
                                     {},
                                     at("2027-02-17T10:00:00Z")}});
  }

  void revoke_session(model::identity identity, model::session_id ended,
                      done_handler done) override {
    calls.push_back("revoke_session " + identity.login + '|' + model::to_string(ended));
    if (refuse)
      return done(*refuse);
    done({});
  }

  void revoke_other_sessions(model::identity identity, done_handler done) override {
    calls.push_back("revoke_other_sessions " + model::to_string(identity.session));
    if (refuse)
      return done(*refuse);
    done({});
  }

  void change_password(model::identity identity, model::secret old_password, model::secret password,
                       visitor from, done_handler done) override {
    calls.push_back("change_password " + identity.login + '|' + old_password.reveal() + '|' +
                    password.reveal() + '|' + spelled(from));
    if (refuse)
      return done(*refuse);
    done({});
  }

  void authenticate(model::secret token, identity_handler done) override {
    asked_tokens.push_back(token.reveal());
    auto answer = [good = token.reveal() == "good", done = std::move(done)] {
      if (good)
        done(alice());
      else
        done(model::error{model::ec::unauthenticated, "the session has ended"});
    };
    if (later)
      delayed.push_back(std::move(answer));
    else
      answer();
  }

  void issue_ticket(model::identity identity, ticket_handler done) override {
    calls.push_back("issue_ticket " + identity.login);
    if (refuse)
      return done(*refuse);
    done(ticket{model::secret{"t1cket"}, std::chrono::seconds{30}});
  }

  std::vector<std::string> calls;
  std::vector<std::string> asked_tokens;
  std::optional<model::error> refuse;
  /// Whether `authenticate` waits for the test to run `delayed`.
  bool later = false;
  std::vector<std::function<void()>> delayed;

private:
  static std::string spelled(const visitor& from) {
    return from.remote_address +
           (from.device.reveal().empty() ? "" : " on " + from.device.reveal()) +
           (from.client.empty() ? "" : " by " + from.client);
  }

  void begin(signed_in_handler done) {
    if (refuse)
      return done(*refuse);
    done(signed_in{model::secret{"x3mS9…"}, alice(), std::chrono::hours{24 * 14},
                   model::secret{"kn0wn"}});
  }
};

} // namespace vestnik::api
