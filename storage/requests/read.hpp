#pragma once

#include "model/event.hpp"
#include "model/identity.hpp"
#include "model/mail.hpp"
#include "model/room.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/write.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// Everything that can be asked. `reader` has one `run` for each.

namespace vestnik::storage {

/// A person as others see them.
struct person {
  model::user_id id;
  std::string login;
  std::string name;
};

/// Errors: `not_found`.
struct user_by_login {
  struct found {
    person who;
    /// PHC string.
    std::string password;
  };
  using result_type = found;

  std::string login;
};

/// Whose session a token is; expired ones are not found. Errors: `unauthenticated`.
struct session_by_token {
  using result_type = model::identity;

  std::string token_hash;
  model::timestamp now{};
};

/// Which of these sessions have ended or do not exist, in no particular order.
struct ended_sessions {
  using result_type = std::vector<model::session_id>;

  std::vector<model::session_id> sessions;
  model::timestamp now{};
};

/// Errors: `not_found`.
struct user_by_id {
  using result_type = person;

  model::user_id id;
};

/// By prefix of login or name, without case; the asker is left out.
struct people_by_prefix {
  using result_type = std::vector<person>;

  model::user_id asker;
  std::string prefix;
  std::uint32_t limit = 20;
};

/// One message of a chat.
struct chat_message {
  model::message_id id;
  std::uint64_t seq = 0;
  model::user_id author;
  std::string text;
  model::timestamp at{};
};

/// One line of a person's chat list.
struct chat_summary {
  model::chat_id id;
  /// The other member of the dialog.
  person peer;
  /// Empty or one.
  std::vector<chat_message> last_message;
  /// Of the last message, else of the chat's making.
  model::timestamp active_at{};
};

/// The most recently active first.
struct chats_of_user {
  using result_type = std::vector<chat_summary>;

  model::user_id user;
  /// Only this chat; zero: all.
  model::chat_id only{};
};

struct chat_member {
  model::user_id user;
  /// How far they have read.
  std::uint64_t read_seq = 0;
};

/// Errors: `not_found` when the chat does not exist.
struct members_of_chat {
  using result_type = std::vector<chat_member>;

  model::chat_id chat;
};

/// Newest first.
struct chat_history {
  using result_type = std::vector<chat_message>;

  model::chat_id chat;
  /// Only below this seq; 0: from the newest.
  std::uint64_t before = 0;
  std::uint32_t limit = 50;
};

/// A stretch of a room's log in order.
struct log_range {
  using result_type = std::vector<model::event>;

  model::room_name room;
  /// Entries with seq in (after, up_to].
  std::uint64_t after = 0;
  std::uint64_t up_to = 0;
  std::uint32_t limit = 500;
};

/// How long, by the database's clock, the lease still runs of the node that had a room before
/// `node` took it: what is not fenced by tokens waits so long (decision 3). Zero if nobody had
/// it, if the room was released, or if the lease has ended.
struct fetch_clearance {
  using result_type = std::chrono::milliseconds;

  model::room_name room;
  model::node_id node;
};

/// An account without its password.
struct mail_account {
  model::account_id id;
  model::user_id owner;
  std::string address;
  model::mail_server server;
};

struct mail_accounts_of_user {
  using result_type = std::vector<mail_account>;

  model::user_id owner;
};

/// Every account that is to be followed.
struct followed_mail_accounts {
  using result_type = std::vector<model::account_id>;
};

/// An account with all that a fetcher needs. Errors: `not_found`.
struct mail_account_by_id {
  struct found {
    mail_account account;
    std::string sealed_password;
    std::vector<folder_cursor> cursors;
  };
  using result_type = found;

  model::account_id id;
};

/// One line of a mailbox's list.
struct mail_summary {
  model::mail_id id;
  std::string folder;
  std::vector<model::mail_address> from;
  std::string subject;
  std::string snippet;
  model::timestamp received_at{};
  /// Whether \Seen is among the flags.
  enum class reading : std::uint8_t { unseen, seen } state = reading::unseen;
  std::uint32_t attachments = 0;
};

/// By date received, newest first.
struct mail_page {
  using result_type = std::vector<mail_summary>;

  model::account_id account;
  /// Only before this place; the epoch and zero: from the newest.
  model::timestamp before_at{};
  model::mail_id before_id{};
  std::uint32_t limit = 50;
};

/// Errors: `not_found`, also when the mail is another account's.
struct mail_by_id {
  using result_type = mail_row;

  model::account_id account;
  model::mail_id id;
};

/// Single objects of a model.
struct objects_by_key {
  struct found {
    /// One for each key; null: there is none.
    std::vector<std::shared_ptr<const boost::json::object>> objects;
  };
  using result_type = found;

  std::shared_ptr<const object_table> table = {};
  /// As they fit the key's column.
  std::vector<boost::json::value> keys = {};
};

/// Objects of a model in the order of their keys.
struct object_page {
  struct found {
    std::vector<boost::json::object> objects;
    /// How many there are without `after`, `offset` and `limit`.
    std::uint64_t total = 0;
  };
  using result_type = found;

  std::shared_ptr<const object_table> table = {};
  /// Only those that have all these values, which fit their fields.
  boost::json::object equal = {};
  /// Only those behind this key; null: all.
  boost::json::value after = {};
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;
};

/// The greatest key of a model whose keys are numbers; 0 if there is no object.
struct newest_object_key {
  using result_type = std::int64_t;

  std::shared_ptr<const object_table> table = {};
};

} // namespace vestnik::storage
