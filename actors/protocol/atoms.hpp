#pragma once

#include <caf/atom.hpp>

// The messages that are only a word, of at most ten characters.

namespace vestnik::atom {

/// To a store worker: commit what has gathered.
using commit = caf::atom_constant<caf::atom("commit")>;
/// To a store worker: forget some of what has had its time.
using purge = caf::atom_constant<caf::atom("purge")>;
/// To a room's owner: write, or tell, what one turn has gathered.
using flush = caf::atom_constant<caf::atom("flush")>;
/// To a room's owner: may the room be unloaded?
using rest = caf::atom_constant<caf::atom("rest")>;
/// To a room's owner: end, because the room rests, or because it cannot be had and
/// those who waited were answered.
using end = caf::atom_constant<caf::atom("end")>;
/// To a room's owner: the room belongs to another node; finish what was asked, and end.
using hand_over = caf::atom_constant<caf::atom("hand_over")>;
/// To the directory: look for rooms that nobody uses.
using sweep = caf::atom_constant<caf::atom("sweep")>;
/// To a room's owner: be loaded, and follow what you follow.
using wake = caf::atom_constant<caf::atom("wake")>;
/// To a session: the time has passed for which its connection was not read.
using credit = caf::atom_constant<caf::atom("credit")>;
/// To a session: what its consumer sent is on its way.
using flushed = caf::atom_constant<caf::atom("flushed")>;
/// To the accounts: the sender has sockets, which sessions that end must lose.
using attend = caf::atom_constant<caf::atom("attend")>;
/// To the accounts, and from them to the gateways: word of sessions that have ended may have been
/// lost; look which have.
using recheck = caf::atom_constant<caf::atom("recheck")>;
/// To a fetcher: the next attempt to connect is due.
using retry = caf::atom_constant<caf::atom("retry")>;

} // namespace vestnik::atom
