#pragma once

#include "actors/protocol/mail_messages.hpp"
#include "storage/requests/chats.hpp"
#include "storage/requests/mail.hpp"
#include "storage/requests/mail_accounts.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// Mail accounts and mails as docs/wire/ shows them, made from what is stored.

namespace vestnik::actors {

[[nodiscard]] boost::json::object to_wire(const storage::mail_account& account);
/// With the first senders only, and the beginning of a subject that is too long.
[[nodiscard]] boost::json::object to_wire(const storage::mail_summary& mail);
/// The whole mail, as `message` gives it; `truncated` if it is too long to be shown whole.
[[nodiscard]] boost::json::object to_wire(const storage::mail_row& mail);
[[nodiscard]] boost::json::object to_wire(const fetch_state& state);

/// The summary of a mail that is about to be stored.
[[nodiscard]] storage::mail_summary summary_of(const storage::mail_row& mail);

/// The first words of a text on one line, at most `limit` characters (code points).
[[nodiscard]] std::string snippet_of(std::string_view text, std::size_t limit);

} // namespace vestnik::actors
