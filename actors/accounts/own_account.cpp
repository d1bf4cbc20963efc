#include "actors/accounts/accounts.hpp"
#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"
#include "storage/secrets/common_passwords.hpp"

#include <caf/error.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// What people do with their own accounts: the half of `accounts` for those who are signed in.

namespace vestnik::actors {

using std::chrono::steady_clock;

caf::result<std::vector<storage::session_facts>> accounts_state::list(const session_list& request) {
  typed_answer_promise<std::vector<storage::session_facts>> promise{*self};
  self->request(database.reader_for(request.person.user.value), caf::infinite,
                storage::sessions_of_user{request.person.user, model::now()})
      .then(
          [promise](const std::vector<storage::session_facts>& known) mutable {
            promise.deliver(known);
          },
          passing_to(promise));
  return promise;
}

caf::result<std::monostate> accounts_state::revoke(const session_revocation& request) {
  typed_answer_promise<std::monostate> promise{*self};
  const session_end end{request.person.user, request.ended};
  self->request(database.writer, caf::infinite, storage::revoke_session{end.user, end.session})
      .then(
          [this, end, promise](std::monostate) mutable {
            end_everywhere(end);
            promise.deliver(std::monostate{});
          },
          passing_to(promise));
  return promise;
}

caf::result<std::monostate> accounts_state::revoke(const other_sessions_revocation& request) {
  typed_answer_promise<std::monostate> promise{*self};
  self->request(database.writer, caf::infinite,
                storage::revoke_other_sessions{request.person.user, request.person.session})
      .then(
          [this, user = request.person.user,
           promise](const std::vector<model::session_id>& ended) mutable {
            for (const auto session : ended)
              end_everywhere({user, session});
            promise.deliver(std::monostate{});
          },
          passing_to(promise));
  return promise;
}

caf::result<std::monostate> accounts_state::change(const password_change& request) {
  if (storage::is_common_password(request.password.reveal()))
    return to_caf(common_password());
  if (const auto refused = refusal(request.from.remote_address))
    return to_caf(*refused);
  const auto tried = begin({request.person.login, request.old_password, request.from});
  if (!tried)
    return refuse({request.person.login, {}, request.from}, tried.error());
  typed_answer_promise<std::monostate> promise{*self};
  ++hashing;
  const auto fail = [this, promise, of = *tried](const caf::error& why) mutable {
    --hashing;
    if (from_caf(why).code != model::ec::bad_credentials) {
      release(of);
      return promise.deliver(why);
    }
    tell(of, sign_in_outcome::how::failed);
    const model::error wrong{model::ec::invalid, "the old password is wrong", "old_password"};
    promise.deliver(refuse(of.request, wrong));
  };
  self->request(database.reader_for(request.person.user.value), caf::infinite,
                storage::user_by_login{request.person.login})
      .then(
          [this, request, promise, fail, of = *tried](const storage::credentials& known) {
            self->request(next_hasher(), caf::infinite,
                          password_to_verify{request.old_password, known.password})
                .then(
                    [this, request, promise, of, phc = known.password](const std::string&) {
                      clear(of);
                      replace(request, phc, promise);
                    },
                    [this, request, promise, fail = fail, of,
                     phc = known.password](const caf::error& why) mutable {
                      if (from_caf(why).code != model::ec::bad_credentials)
                        return fail(why);
                      // The answer to an earlier try may have been lost.
                      self->request(next_hasher(), caf::infinite,
                                    password_to_verify{request.password, phc})
                          .then(
                              [this, promise, of](const std::string&) mutable {
                                --hashing;
                                clear(of);
                                promise.deliver(std::monostate{});
                              },
                              fail);
                    });
          },
          fail);
  return promise;
}

void accounts_state::replace(const password_change& request, const std::string& phc,
                             typed_answer_promise<std::monostate> promise) {
  self->request(next_hasher(), caf::infinite, password_to_hash{request.password})
      .then(
          [this, request, phc, promise](const std::string& next) mutable {
            --hashing;
            self->request(database.writer, caf::infinite,
                          storage::change_password{request.person.user, phc, next,
                                                   request.person.session})
                .then(
                    [this, request, promise](const std::vector<model::session_id>& ended) mutable {
                      log.changed_password(request.person.login, request.from.remote_address,
                                           steady_clock::now());
                      for (const auto session : ended)
                        end_everywhere({request.person.user, session});
                      promise.deliver(std::monostate{});
                    },
                    passing_to(promise));
          },
          [this, promise](const caf::error& why) mutable {
            --hashing;
            promise.deliver(why);
          });
}

} // namespace vestnik::actors
