#pragma once

#include "actors/accounts/accounts.hpp"
#include "actors/edge/session.hpp"
#include "actors/mail/fetcher.hpp"
#include "actors/mail/mail_probe.hpp"
#include "actors/mail/mailbox.hpp"
#include "actors/messenger/chat.hpp"
#include "actors/messenger/user.hpp"
#include "actors/rooms/room_log.hpp"
#include "config/settings.hpp"
#include "mail/mime/scan.hpp"
#include "storage/secrets/password_hash.hpp"

#include <memory>

// What config sets, as the actors take it. A struct that nobody fills is the same as one made of
// settings that nobody has touched: what config sets it takes from config/defaults.hpp by name.

namespace vestnik::actors {

[[nodiscard]] accounts_settings accounts_settings_of(const config::accounts_settings& from);
[[nodiscard]] storage::password_cost password_cost_of(const config::accounts_settings& from);

/// Without what the connection shares with others.
[[nodiscard]] session_limits session_limits_of(const config::limits_settings& from);
[[nodiscard]] chat_limits chat_limits_of(const config::limits_settings& from);
[[nodiscard]] user_settings user_settings_of(const config::settings& from);

[[nodiscard]] tail_limits tail_limits_of(const config::actors_settings& from);

[[nodiscard]] mailbox_settings mailbox_settings_of(const config::mail_settings& from);
[[nodiscard]] mail::mime_limits mime_limits_of(const config::mail_settings& from);
[[nodiscard]] mail::imap_limits imap_limits_of(const config::mail_settings& from);
[[nodiscard]] probe_settings probe_settings_of(const config::mail_settings& from,
                                               std::shared_ptr<connect_pace> pace);
[[nodiscard]] fetcher_settings fetcher_settings_of(const config::mail_settings& from,
                                                   std::shared_ptr<const lease_guard> lease,
                                                   std::shared_ptr<connect_pace> pace,
                                                   std::shared_ptr<mail_memory> memory);

} // namespace vestnik::actors
