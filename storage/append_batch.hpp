#pragma once

#include "storage/chats/chat_store.hpp"
#include "storage/chats/message_store.hpp"
#include "storage/mail/mail_account_store.hpp"
#include "storage/mail/mail_store.hpp"
#include "storage/objects/object_store.hpp"
#include "storage/people/notice_store.hpp"
#include "storage/requests/all.hpp"
#include "storage/rooms/room_store.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vestnik::storage {

/// The appends of one transaction, written together: a handful of statements whatever
/// their number, since a database answers a hundred rows hardly later than one.
class append_batch {
public:
  using answer_type = model::result<write_result>;

  explicit append_batch(database& in);

  /// Takes an append up; both must stay where they are until `write` has answered it.
  void add(const append& request, answer_type& answer);

  /// Writes what was added, as if one after the other in that order, and answers each:
  /// with its result, or with what `append` may be refused for, if nothing of it was written. An
  /// error, one of `database`'s or `conflict` for an `op` that was used in another room and is not
  /// alone in its append, answers none: the transaction must be undone.
  model::result<void> write();

  /// Forgets what was added.
  void clear();

private:
  /// An append and what came of its entries; without its request once it is refused.
  struct append_in_work {
    const append* request = nullptr;
    answer_type* answer = nullptr;
    append::result_type outcomes = {};
  };
  /// One entry of an append that has its places; in the order in which they came.
  struct entry_in_work {
    std::size_t of = 0;
    std::size_t place = 0;
    const log_entry* entry = nullptr;
    append::outcome outcome = {};
  };

  // The steps, in their order.

  /// Takes places for all entries and moves the cursors, and refuses who may not have that.
  model::result<void> take_places();
  /// Writes the rows that have keys of their own and no `seq`, mails and notices, and changes
  /// chats; finds those that are known.
  model::result<void> write_keyed_rows();
  /// Notes the operations with the `seq`s that they have if none is repeated, and
  /// finds those that are.
  model::result<void> note_operations();
  /// Makes the changes of chats that are not repeated, and finds those that change nothing.
  model::result<void> change_chats();
  /// Writes the entries that are new, and their messages and objects.
  model::result<void> write_rows();
  /// Gives the places back that repetitions have left.
  model::result<void> give_back();

  /// Refuses an append for the operation of its only entry, which was used in another room. Errors:
  /// `conflict` if it has others, whose rows are written already.
  model::result<void> refuse(const entry_in_work& repeated);

  enum class change : std::uint8_t { made, known };
  model::result<change> apply(model::room_name room, const entry_rows& rows);
  model::result<void> finish(model::chat_id chat, const chat_change_row& row, std::uint64_t seq);

  /// Gives each new entry the next place of its room.
  void number();
  void answer();

  room_store rooms_;
  chat_store chats_;
  message_store messages_;
  mail_account_store mail_accounts_;
  mail_store mails_;
  notice_store notices_;
  object_store objects_;

  std::vector<append_in_work> appends_;
  std::vector<entry_in_work> entries_;
  std::vector<log_places> places_;
};

} // namespace vestnik::storage
