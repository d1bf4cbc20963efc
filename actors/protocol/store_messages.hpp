#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/message.hpp>
#include <caf/type_id.hpp>

#include <chrono>
#include <vector>

// Registers what the store workers are asked and answer, as messages.hpp does with what all others
// send to each other.

#define VESTNIK_STORE_MESSAGE(type)                                                                \
  CAF_ADD_TYPE_ID(vestnik_store, (type))                                                           \
  CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)

CAF_BEGIN_TYPE_ID_BLOCK(vestnik_store, caf::first_custom_type_id)

VESTNIK_STORE_MESSAGE(vestnik::storage::activate_room)
VESTNIK_STORE_MESSAGE(vestnik::storage::activate_room::position)
VESTNIK_STORE_MESSAGE(vestnik::storage::release_room)
VESTNIK_STORE_MESSAGE(vestnik::storage::append)
VESTNIK_STORE_MESSAGE(vestnik::storage::append::result_type)
VESTNIK_STORE_MESSAGE(vestnik::storage::create_user)
VESTNIK_STORE_MESSAGE(vestnik::storage::renew_password)
VESTNIK_STORE_MESSAGE(vestnik::storage::create_session)
VESTNIK_STORE_MESSAGE(vestnik::storage::end_session)
VESTNIK_STORE_MESSAGE(vestnik::storage::create_ticket)
VESTNIK_STORE_MESSAGE(vestnik::storage::spend_ticket)
VESTNIK_STORE_MESSAGE(vestnik::storage::open_dialog)
VESTNIK_STORE_MESSAGE(vestnik::storage::open_dialog::opened)
VESTNIK_STORE_MESSAGE(vestnik::storage::mark_read)
VESTNIK_STORE_MESSAGE(vestnik::storage::create_mail_account)

VESTNIK_STORE_MESSAGE(vestnik::storage::user_by_login)
VESTNIK_STORE_MESSAGE(vestnik::storage::user_by_login::found)
VESTNIK_STORE_MESSAGE(vestnik::storage::session_by_token)
VESTNIK_STORE_MESSAGE(vestnik::storage::ended_sessions)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::model::session_id>)
VESTNIK_STORE_MESSAGE(vestnik::storage::user_by_id)
VESTNIK_STORE_MESSAGE(vestnik::storage::person)
VESTNIK_STORE_MESSAGE(vestnik::storage::people_by_prefix)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::storage::person>)
VESTNIK_STORE_MESSAGE(vestnik::storage::chats_of_user)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::storage::chat_summary>)
VESTNIK_STORE_MESSAGE(vestnik::storage::members_of_chat)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::storage::chat_member>)
VESTNIK_STORE_MESSAGE(vestnik::storage::chat_history)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::storage::chat_message>)
VESTNIK_STORE_MESSAGE(vestnik::storage::log_range)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::model::event>)
VESTNIK_STORE_MESSAGE(vestnik::storage::fetch_clearance)
VESTNIK_STORE_MESSAGE(std::chrono::milliseconds)
VESTNIK_STORE_MESSAGE(vestnik::storage::mail_accounts_of_user)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::storage::mail_account>)
VESTNIK_STORE_MESSAGE(vestnik::storage::followed_mail_accounts)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::model::account_id>)
VESTNIK_STORE_MESSAGE(vestnik::storage::mail_account_by_id)
VESTNIK_STORE_MESSAGE(vestnik::storage::mail_account_by_id::found)
VESTNIK_STORE_MESSAGE(vestnik::storage::mail_page)
VESTNIK_STORE_MESSAGE(std::vector<vestnik::storage::mail_summary>)
VESTNIK_STORE_MESSAGE(vestnik::storage::mail_by_id)
VESTNIK_STORE_MESSAGE(vestnik::storage::mail_row)
VESTNIK_STORE_MESSAGE(vestnik::storage::objects_by_key)
VESTNIK_STORE_MESSAGE(vestnik::storage::objects_by_key::found)
VESTNIK_STORE_MESSAGE(vestnik::storage::object_page)
VESTNIK_STORE_MESSAGE(vestnik::storage::object_page::found)
VESTNIK_STORE_MESSAGE(vestnik::storage::newest_object_key)

CAF_END_TYPE_ID_BLOCK(vestnik_store)
