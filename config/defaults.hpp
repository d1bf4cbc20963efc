#pragma once

#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

#include <cstdint>
#include <string_view>

/// The default of each setting, with its reason: here and nowhere else. A struct of another layer
/// takes it by name.
namespace vestnik::config::defaults {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

namespace net {
/// Only this machine: a plain listener signs people in on loopback alone.
inline constexpr std::string_view address = "127.0.0.1";
/// The usual port of an HTTP service that needs no privilege.
inline constexpr std::uint16_t port = 8080;
/// Half the cores: the other half runs chats, mailboxes and the database.
inline constexpr unsigned io_threads = 0;
/// Where the build leaves the client, seen from a clone.
inline constexpr std::string_view web_root = "web/dist";
/// A long message with its envelope, many times over (docs/security.md W4).
inline constexpr byte_count max_message = 256_KiB;
/// A reader on a slow phone line is some seconds behind before it must resume.
inline constexpr byte_count outbox_bytes = 1_MiB;
/// Bounds the queue's own memory when the frames are tiny.
inline constexpr unsigned outbox_frames = 512;
/// Twice what the API takes: a slow client holds no more.
inline constexpr byte_count max_body = 32_KiB;
/// The header block that common servers accept (docs/security.md W11).
inline constexpr byte_count max_header = 16_KiB;
inline constexpr unsigned max_header_lines = 100;
inline constexpr byte_count max_target = 8_KiB;
/// Enough for a bad line; short for someone who holds connections open (docs/security.md W11).
inline constexpr duration header_timeout = 10s;
/// Longer than the 60 s after which common proxies drop an idle connection (docs/security.md W11).
inline constexpr duration keep_alive = 75s;
/// A quiet WebSocket is pinged before a NAT forgets it.
inline constexpr duration idle_timeout = 60s;
/// Time for queued frames and the close handshake before a connection is cut.
inline constexpr duration drain_timeout = 5s;
/// Memory and processor time for bytes; and who sees sizes can guess at contents
/// (docs/security.md B2).
inline constexpr bool compression = false;
} // namespace net

namespace actors {
/// One scheduler thread per core.
inline constexpr unsigned threads = 0;
/// Long enough that a chat is not unloaded between two messages of a talk.
inline constexpr duration room_idle = 5min;
/// What a phone misses in a tunnel comes from memory; what is older from the database.
inline constexpr unsigned room_tail_events = 256;
inline constexpr byte_count room_tail_bytes = 256_KiB;
} // namespace actors

namespace storage {
/// History pages are read beside the one writer; two keep both cores of a small
/// machine busy.
inline constexpr unsigned readers = 2;
/// A quarter of a year away, and a client reads anew instead of resuming.
inline constexpr duration log_retention = 90 * 24h;
/// These events only tell what the lists of chats and accounts show as well.
inline constexpr duration personal_log_retention = 7 * 24h;
} // namespace storage

namespace cluster {
/// Only this machine: whoever has nodes on several says which address they share.
inline constexpr std::string_view address = "127.0.0.1";
/// Of no well-known service.
inline constexpr std::uint16_t port = 7420;
/// A thousand clients come back at a rate that the other nodes do not feel (docs/faults.md F17).
inline constexpr duration drain_spread = 5s;
} // namespace cluster

namespace accounts {
/// Argon2id with 64 MiB and 3 passes: about 0.1 s of one core per sign-in (docs/security.md A2).
inline constexpr byte_count argon2_memory = 64_MiB;
inline constexpr unsigned argon2_passes = 3;
/// Sign-ins that may wait for a hash, some seconds' worth; more are told to return.
inline constexpr unsigned hash_queue = 64;
/// A device signs in four times a year (docs/security.md S2).
inline constexpr duration session_lifetime = 24h * 90;
/// A ticket travels in a URL and so into logs: it must be useless by then (docs/security.md W2).
inline constexpr duration ticket_lifetime = 30s;
/// A person who forgot a password tries a few; a guesser needs thousands (docs/security.md A4).
inline constexpr unsigned sign_in_attempts = 10;
inline constexpr duration sign_in_window = 15min;
inline constexpr unsigned address_attempts_per_minute = 30;
} // namespace accounts

namespace limits {
/// Nobody types faster; a burst is a client that catches up (docs/security.md W4).
inline constexpr unsigned messages_per_second = 20;
inline constexpr unsigned message_burst = 60;
/// Several devices that all catch up.
inline constexpr unsigned user_messages_per_second = 60;
inline constexpr unsigned user_message_burst = 300;
/// An office behind one address, all of which come back at once.
inline constexpr unsigned address_requests_per_second = 500;
inline constexpr unsigned address_request_burst = 5000;
/// What one person has, in one request (docs/decisions.md 7).
inline constexpr unsigned rooms_per_subscribe = 1000;
/// More chats than anybody has; bounds what one connection makes the server hold.
inline constexpr unsigned rooms_per_connection = 5000;
/// A few devices with a few tabs each (docs/security.md W4).
inline constexpr unsigned sockets_per_user = 20;
/// Several visitors with several tabs behind one address; none of them has said who they are.
inline constexpr unsigned anonymous_sockets_per_address = 100;
/// A few pages of text.
inline constexpr byte_count message_text = 16_KiB;
} // namespace limits

namespace mail {
/// What large providers accept (docs/security.md B1).
inline constexpr byte_count max_message = 50_MiB;
/// Well below the 9 minutes after which some NATs and servers drop a silent IDLE.
inline constexpr duration idle_renewal = 5min;
/// For servers without IDLE; faster gets accounts throttled.
inline constexpr duration poll_interval = 60s;
/// Two pipelined chunks of 50 hide a round trip of 50 ms almost entirely.
inline constexpr unsigned chunk_messages = 50;
inline constexpr byte_count chunk_bytes = 8_MiB;
/// More mailboxes than a person reads; each is a connection all day.
inline constexpr unsigned accounts_per_user = 20;
/// Five of the largest messages at once, beside all that are small.
inline constexpr byte_count in_flight = 256_MiB;
/// One MIME parser per core.
inline constexpr unsigned parsers = 0;
/// Two lines on a phone.
inline constexpr unsigned snippet = 200;
} // namespace mail

} // namespace vestnik::config::defaults
