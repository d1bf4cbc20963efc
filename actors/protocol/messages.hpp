#pragma once

#include "actors/protocol/account_messages.hpp"
#include "actors/protocol/atoms.hpp"
#include "actors/protocol/change_messages.hpp"
#include "actors/protocol/fanout_messages.hpp"
#include "actors/protocol/group_messages.hpp"
#include "actors/protocol/mail_messages.hpp"
#include "actors/protocol/room_messages.hpp"
#include "actors/protocol/session_messages.hpp"
#include "actors/protocol/store_messages.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/message.hpp>

#include <chrono>

// Allows every type that actors of this process send to each other. None of them leaves the
// process: between nodes one type travels, the node envelope of cluster/, and CAF writes none of
// it. So they need no serialisation, no number and no name; what the store workers hear and say
// is allowed in store_messages.hpp.

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::monostate)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::error)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::identity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::json_text)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::account_id)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::model::room_name)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::commit_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::commit_outcomes)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_join)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_joined)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_follow)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_unfollow)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::publication)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<vestnik::actors::delivery>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::activity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_share)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_moved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::relay_retry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fanout_join)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fanout_leave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fanout_retry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fanout_flushed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fanout_forget)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::group_join)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::group_leave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::group_send)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::remote_group_send)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::group_message)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::changes_follow)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::changes_leave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::model_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::changes_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::table_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::table_lost)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::room_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::connection_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::connection_frame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::connection_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::http_arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::upgrade_arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::account_registration)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::sign_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::sign_out)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::session_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::session_revocation)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::other_sessions_revocation)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::password_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::authentication)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::ticket_redemption)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::ticket_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::password_to_hash)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::password_to_verify)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::session_attach)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::session_end)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::usage_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::sign_in_outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::socket_drain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::sockets_drain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::api::readiness)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::api::signed_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::api::ticket)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::stream_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::stream_secured)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::stream_bytes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::stream_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::stream_timer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fetch_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::raw_mail)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::parsed_mail)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::mail_batch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::folder_renumbered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(vestnik::actors::fetch_state)
