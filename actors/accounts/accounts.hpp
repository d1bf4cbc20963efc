#pragma once

#include "actors/accounts/allowances.hpp"
#include "actors/accounts/attempt_limiter.hpp"
#include "actors/accounts/sign_in_log.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/store/store_reader.hpp"
#include "config/defaults.hpp"
#include "model/values/id_generator.hpp"
#include "storage/secrets/secret_box.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace vestnik::actors {

struct accounts_settings {
  std::chrono::seconds session_lifetime =
      std::chrono::ceil<std::chrono::seconds>(config::defaults::accounts::session_lifetime);
  std::chrono::milliseconds ticket_lifetime = config::defaults::accounts::ticket_lifetime;
  /// Hashes that may wait; more are refused, since each keeps a core and memory busy.
  std::size_t hash_queue = config::defaults::accounts::hash_queue;
  unsigned sign_in_attempts = config::defaults::accounts::sign_in_attempts;
  std::chrono::seconds sign_in_window =
      std::chrono::ceil<std::chrono::seconds>(config::defaults::accounts::sign_in_window);
};

/// Registers people, signs them in and out, and finds the person of a token or ticket, for the
/// GATEWAYs. Has passwords hashed by the HASHERs, whose queue it bounds; tells the GATEWAYs, and
/// through the NODE_BROADCAST those of other nodes, when a session has ended.
struct accounts_state {
  static inline const char* name = "accounts";
  using self_pointer = accounts_actor::stateful_pointer<accounts_state>;

  explicit accounts_state(self_pointer me)
      : self{me} {}

  caf::result<api::signed_in> register_account(const account_registration& registration);
  caf::result<api::signed_in> sign_in(const actors::sign_in& request);
  caf::result<std::monostate> sign_out(const actors::sign_out& request);
  caf::result<std::vector<storage::session_facts>> list(const session_list& request);
  caf::result<std::monostate> revoke(const session_revocation& request);
  caf::result<std::monostate> revoke(const other_sessions_revocation& request);
  caf::result<std::monostate> change(const password_change& request);
  caf::result<model::identity> authenticate(const authentication& request);
  caf::result<model::identity> redeem(const ticket_redemption& request);
  caf::result<api::ticket> issue(const ticket_request& request);

  /// A try of a password, which counts from its start on. Guesses are counted by login and
  /// `client`: an address, or a device on which the login's owner has signed in before; so nobody
  /// keeps the owner out. All clients that are no such device share one slow allowance per login.
  struct attempt {
    actors::sign_in request;
    /// `model::client_key` or the device.
    std::string client;
    enum class device : std::uint8_t { unknown, known } from{};

    [[nodiscard]] std::string key() const { return client + ' ' + request.login; }
  };
  /// Empty: go on. Counts a request of this address.
  std::optional<model::error> refusal(const std::string& address);
  /// Errors: `too_many`.
  model::result<attempt> begin(const actors::sign_in& request);
  /// The attempt ends without an outcome.
  void release(const attempt& of);
  /// Takes the reason why nobody is signed in.
  using refusal_handler = std::function<void(const caf::error&)>;
  /// Answers the sign-in, which counts in `hashing` until then, or calls `refuse`.
  void look_up(const attempt& of, answer_promise promise, refusal_handler refuse);
  void verify(const attempt& of, const storage::credentials& known, answer_promise promise,
              refusal_handler answer);
  void succeed(const attempt& of);
  /// The password was right: nobody has guessed.
  void clear(const attempt& of);
  /// The old password was right, and `phc` is its hash.
  void replace(const password_change& request, const std::string& phc,
               typed_answer_promise<std::monostate> promise);
  /// What it took of the login's allowance.
  void give_back(const attempt& of);
  /// The owner of a login that is taken is signed in instead.
  void on_not_registered(const account_registration& registration, const caf::error& why,
                         answer_promise promise);
  /// @param from shows which devices it knows. @param phc the hash of the password that was shown.
  /// @param then is called when the session has begun.
  void begin_session(model::identity person, const api::visitor& from, const std::string& phc,
                     answer_promise promise, std::function<void()> then = {});
  const hasher_actor& next_hasher();
  /// Of this node.
  void end_sockets(const session_end& end);
  /// Of all nodes.
  void end_everywhere(const session_end& end);
  /// Writes to the log that the sign-in is refused, and returns the refusal.
  caf::error refuse(const actors::sign_in& request, const model::error& why);
  /// Tells the other nodes.
  void tell(const attempt& of, sign_in_outcome::how was);
  /// Of another node.
  void note(const sign_in_outcome& outcome);

  self_pointer self;
  store database;
  std::vector<hasher_actor> hashers;
  node_broadcast_actor broadcast;
  std::vector<gateway_actor> gateways;
  std::shared_ptr<model::id_generator> ids;
  accounts_settings settings;
  /// Hashes without an answer yet.
  std::size_t hashing = 0;
  std::size_t turn = 0;
  std::unique_ptr<attempt_limiter> failures;
  std::shared_ptr<allowances> addresses;
  /// How often strangers may guess at a login, all together.
  std::unique_ptr<allowances> logins;
  std::shared_ptr<const storage::secret_box> secrets;
  sign_in_log log{sign_in_log::clock::now()};
};

/// The refusal of a password that `storage::is_common_password`.
[[nodiscard]] model::error common_password();

/// @param hashers not empty. @param broadcast null alone. @param secrets seals what shows a device.
/// @param addresses how often each address may try to sign in or register.
accounts_actor::behavior_type
accounts(accounts_actor::stateful_pointer<accounts_state> self, store database,
         std::vector<hasher_actor> hashers, node_broadcast_actor broadcast,
         std::shared_ptr<allowances> addresses, std::shared_ptr<model::id_generator> ids,
         std::shared_ptr<const storage::secret_box> secrets, accounts_settings settings);

} // namespace vestnik::actors
