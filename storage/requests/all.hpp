#pragma once

#include "storage/requests/chat_members.hpp"
#include "storage/requests/chats.hpp"
#include "storage/requests/mail.hpp"
#include "storage/requests/mail_accounts.hpp"
#include "storage/requests/messages.hpp"
#include "storage/requests/notices.hpp"
#include "storage/requests/objects.hpp"
#include "storage/requests/people.hpp"
#include "storage/requests/rooms.hpp"
#include "storage/requests/sessions.hpp"
#include "storage/requests/threads.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <variant>

// Everything that can be asked and written. A request is a struct that names its answer,
// `result_type`, and how it is carried out: a read has `find`, a write has `apply`, both
// defined by the store of its aggregate. Their errors are those that the struct names and
// those of `database`.
//
// A request that stands in one of the two lists here can be given to `reader` or `writer`, and
// sent to the actors that own them: their protocols are made of these lists.

namespace vestnik::storage {

using reads = boost::mp11::mp_list<
    // people and sessions
    user_by_login, user_by_id, people_by_ids, people_by_prefix, session_by_token, ticket_known,
    ended_sessions, sessions_of_user, notices_of_user, people_with_notices,
    // chats
    chats_of_user, members_of_chat, people_of_chat, chat_history, message_by_seq,
    versions_of_message, pinned_in_chat, reactions_to_message, threads_of_chat, messages_to_forward,
    // rooms
    log_range, operation_results, outcome_of_operation, may_see, fetch_clearance,
    unreleased_mailboxes,
    // mail
    mail_accounts_of_user, followed_mail_accounts, mail_account_by_id, mail_page, mail_by_id,
    // objects of models
    objects_by_key, object_page, newest_object_key>;

/// Each is one atomic write; `writer` commits many of them in one transaction (group commit).
using writes = boost::mp11::mp_list<
    // rooms
    activate_room, release_room, append,
    // people and sessions
    create_user, renew_password, change_password, create_session, note_session, end_session,
    revoke_session, revoke_other_sessions, create_ticket, spend_ticket,
    // chats
    open_dialog, open_saved, create_group, mark_read, mark_thread,
    // mail
    create_mail_account, try_mail>;

template <class Request>
using answer_to = typename Request::result_type;

using read = boost::mp11::mp_rename<reads, std::variant>;
using write = boost::mp11::mp_rename<writes, std::variant>;

/// The answer to a write: the alternative of the write's `result_type`.
using write_result =
    boost::mp11::mp_rename<boost::mp11::mp_unique<boost::mp11::mp_transform<answer_to, writes>>,
                           std::variant>;

} // namespace vestnik::storage
