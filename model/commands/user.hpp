#pragma once

#include "model/commands/description.hpp"
#include "model/mail.hpp"
#include "model/values/id.hpp"
#include "model/values/secret.hpp"

#include <string>
#include <tuple>
#include <variant>

// To user:ID, by that user only.

namespace vestnik::model {

/// The chats the user is a member of, the most recently active first.
struct list_chats {
  static constexpr command_traits traits{"chats.list"};
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

/// Signs in at the server to prove the settings, then follows the account.
/// Errors: `mail_refused`, `mail_unreachable` with the server's own words.
struct add_mail_account {
  static constexpr command_traits traits{"mail.add", effect::writes};

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

/// The user's mail accounts with their states.
struct list_mail_accounts {
  static constexpr command_traits traits{"mail.accounts"};
};

using user_command =
    std::variant<list_chats, search_people, open_dialog, add_mail_account, list_mail_accounts>;

} // namespace vestnik::model
