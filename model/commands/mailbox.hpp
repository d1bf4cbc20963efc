#pragma once

#include "model/commands/description.hpp"
#include "model/values/id.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>

// To mailbox:ID, by the person whose mail account it is.

namespace vestnik::model {

/// Summaries by date received, newest first; `before` is the `cursor` of the previous
/// page, empty for the first.
struct list_mails {
  static constexpr command_traits traits{"mail.messages"};

  std::string before;
  std::uint32_t limit = 50;

  static constexpr auto fields = std::tuple{
      optional_field("before", &list_mails::before, text_rule{0, 64}),
      optional_field("limit", &list_mails::limit, page_size),
  };
};

/// One message with its text.
struct read_mail {
  static constexpr command_traits traits{"mail.message"};

  mail_id mail;

  static constexpr auto fields = std::tuple{field("id", &read_mail::mail)};
};

using mailbox_command = std::variant<list_mails, read_mail>;

} // namespace vestnik::model
