#pragma once

#include "actors/mail/connect_pace.hpp"
#include "model/error.hpp"
#include "model/mail.hpp"
#include "model/values/id.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace vestnik::actors {

/// Keeps people from guessing passwords at others' mail servers through this node: so many failed
/// sign-ins of a person in an hour, at one mailbox and at all of them. Nobody is kept out by what
/// another person does. Bounded in memory: what is older than the hour is forgotten. Thread-safe.
class probe_limits {
public:
  using clock = connect_pace::clock;

  static constexpr std::size_t failures_per_mailbox = 5;
  static constexpr std::size_t failures_per_person = 20;
  static constexpr std::chrono::hours window{1};

  /// Errors: `too_many`, with the time after which the person may try again.
  [[nodiscard]] model::result<void> check(model::user_id person, const model::mail_server& at,
                                          clock::time_point now);
  /// The server has refused the sign-in.
  void failed(model::user_id person, const model::mail_server& at, clock::time_point now);

private:
  using times = std::deque<clock::time_point>;

  std::chrono::milliseconds wait(const std::string& key, std::size_t most, clock::time_point now);
  void note(std::string key, clock::time_point now);

  std::mutex mutex_;
  std::unordered_map<std::string, times> failures_;
  /// When `failures_` is next looked through.
  std::size_t next_look_ = 1024;
};

} // namespace vestnik::actors
