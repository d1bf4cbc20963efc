#pragma once

#include "actors/protocol/messages.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// Every actor's protocol, one line of comment per message. local_node.cpp spawns them. Unless a
// line says otherwise, errors are `model::ec` with a `model::error` as context (runtime/error.hpp).

namespace vestnik::actors {

// -- the database ----------------------------------------------------------------------------

/// Writes to the database: all that waits while one commit runs goes into the next.
using store_writer_actor =
    store_worker_actor<storage::writes,
                       // INTERNAL: has the writes that wait committed; refuses those that have
                       // waited for too long; tries those again whose room was locked.
                       caf::reacts_to<atom::commit>, caf::reacts_to<atom::expire>,
                       caf::reacts_to<atom::retry>>;

/// Writes on a thread of its own, for the STORE_WRITER.
using store_committer_actor = caf::typed_actor<caf::replies_to<commit_order>::with<commit_outcomes>,
                                               // INTERNAL: removes some of what expired.
                                               caf::reacts_to<atom::purge>>;

/// Reads from the database; several of them work side by side.
using store_reader_actor = store_worker_actor<storage::reads>;

/// Has the STORE_READERs read for everybody, as each of them becomes free.
using read_queue_actor = store_reader_actor::extend<
    // INTERNAL: refuses what waits for too long.
    caf::reacts_to<atom::expire>>;

// -- rooms -----------------------------------------------------------------------------------

/// What can be asked of a room, wherever its owner is.
using room_port = caf::typed_actor<
    // A user's request; the owner checks the user's rights.
    caf::replies_to<model::command>::with<model::json_text>,
    // May this user follow, and from where?
    caf::replies_to<room_join>::with<room_joined>,
    // A RELAY gets every event from now on; answered with the newest seq.
    caf::replies_to<room_follow>::with<std::uint64_t>, caf::reacts_to<room_unfollow>,
    // A FANOUT catches up.
    caf::replies_to<room_read>::with<room_page>,
    // News from another room.
    caf::reacts_to<room_notice>>;

/// The owner of a room: the only one that appends to its log.
using room_actor = room_port::extend<
    // Be loaded; a mailbox begins to follow its server.
    caf::reacts_to<atom::wake>,
    // May the room be unloaded? From OWN_ROOMS, which then sends `end`.
    caf::replies_to<atom::rest>::with<activity>,
    // Unload the room; or INTERNAL: it cannot be had, and all that waited were refused.
    caf::reacts_to<atom::end>,
    // The room belongs to another node: writes what waits, then answers, sends the RELAYS to the
    // next owner, and ends. From OWN_ROOMS.
    caf::replies_to<atom::hand_over>::with<std::monostate>,
    // INTERNAL: write what one turn has brought.
    caf::reacts_to<atom::flush>>;

/// The room `user:ID` and the devices of that user.
using user_actor = room_actor::extend<
    // A SESSION of the user wants to open; refused when there are too many.
    caf::replies_to<session_attach>::with<std::monostate>>;

/// The room `mailbox:ID`, fed by its FETCHER.
using mailbox_actor = room_actor::extend<
    // Mails to store; answered once they are durable, which is the next batch's credit.
    caf::replies_to<mail_batch>::with<std::monostate>,
    // The folder starts anew.
    caf::replies_to<folder_renumbered>::with<std::monostate>,
    // The state of the connection to the server.
    caf::reacts_to<fetch_state>>;

/// Finds the owner of a room by its name, and passes on the messages for it.
using directory_actor = room_port::extend<
    // Loads a room before anybody asks it.
    caf::reacts_to<atom::wake, model::room_name>,
    // To the owner of `user:ID`.
    caf::replies_to<session_attach>::with<std::monostate>>;

/// The directory of the rooms of one node.
using own_rooms_actor = directory_actor::extend<
    // Hands the other rooms over; answered once each has its last write behind it.
    caf::replies_to<room_share>::with<std::monostate>,
    // INTERNAL: look for rooms that nobody uses.
    caf::reacts_to<atom::sweep>>;

/// Releases the mailboxes of its node that other nodes have by now. Alone there is none.
using former_mailboxes_actor = caf::typed_actor<
    // The rooms that stay; all others have been handed over. From OWN_ROOMS.
    caf::reacts_to<room_share>,
    // INTERNAL: the database has refused something; try again.
    caf::reacts_to<atom::sweep>>;

/// Has events of rooms delivered on its node: encodes each once.
using relay_actor = caf::typed_actor<
    // Events of a room that this node follows.
    caf::reacts_to<publication>,
    // A FANOUT wants a room's events; answered with the room's newest seq.
    caf::replies_to<room_follow>::with<std::uint64_t>,
    // A FANOUT has no subscriber of the room left.
    caf::reacts_to<room_unfollow>,
    // The room has another owner by now, or will have: follow that one. From the owner, from
    // another node, or INTERNAL.
    caf::reacts_to<relay_retry>,
    // INTERNAL: send on what one turn has brought.
    caf::reacts_to<atom::flush>>;

/// Brings events to the connections of one io thread, in order and without gaps. The only one
/// that writes to a subscription.
using fanout_actor = caf::typed_actor<
    caf::reacts_to<fanout_join>, caf::reacts_to<fanout_leave>, caf::reacts_to<fanout_forget>,
    // From the RELAY.
    caf::reacts_to<std::vector<delivery>>, caf::reacts_to<room_moved>, caf::reacts_to<room_lost>,
    // INTERNAL: ask again; a connection that is catching up can take more.
    caf::reacts_to<fanout_retry>, caf::reacts_to<fanout_flushed>>;

/// Tells the sessions of one io thread of the changes in models' objects.
using change_hub_actor = caf::typed_actor<
    // From SESSIONs; the answer comes before the first change.
    caf::replies_to<changes_follow>::with<std::monostate>, caf::reacts_to<changes_leave>,
    // INTERNAL: from its outboxes.
    caf::reacts_to<table_event>, caf::reacts_to<table_lost>>;

/// The groups of a node: names without a log, and their members.
using groups_actor = caf::typed_actor<
    // From SESSIONs.
    caf::reacts_to<group_join>, caf::reacts_to<group_leave>, caf::reacts_to<group_send>,
    // From another node.
    caf::reacts_to<remote_group_send>>;

// -- the edge --------------------------------------------------------------------------------

/// One connected client.
using session_actor = caf::typed_actor<
    // From its connection, in this order.
    caf::reacts_to<connection_opened>, caf::reacts_to<connection_frame>,
    caf::reacts_to<connection_closed>,
    // The session has ended: closes the connection (4501).
    caf::reacts_to<session_end>,
    // The node stops: closes the connection (4012).
    caf::reacts_to<socket_drain>,
    // From the GROUPS that it belongs to.
    caf::reacts_to<group_message>,
    // From the CHANGE_HUB of its thread.
    caf::reacts_to<model_changed>, caf::reacts_to<changes_lost>,
    // INTERNAL: a client that was too fast may go on; all that was sent is on its way; an
    // event for the consumer; some command has no answer for long.
    caf::reacts_to<atom::credit>, caf::reacts_to<atom::flushed>, caf::reacts_to<room_event>,
    caf::reacts_to<atom::overdue>>;

/// Answers HTTP and opens sessions, one on each io thread.
using gateway_actor =
    caf::typed_actor<caf::reacts_to<http_arrived>, caf::reacts_to<upgrade_arrived>,
                     // What `health` says from now on.
                     caf::reacts_to<api::readiness>,
                     // Closes the sockets of a session that has ended.
                     caf::reacts_to<session_end>,
                     // Looks which sessions have ended.
                     caf::reacts_to<atom::recheck>,
                     // INTERNAL: closes the sockets of sessions whose time is up.
                     caf::reacts_to<atom::sweep>,
                     // Closes all sessions; answered when they have ended.
                     caf::replies_to<sockets_drain>::with<std::monostate>>;

/// Tells the other nodes of a cluster what concerns the sockets of all nodes. Alone there is none.
using node_broadcast_actor = caf::typed_actor<
    // From GROUPS, ACCOUNTS and the LEDGER.
    caf::reacts_to<group_send>, caf::reacts_to<session_end>, caf::reacts_to<sign_in_outcome>,
    caf::reacts_to<usage_report>>;

// -- accounts --------------------------------------------------------------------------------

/// Makes and checks password hashes; several of them work side by side.
using hasher_actor = caf::typed_actor<caf::replies_to<password_to_hash>::with<std::string>,
                                      caf::replies_to<password_to_verify>::with<std::string>>;

/// Accounts and sessions.
using accounts_actor = caf::typed_actor<
    caf::replies_to<account_registration>::with<api::signed_in>,
    caf::replies_to<sign_in>::with<api::signed_in>, caf::replies_to<sign_out>::with<std::monostate>,
    caf::replies_to<session_list>::with<std::vector<storage::session_facts>>,
    caf::replies_to<session_revocation>::with<std::monostate>,
    caf::replies_to<other_sessions_revocation>::with<std::monostate>,
    caf::replies_to<password_change>::with<std::monostate>,
    caf::replies_to<authentication>::with<model::identity>,
    caf::replies_to<ticket_redemption>::with<model::identity>,
    caf::replies_to<ticket_request>::with<api::ticket>,
    // From GATEWAYs: where sockets are.
    caf::reacts_to<atom::attend>,
    // From another node.
    caf::reacts_to<session_end>, caf::reacts_to<sign_in_outcome>,
    // Such messages may have been lost: asks the GATEWAYs to look.
    caf::reacts_to<atom::recheck>,
    // From GATEWAYs: which of these have ended?
    caf::replies_to<storage::ended_sessions>::with<std::vector<model::session_id>>>;

/// Counts the use of allowances over all nodes of a cluster.
using ledger_actor = caf::typed_actor<
    // From another node.
    caf::reacts_to<usage_report>,
    // INTERNAL: tell the others.
    caf::reacts_to<atom::flush>>;

// -- mail ------------------------------------------------------------------------------------

/// Speaks IMAP for one mailbox, on an io thread.
using fetcher_actor = caf::typed_actor<
    // From its stream.
    caf::reacts_to<stream_opened>, caf::reacts_to<stream_secured>, caf::reacts_to<stream_bytes>,
    caf::reacts_to<stream_closed>,
    // INTERNAL: timers.
    caf::reacts_to<stream_timer>, caf::reacts_to<atom::retry>>;

/// Proves an account's settings by a real sign-in, on an io thread; lives for one order.
using mail_probe_actor = fetcher_actor::extend<
    // Answered once the server has accepted the sign-in, else with the server's words.
    caf::replies_to<fetch_order>::with<std::monostate>>;

/// Parses mail, off the io threads; several of them work side by side.
using mime_worker_actor = caf::typed_actor<caf::replies_to<raw_mail>::with<parsed_mail>>;

} // namespace vestnik::actors
