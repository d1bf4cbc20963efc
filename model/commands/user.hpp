#pragma once

#include "model/commands/chat.hpp"
#include "model/commands/description.hpp"
#include "model/mail.hpp"
#include "model/values/id.hpp"
#include "model/values/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

// To user:ID, by that user only.

namespace vestnik::model {

/// The chats the user is a member of, page by page: first those that were made last, so that no
/// chat changes its page. Within a page the most recently active comes first.
struct list_chats {
  static constexpr command_traits traits{"chats.list"};

  /// The `cursor` of the previous page; empty for the first.
  std::string before;
  std::uint32_t limit = page_size.most;

  static constexpr auto fields = std::tuple{
      optional_field("before", &list_chats::before, text_rule{0, 64}),
      optional_field("limit", &list_chats::limit, page_size),
  };
};

/// People whose login or name starts with `prefix`, however it is written; at most 20.
struct search_people {
  static constexpr command_traits traits{"people.search"};

  std::string prefix;

  static constexpr auto fields = std::tuple{field("prefix", &search_people::prefix, printable(80))};
};

/// The dialog with `peer`, made if there is none.
struct open_dialog {
  static constexpr command_traits traits{"chats.dialog", effect::writes};

  user_id peer;

  static constexpr auto fields = std::tuple{field("user", &open_dialog::peer)};
};

/// The caller's own chat, made if there is none.
struct open_saved {
  static constexpr command_traits traits{"chats.saved", effect::writes};
};

/// A group of the caller, its owner, and others.
struct create_group {
  static constexpr command_traits traits{"chats.create", effect::writes};

  std::string title;
  std::string about;
  std::vector<user_id> members;

  static constexpr auto fields = std::tuple{
      field("title", &create_group::title, printable(longest_title)),
      optional_field("about", &create_group::about, text_rule{0, longest_about}),
      field("members", &create_group::members, id_list_rule{0, most_added}),
  };
};

/// What a chat is for the caller alone; what is left out stays as it is.
struct change_chat_settings {
  static constexpr command_traits traits{"chats.settings", effect::writes};

  chat_id chat;
  /// RFC 3339: silent until then; empty: not.
  std::optional<std::string> muted_until;
  /// Its place among the pinned ones, the least first; 0: not pinned.
  std::optional<std::uint64_t> pinned;
  enum class place : std::uint8_t { list, archive };
  std::optional<place> shown_in;

  static constexpr words<place, 2> places{{{"list", place::list}, {"archive", place::archive}}};
  static constexpr auto fields = std::tuple{
      field("chat", &change_chat_settings::chat),
      optional_field("muted_until", &change_chat_settings::muted_until, time_or_empty),
      optional_field("pinned", &change_chat_settings::pinned, any_seq),
      optional_field("shown_in", &change_chat_settings::shown_in, places),
  };
};

/// Signs in at the server to prove the settings, then follows the account.
/// Errors: `mail_refused`, `mail_unreachable` with the server's own words.
struct add_mail_account {
  /// A server may take a minute, after as long for its turn.
  static constexpr command_traits traits{"mail.add", effect::writes, sender::client,
                                         std::chrono::seconds{150}};

  std::string address;
  mail_server server;
  secret password;

  static constexpr auto fields = std::tuple{
      field("address", &add_mail_account::address, mail_address_form),
      part(&add_mail_account::server,
           std::tuple{
               field("host", &mail_server::host, mail_host_form),
               field("port", &mail_server::port, number_rule{1, 65'535}),
               field("security", &mail_server::security, mail_security_words),
               field("user", &mail_server::user, printable(254)),
           }),
      field("password", &add_mail_account::password, printable(1024)),
  };
};

/// The user's mail accounts, page by page, the oldest first.
struct list_mail_accounts {
  static constexpr command_traits traits{"mail.accounts"};

  /// The `cursor` of the previous page; empty for the first.
  std::string after;
  std::uint32_t limit = page_size.most;

  static constexpr auto fields = std::tuple{
      optional_field("after", &list_mail_accounts::after, text_rule{0, 64}),
      optional_field("limit", &list_mail_accounts::limit, page_size),
  };
};

using user_command = std::variant<list_chats, search_people, open_dialog, open_saved, create_group,
                                  change_chat_settings, add_mail_account, list_mail_accounts>;

} // namespace vestnik::model
