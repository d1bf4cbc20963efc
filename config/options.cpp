#include "config/engine/option.hpp"
#include "config/engine/syntax.hpp"

#include <chrono>
#include <span>
#include <string_view>
#include <type_traits>

namespace vestnik::config {

namespace {

using namespace std::chrono_literals;

constexpr auto day = 24h;

template <class T>
struct member_of;
template <class Object, class Value>
struct member_of<Value Object::*> {
  using value = Value;
};

/// A row whose value is `settings::*Section.*Member`.
template <auto Section, auto Member>
option row(std::string_view key, rule allowed, std::string_view help) {
  using value = typename member_of<decltype(Member)>::value;
  using type = setting_type<value>;
  return {
      .key = key,
      .allowed = allowed,
      .help = help,
      .is_switch = std::is_same_v<value, bool>,
      .read = [](const raw_value& written, const rule& bounds,
                 settings& into) { return type::read(written, bounds, into.*Section.*Member); },
      .write = [](const settings& from) { return type::write(from.*Section.*Member); },
      .wanted = &type::wanted,
  };
}

/// A row whose default, while its value is empty, is made by `load`.
option derived(option made, std::string_view how) {
  made.derived_default = how;
  return made;
}

/// A row whose value may hold a password.
option confidential(option made) {
  made.hide = &hide_password;
  return made;
}

/// A row that has a shorter name on the command line.
option also_named(std::string_view short_form, option made) {
  made.short_form = short_form;
  return made;
}

template <auto Member>
option net(std::string_view key, rule allowed, std::string_view help) {
  return row<&settings::net, Member>(key, allowed, help);
}
template <auto Member>
option accounts(std::string_view key, rule allowed, std::string_view help) {
  return row<&settings::accounts, Member>(key, allowed, help);
}
template <auto Member>
option limits(std::string_view key, rule allowed, std::string_view help) {
  return row<&settings::limits, Member>(key, allowed, help);
}
template <auto Member>
option mail(std::string_view key, rule allowed, std::string_view help) {
  return row<&settings::mail, Member>(key, allowed, help);
}

} // namespace

std::span<const option> options() {
  using n = net_settings;
  using s = storage_settings;
  using c = cluster_settings;
  using a = accounts_settings;
  using l = limits_settings;
  using m = mail_settings;
  // clang-format off
  static const option rows[] = {
    net<&n::address>("net.address", matching(is_ip_address, "an IP address"),
      "Address to listen on. Without TLS only a loopback address signs people in."),
    net<&n::port>("net.port", between(0, 65535),
      "Port to listen on; 0 takes a free one, which is printed."),
    net<&n::io_threads>("net.io-threads", between(0, 256),
      "Threads that serve connections; 0 means half the cores, at least one."),
    net<&n::certificate>("net.certificate", anything(),
      "PEM file with the certificate chain; empty means plain HTTP."),
    net<&n::private_key>("net.private-key", anything(),
      "PEM file with the certificate's private key."),
    net<&n::web_root>("net.web-root", matching(is_not_empty, "a folder"),
      "Folder with the built web client."),
    net<&n::public_origin>("net.public-origin", matching(is_web_origin_or_empty, "an origin such as https://chat.example.org"),
      "The origin that people type, where a proxy stands in front. Its pages may connect, and its host is a name of the server."),
    net<&n::names>("net.names", matching(is_host_name, "a host name such as chat.example.org"),
      "Further host names of the server. Requests for others are refused (421); addresses, localhost, the certificate's names and the hosts of net.public-origin and net.allowed-origins are known anyway."),
    net<&n::trusted_proxies>("net.trusted-proxies", matching(is_address_range, "an address range such as 10.0.0.0/8"),
      "Ranges of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Empty: with net.public-origin those of this machine, else none."),
    net<&n::proxy_protocol>("net.proxy-protocol", anything(),
      "Connections of trusted proxies begin with a header of the PROXY protocol, version 1 or 2; the client's own X-Forwarded headers are then not believed."),
    net<&n::allowed_origins>("net.allowed-origins", matching(is_web_origin, "an origin such as https://chat.example.org"),
      "Further origins whose pages may connect."),
    net<&n::max_message>("net.max-message", between(1_KiB, 16_MiB),
      "Largest WebSocket message that a client may send."),
    net<&n::outbox_bytes>("net.outbox-bytes", between(64_KiB, 1_GiB),
      "Bytes that may wait for one slow reader before it is closed, to resume later."),
    net<&n::outbox_frames>("net.outbox-frames", between(16, 65536),
      "Frames that may wait for one slow reader before it is closed, to resume later."),
    net<&n::max_body>("net.max-body", between(1_KiB, 64_MiB),
      "Largest body of an HTTP request."),
    net<&n::max_header>("net.max-header", between(1_KiB, 256_KiB),
      "Largest header block of an HTTP request."),
    net<&n::max_header_lines>("net.max-header-lines", between(10, 1000),
      "Most lines in the header block of an HTTP request."),
    net<&n::max_target>("net.max-target", between(256_B, 64_KiB),
      "Longest target (path and query) of an HTTP request."),
    net<&n::header_timeout>("net.header-timeout", between(100ms, 5min),
      "Time for a request's header block to arrive, TLS handshake included."),
    net<&n::keep_alive>("net.keep-alive", between(1s, 1h),
      "How long an idle HTTP connection stays open."),
    net<&n::idle_timeout>("net.idle-timeout", between(1s, 1h),
      "A silent WebSocket gets a ping after this time and ends after the same again."),
    net<&n::drain_timeout>("net.drain-timeout", between(100ms, 5min),
      "Time for queued frames to leave when a connection or the server stops."),
    net<&n::compression>("net.compression", anything(),
      "Compresses WebSocket messages (permessage-deflate) for clients that offer it."),
    net<&n::test_echo>("net.test-echo", anything(),
      "Opens /test/echo, for conformance tests only."),

    row<&settings::actors, &actors_settings::threads>("actors.threads", between(0, 256),
      "Scheduler threads for chats, mailboxes and users; 0 means one per core."),
    row<&settings::actors, &actors_settings::room_idle>("actors.room-idle", between(1s, day),
      "A room that nobody uses for this long is unloaded; it comes back when asked for."),
    row<&settings::actors, &actors_settings::room_tail_events>("actors.room-tail-events", between(0, 100000),
      "Recent events of a loaded room kept in memory, for clients that come back."),
    row<&settings::actors, &actors_settings::room_tail_bytes>("actors.room-tail-bytes", between(0_B, 64_MiB),
      "Bytes of recent events of a loaded room kept in memory."),

    derived(row<&settings::storage, &s::data_dir>("storage.data-dir", anything(),
      "Folder for everything that is kept; made when missing."),
      "${XDG_DATA_HOME:-~/.local/share}/vestnik"),
    also_named("storage", confidential(derived(row<&settings::storage, &s::url>("storage.url", anything(),
      "Database: the path of an SQLite file, or postgresql://user@host/database as libpq knows it (docs/postgresql.md). --storage is short for it."),
      "<storage.data-dir>/vestnik.db"))),
    row<&settings::storage, &s::readers>("storage.readers", between(1, 64),
      "Threads that read the database beside the one that writes."),
    row<&settings::storage, &s::log_retention>("storage.log-retention", between(1min, 3650 * day),
      "How long a room's events are kept for clients that resume; messages and mail stay."),
    row<&settings::storage, &s::personal_log_retention>("storage.personal-log-retention", between(1min, 3650 * day),
      "The same for a person's own events, which only tell what the lists show too."),

    row<&settings::cluster, &c::node>("cluster.node", matching(is_node_name, "letters, digits, dots and hyphens"),
      "Name of this node, also in its certificate; empty: it runs alone."),
    row<&settings::cluster, &c::address>("cluster.address", matching(is_ip_address, "an IP address"),
      "Address on which the other nodes reach this one."),
    row<&settings::cluster, &c::port>("cluster.port", between(1, 65535),
      "Port on which the other nodes reach this one."),
    row<&settings::cluster, &c::certificate>("cluster.certificate", anything(),
      "PEM file with this node's certificate (vestnikctl ca makes one)."),
    row<&settings::cluster, &c::private_key>("cluster.private-key", anything(),
      "PEM file with the private key of cluster.certificate."),
    row<&settings::cluster, &c::authority>("cluster.authority", anything(),
      "PEM file with the authority that has signed the certificates of all nodes, or several, and nothing else."),
    row<&settings::cluster, &c::drain_spread>("cluster.drain-spread", between(0s, 5min),
      "A node that stops closes its sockets one after the other over this time."),

    derived(row<&settings::secrets, &secrets_settings::key_file>("secrets.key-file", anything(),
      "File with the master key that encrypts mail passwords; made when missing. Without it they are lost: keep a copy apart from the database's."),
      "<storage.data-dir>/master.key"),

    accounts<&a::argon2_memory>("accounts.argon2-memory", between(19_MiB, 4_GiB),
      "Memory for hashing one password; stored hashes are renewed at sign-in when it grows."),
    accounts<&a::argon2_passes>("accounts.argon2-passes", between(1, 32),
      "Passes over that memory for hashing one password."),
    accounts<&a::hash_queue>("accounts.hash-queue", between(1, 10000),
      "Sign-ins that may wait to be hashed; more are told to try again."),
    accounts<&a::session_lifetime>("accounts.session-lifetime", between(1min, 3650 * day),
      "A session ends this long after its sign-in."),
    accounts<&a::ticket_lifetime>("accounts.ticket-lifetime", between(1s, 5min),
      "How long a one-time ticket for a WebSocket's ?token= is good."),
    accounts<&a::sign_in_attempts>("accounts.sign-in-attempts", between(1, 1000),
      "Failed sign-ins of one account by one client within the window before each further one has to wait; ten times as many by all strangers together."),
    accounts<&a::sign_in_window>("accounts.sign-in-window", between(1s, day),
      "The window in which failed sign-ins are counted."),
    accounts<&a::address_attempts_per_minute>("accounts.address-attempts-per-minute", between(1, 100000),
      "Sign-ins and registrations per minute from one address."),

    limits<&l::messages_per_second>("limits.messages-per-second", between(1, 10000),
      "Requests per second that one connection may make in the long run."),
    limits<&l::message_burst>("limits.message-burst", between(1, 100000),
      "Requests that one connection may make at once after a pause."),
    limits<&l::user_messages_per_second>("limits.user-messages-per-second", between(1, 100000),
      "Requests per second that one person may make in the long run, over all connections."),
    limits<&l::user_message_burst>("limits.user-message-burst", between(1, 1000000),
      "Requests that one person may make at once after a pause, over all connections."),
    limits<&l::address_requests_per_second>("limits.address-requests-per-second", between(1, 100000),
      "Requests per second from one address, by HTTP and WebSocket together."),
    limits<&l::address_request_burst>("limits.address-request-burst", between(1, 1000000),
      "Requests from one address at once after a pause, by HTTP and WebSocket together."),
    limits<&l::rooms_per_subscribe>("limits.rooms-per-subscribe", between(1, 10000),
      "Rooms that one subscribe request may name."),
    limits<&l::rooms_per_connection>("limits.rooms-per-connection", between(1, 100000),
      "Rooms that one connection may be subscribed to."),
    limits<&l::sockets_per_user>("limits.sockets-per-user", between(1, 1000),
      "WebSockets that one person may have open."),
    limits<&l::anonymous_sockets_per_address>("limits.anonymous-sockets-per-address", between(1, 100000),
      "WebSockets without a sign-in that one address may have open at a node."),
    limits<&l::message_text>("limits.message-text", between(256_B, 1_MiB),
      "Longest text of a chat message, in UTF-8."),

    mail<&m::allow_private_ranges>("mail.allow-private-ranges", matching(is_address_range, "an address range such as 10.0.0.0/8"),
      "Private or loopback ranges in which mail servers may stand; all are refused otherwise."),
    mail<&m::allow_ports>("mail.allow-ports", between(1, 65535),
      "Ports of mail servers besides 143 and 993, which are always allowed."),
    mail<&m::extra_ca>("mail.extra-ca", anything(),
      "PEM file with certificate authorities that mail servers may use besides the system's."),
    mail<&m::max_message>("mail.max-message", between(64_KiB, 1_GiB),
      "Largest message that is fetched; of a larger one the first 256 KiB are."),
    mail<&m::idle_renewal>("mail.idle-renewal", between(1s, 29min),
      "How often IDLE is renewed, which finds dead connections."),
    mail<&m::poll_interval>("mail.poll-interval", between(1s, 1h),
      "How often a server without IDLE is asked for new mail."),
    mail<&m::chunk_messages>("mail.chunk-messages", between(1, 1000),
      "Messages fetched by one command; up to eight commands are in flight."),
    mail<&m::chunk_bytes>("mail.chunk-bytes", between(64_KiB, 256_MiB),
      "Bytes fetched by one command, unless a single message is larger; twice as many are in flight."),
    mail<&m::accounts_per_user>("mail.accounts-per-user", between(1, 1000),
      "Mailboxes that one person may add."),
    mail<&m::in_flight>("mail.in-flight", between(16_MiB, 64_GiB),
      "Mail of all mailboxes that is being fetched and not yet stored; above it, less is read from their servers."),
    mail<&m::parsers>("mail.parsers", between(0, 256),
      "Threads that parse messages; 0 means one per core."),
    mail<&m::snippet>("mail.snippet", between(0, 1000),
      "Characters of text shown in a list of messages."),

    row<&settings::log, &log_settings::level>("log.level", anything(),
      "Least important message that is logged."),
    row<&settings::log, &log_settings::format>("log.format", anything(),
      "text for people, json (one object per line) for collectors."),
  };
  // clang-format on
  return rows;
}

} // namespace vestnik::config
