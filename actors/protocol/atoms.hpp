#pragma once

#include <caf/atom.hpp>

// The messages that are only a word, of at most ten characters.

namespace vestnik::atom {

/// To the store's writer: commit the writes that wait.
using commit = caf::atom_constant<caf::atom("commit")>;
/// To a store worker: remove some of what has expired.
using purge = caf::atom_constant<caf::atom("purge")>;
/// To what queues before the database: refuse what has waited for too long.
using expire = caf::atom_constant<caf::atom("expire")>;
/// To a room's owner, a relay, the ledger: write or send what one turn has brought.
using flush = caf::atom_constant<caf::atom("flush")>;
/// To a room's owner: may the room be unloaded?
using rest = caf::atom_constant<caf::atom("rest")>;
/// To a room's owner: end, because the room rests, or because it cannot be had and all requests
/// were refused.
using end = caf::atom_constant<caf::atom("end")>;
/// To a room's owner: the room belongs to another node; write what waits, and end.
using hand_over = caf::atom_constant<caf::atom("hand_over")>;
/// To the directory: look for rooms that nobody uses. To a gateway: for sessions whose time is up.
using sweep = caf::atom_constant<caf::atom("sweep")>;
/// To a room's owner: be loaded; a mailbox begins to follow its server.
using wake = caf::atom_constant<caf::atom("wake")>;
/// To a session: the time has passed for which its connection was not read.
using credit = caf::atom_constant<caf::atom("credit")>;
/// To a session: all that its consumer sent is on its way.
using flushed = caf::atom_constant<caf::atom("flushed")>;
/// To a session, to the links of a node: some answer may have been waited for too long.
using overdue = caf::atom_constant<caf::atom("overdue")>;
/// To the accounts: the sender has sockets, which sessions that end must lose.
using attend = caf::atom_constant<caf::atom("attend")>;
/// To the accounts, and from them to the gateways: word of sessions that have ended may have been
/// lost; look which have.
using recheck = caf::atom_constant<caf::atom("recheck")>;
/// To a fetcher: the next attempt to connect is due. To the store's writer: writes to rooms that
/// were locked are to be tried again.
using retry = caf::atom_constant<caf::atom("retry")>;

} // namespace vestnik::atom
