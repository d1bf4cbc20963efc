#pragma once

#include "actors/protocol/atoms.hpp"
#include "actors/protocol/change_messages.hpp"
#include "actors/protocol/fanout_messages.hpp"
#include "actors/protocol/group_messages.hpp"
#include "actors/protocol/mail_messages.hpp"
#include "actors/protocol/room_messages.hpp"
#include "actors/protocol/session_messages.hpp"
#include "actors/protocol/store_messages.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/error.hpp>
#include <caf/message.hpp>
#include <caf/type_id.hpp>

#include <chrono>

// Registers every type that actors of this process send to each other. None of them
// leaves the process: between nodes one type travels, the node envelope of cluster/
// (decision 14). So they need no serialisation, and are marked unsafe for it.

CAF_ERROR_CODE_ENUM(vestnik::model::ec, "vestnik")

#define VESTNIK_LOCAL_MESSAGE(type)                                                                \
  CAF_ADD_TYPE_ID(vestnik, (type))                                                                 \
  CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)

CAF_BEGIN_TYPE_ID_BLOCK(vestnik, caf::id_block::vestnik_store::end)

VESTNIK_LOCAL_MESSAGE(std::monostate)
VESTNIK_LOCAL_MESSAGE(vestnik::model::command)
VESTNIK_LOCAL_MESSAGE(vestnik::model::error)
VESTNIK_LOCAL_MESSAGE(vestnik::model::identity)
VESTNIK_LOCAL_MESSAGE(vestnik::model::json_text)
VESTNIK_LOCAL_MESSAGE(vestnik::model::account_id)
VESTNIK_LOCAL_MESSAGE(vestnik::model::room_name)

VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_join)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_joined)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_read)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_page)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_follow)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_unfollow)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_notice)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::publication)
VESTNIK_LOCAL_MESSAGE(std::vector<vestnik::actors::delivery>)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::activity)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::rooms_kept)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_moved)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_lost)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::relay_retry)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fanout_join)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fanout_leave)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fanout_retry)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fanout_drained)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fanout_forget)

VESTNIK_LOCAL_MESSAGE(vestnik::actors::group_join)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::group_leave)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::group_send)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::group_heard)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::group_message)

VESTNIK_LOCAL_MESSAGE(vestnik::actors::changes_follow)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::changes_leave)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::model_changed)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::changes_lost)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::change_heard)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::change_room_lost)

VESTNIK_LOCAL_MESSAGE(vestnik::actors::room_event)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::connection_opened)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::connection_frame)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::connection_closed)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::http_arrived)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::upgrade_arrived)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::account_registration)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::sign_in)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::sign_out)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::authentication)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::ticket_redemption)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::ticket_request)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::password_to_hash)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::password_to_verify)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::session_attach)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::session_end)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::usage_report)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::sign_in_outcome)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::socket_drain)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::sockets_drain)
VESTNIK_LOCAL_MESSAGE(vestnik::api::readiness)
VESTNIK_LOCAL_MESSAGE(vestnik::api::signed_in)
VESTNIK_LOCAL_MESSAGE(vestnik::api::ticket)

VESTNIK_LOCAL_MESSAGE(vestnik::actors::stream_opened)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::stream_secured)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::stream_bytes)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::stream_closed)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::stream_timer)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fetch_order)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::raw_mail)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::parsed_mail)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::mail_batch)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::folder_renumbered)
VESTNIK_LOCAL_MESSAGE(vestnik::actors::fetch_state)

CAF_END_TYPE_ID_BLOCK(vestnik)
