#pragma once

#include "actors/mail/mail_intake.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/back_off.hpp"
#include "config/defaults.hpp"
#include "model/commands/description.hpp"
#include "model/values/id_generator.hpp"
#include "storage/secrets/secret_box.hpp"

#include <caf/actor_clock.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace vestnik::actors {

struct mailbox_settings {
  /// Characters of the first words that lists show.
  std::size_t snippet = config::defaults::mail::snippet;
  /// Mails of one page.
  std::uint32_t page = model::page_size.most;
};

/// Makes the fetcher of a mailbox, on some io thread.
using fetcher_factory = std::function<fetcher_actor(mailbox_actor, fetch_order)>;

/// Owns the room `mailbox:ID`: one mail account. Appends the mails of its FETCHER to the log,
/// together with the folder's cursor in one transaction, then tells the RELAYS. One fetcher
/// serves all subscribers; it is started by `atom::wake` and lives as long as the mailbox.
struct mailbox_state {
  static inline const char* name = "mailbox";
  using self_pointer = mailbox_actor::stateful_pointer<mailbox_state>;

  explicit mailbox_state(self_pointer me)
      : self{me} {}

  /// Waits while a former owner on another node may still speak to the server.
  void follow_server();
  /// Whether it may be unloaded: never once it was woken. It has no fetcher while it waits for
  /// clearance or replaces one, and nobody would wake it again.
  [[nodiscard]] activity now() const;
  void start_fetcher();
  caf::result<std::monostate> hand_over();
  /// The handler of `atom::end`.
  void end();
  [[nodiscard]] bool is_leaving() const { return leaving.pending() || ending == ends::soon; }
  /// Ends the fetcher, then releases the room, once: this node follows the server no longer, and
  /// the next owner need not wait for it. However the room is lost.
  void leave();
  void released();
  void fetcher_ended();
  caf::result<model::json_text> run(const model::command& command);
  caf::result<room_joined> join(const room_join& request) const;
  void publish_state(const fetch_state& progress);
  caf::result<std::monostate> add(const mail_batch& batch);
  caf::result<std::monostate> reset(const folder_renumbered& renumbering);
  /// @param unit moves one cursor.
  caf::result<std::monostate> append(log_unit unit);
  /// All is read: what the folder had before it was renumbered, and no longer has, is removed.
  void forget_replaced();

  // -- the commands
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::list_mails& body);
  caf::result<model::json_text> answer(const model::command& command, const model::read_mail& body);

  self_pointer self;
  model::account_id id;
  std::unique_ptr<room_owner> room;
  std::unique_ptr<mail_intake> intake;
  std::shared_ptr<model::id_generator> ids;
  std::shared_ptr<const storage::secret_box> secrets;
  fetcher_factory make_fetcher;
  mailbox_settings settings;
  storage::mail_source account;
  /// Invalid before `atom::wake`.
  fetcher_actor fetcher;
  /// Between one that broke and the next; a batch that is stored ends the trouble.
  back_off pauses;
  caf::actor_clock::time_point next_fetcher{};
  enum class task : std::uint8_t { to_answer, to_follow } task_ = task::to_answer;
  /// Of this node's life; none alone.
  model::node_id node;
  enum class clearance : std::uint8_t { idle, pending, waiting } clearance_ = clearance::idle;
  /// Answered when the room is handed over.
  typed_answer_promise<std::monostate> leaving;
  enum class ends : std::uint8_t { not_yet, soon } ending = ends::not_yet;
  enum class hold : std::uint8_t { held, being_released, released } hold_ = hold::held;
  /// Whether mails may be stored that are no longer in the folder.
  enum class past : std::uint8_t { none, possible } replaced = past::possible;
  /// `data` of the newest `mailbox.state`; empty before the first.
  std::string newest_state;
  /// What those who follow have heard.
  std::string published_state;
};

/// @param ids this node's generator. @param secrets opens the account's password.
mailbox_actor::behavior_type mailbox(mailbox_actor::stateful_pointer<mailbox_state> self,
                                     model::account_id id, store database,
                                     std::shared_ptr<model::id_generator> ids,
                                     std::shared_ptr<const storage::secret_box> secrets,
                                     fetcher_factory make_fetcher, room_settings room,
                                     mailbox_settings settings);

} // namespace vestnik::actors
