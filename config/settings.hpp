#pragma once

#include "config/defaults.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::config {

/// Least important message that is logged.
enum class log_level { trace, debug, info, warning, error };
/// `text` for people at a terminal, `json` (one object per line) for collectors.
enum class log_format { text, json };

struct net_settings {
  std::string address{defaults::net::address};
  std::uint16_t port = defaults::net::port;
  unsigned io_threads = defaults::net::io_threads;
  std::string certificate;
  std::string private_key;
  std::string web_root{defaults::net::web_root};
  std::vector<std::string> allowed_origins;
  byte_count max_message = defaults::net::max_message;
  byte_count outbox_bytes = defaults::net::outbox_bytes;
  unsigned outbox_frames = defaults::net::outbox_frames;
  byte_count max_body = defaults::net::max_body;
  byte_count max_header = defaults::net::max_header;
  unsigned max_header_lines = defaults::net::max_header_lines;
  byte_count max_target = defaults::net::max_target;
  duration header_timeout = defaults::net::header_timeout;
  duration keep_alive = defaults::net::keep_alive;
  duration idle_timeout = defaults::net::idle_timeout;
  duration drain_timeout = defaults::net::drain_timeout;
  bool compression = defaults::net::compression;
  bool test_echo = false;

  friend bool operator==(const net_settings&, const net_settings&) = default;
};

struct actors_settings {
  unsigned threads = defaults::actors::threads;
  duration room_idle = defaults::actors::room_idle;
  unsigned room_tail_events = defaults::actors::room_tail_events;
  byte_count room_tail_bytes = defaults::actors::room_tail_bytes;

  friend bool operator==(const actors_settings&, const actors_settings&) = default;
};

/// `url` and `data_dir` are never empty in what `load` returns.
struct storage_settings {
  std::string data_dir;
  std::string url;
  unsigned readers = defaults::storage::readers;
  duration log_retention = defaults::storage::log_retention;
  duration personal_log_retention = defaults::storage::personal_log_retention;

  friend bool operator==(const storage_settings&, const storage_settings&) = default;
};

struct cluster_settings {
  /// Empty: the node is alone.
  std::string node;
  std::string address{defaults::cluster::address};
  std::uint16_t port = defaults::cluster::port;
  std::string certificate;
  std::string private_key;
  std::string authority;
  duration drain_spread = defaults::cluster::drain_spread;

  friend bool operator==(const cluster_settings&, const cluster_settings&) = default;
};

/// `key_file` is never empty in what `load` returns.
struct secrets_settings {
  std::string key_file;

  friend bool operator==(const secrets_settings&, const secrets_settings&) = default;
};

struct accounts_settings {
  byte_count argon2_memory = defaults::accounts::argon2_memory;
  unsigned argon2_passes = defaults::accounts::argon2_passes;
  unsigned hash_queue = defaults::accounts::hash_queue;
  duration session_lifetime = defaults::accounts::session_lifetime;
  duration ticket_lifetime = defaults::accounts::ticket_lifetime;
  unsigned sign_in_attempts = defaults::accounts::sign_in_attempts;
  duration sign_in_window = defaults::accounts::sign_in_window;
  unsigned address_attempts_per_minute = defaults::accounts::address_attempts_per_minute;

  friend bool operator==(const accounts_settings&, const accounts_settings&) = default;
};

struct limits_settings {
  unsigned messages_per_second = defaults::limits::messages_per_second;
  unsigned message_burst = defaults::limits::message_burst;
  unsigned user_messages_per_second = defaults::limits::user_messages_per_second;
  unsigned user_message_burst = defaults::limits::user_message_burst;
  unsigned address_requests_per_second = defaults::limits::address_requests_per_second;
  unsigned address_request_burst = defaults::limits::address_request_burst;
  unsigned rooms_per_subscribe = defaults::limits::rooms_per_subscribe;
  unsigned rooms_per_connection = defaults::limits::rooms_per_connection;
  unsigned sockets_per_user = defaults::limits::sockets_per_user;
  byte_count message_text = defaults::limits::message_text;

  friend bool operator==(const limits_settings&, const limits_settings&) = default;
};

struct mail_settings {
  std::vector<std::string> allow_private_ranges;
  std::vector<std::uint16_t> allow_ports;
  std::string extra_ca;
  byte_count max_message = defaults::mail::max_message;
  duration idle_renewal = defaults::mail::idle_renewal;
  duration poll_interval = defaults::mail::poll_interval;
  unsigned chunk_messages = defaults::mail::chunk_messages;
  byte_count chunk_bytes = defaults::mail::chunk_bytes;
  unsigned parsers = defaults::mail::parsers;
  unsigned snippet = defaults::mail::snippet;

  friend bool operator==(const mail_settings&, const mail_settings&) = default;
};

struct log_settings {
  log_level level = log_level::info;
  log_format format = log_format::text;

  friend bool operator==(const log_settings&, const log_settings&) = default;
};

/// Everything that can be set, one member per folder or topic. What each value means
/// stands once, in the table of config/options.cpp; why its default is what it is, in
/// config/defaults.hpp.
struct settings {
  net_settings net;
  actors_settings actors;
  storage_settings storage;
  cluster_settings cluster;
  secrets_settings secrets;
  accounts_settings accounts;
  limits_settings limits;
  mail_settings mail;
  log_settings log;

  friend bool operator==(const settings&, const settings&) = default;
};

} // namespace vestnik::config
