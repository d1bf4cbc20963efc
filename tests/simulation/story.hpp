#pragma once

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::simulation {

/// A device's connection, as the entries of a story name it.
struct client_name {
  std::string device;
  std::string user;
  std::string socket;
};

/// The record of a run: everything that its clients did and saw, and what was done to them, in the
/// order of (virtual) time. One JSON object per line, as tests/history/history.mjs describes them;
/// that is what the checker reads.
class story {
public:
  using time = std::chrono::microseconds;

  /// @param to gets each entry at once; outlives the story.
  explicit story(std::ostream& to)
      : to_{to} {}

  /// The time of the entries from now on.
  void set_clock(time since_begin) { now_ = since_begin; }
  [[nodiscard]] time now() const noexcept { return now_; }

  /// The first entry: `seed` and other properties of the run.
  void run(boost::json::object properties);

  /// @return the attempt's number
  std::uint64_t invoke(const client_name& client, std::string_view action,
                       const boost::json::object& parameters);
  void ok(std::uint64_t attempt, const boost::json::value& data);
  void fail(std::uint64_t attempt, std::int64_t status, std::string_view code);
  /// @param why `disconnected`, `outcome_unknown` or `unanswered`
  void unknown(std::uint64_t attempt, std::string_view why);

  /// A durable event has arrived. @param payload of its frame
  void event(const client_name& client, const boost::json::object& payload);
  /// The event `chat.read` has arrived.
  void mark(const client_name& client, const boost::json::object& payload);

  void fault(std::string_view kind, boost::json::object details = {});
  void closed(const client_name& client, std::uint16_t code);
  void final(std::string_view user, std::string_view kind, boost::json::object fields);
  /// Of a mailbox at its server. @param kind as tests/history/history.mjs has them
  void mail(std::string_view kind, boost::json::object fields);
  /// What the database has of a mailbox.
  void shelf(boost::json::object fields) { add("shelf", std::move(fields)); }
  /// The event `mailbox.state` has arrived.
  void mailbox(const client_name& client, const boost::json::object& payload);
  /// Something does not come to its end: no rule can be judged but that.
  void stuck(std::string_view text);
  /// The last entry.
  void end();

private:
  void add(std::string_view type, boost::json::object fields);

  std::ostream& to_;
  time now_{};
  std::uint64_t attempts_ = 0;
};

} // namespace vestnik::simulation
