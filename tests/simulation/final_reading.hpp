#pragma once

#include "tests/simulation/socket.hpp"

#include <boost/json/array.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::simulation {

/// The end of a run, when nothing is in flight: each person reads the list of chats, the raw log
/// of each room, and the history by pages, with a connection that nothing happens to. The story
/// gets it as `final` entries, as of tests/history/final_reading.mjs.
class final_reading {
public:
  /// Begins it. @param around outlives it.
  final_reading(surroundings& around, std::vector<std::string> people);
  final_reading(const final_reading&) = delete;
  final_reading& operator=(const final_reading&) = delete;
  /// Hangs up if it has not come to its end.
  ~final_reading();

  [[nodiscard]] bool is_complete() const noexcept { return person_ == people_.size(); }

  using heads = std::map<std::string, std::uint64_t>;
  /// The newest seq of each of the person's rooms.
  [[nodiscard]] const heads& heads_of(const std::string& user) const { return heads_.at(user); }

private:
  void begin_person();
  void hang_up();
  void list_mailboxes();
  void read_logs();
  void on_event(const boost::json::object& payload);
  void end_logs_if_complete();
  void read_history(std::uint64_t before);
  void read_mails(const std::string& before);
  /// Asks until it is answered.
  void ask(std::string stream, std::string action, boost::json::object parameters,
           std::function<void(const boost::json::value&)> then);
  [[nodiscard]] const std::string& user() const { return people_[person_]; }
  [[nodiscard]] story& record() { return around_.record(); }

  surroundings& around_;
  std::vector<std::string> people_;
  std::size_t person_ = 0;
  std::shared_ptr<socket> socket_;
  std::map<std::string, heads> heads_;

  // Of the person that reads.
  struct log {
    std::uint64_t head = 0;
    boost::json::value state;
    boost::json::array events;
  };
  std::map<std::string, log> logs_;
  enum class phase : std::uint8_t {
    asking,
    reading_logs,
    reading_histories
  } phase_ = phase::asking;
  /// Chats whose history is still to be read, and the messages of the first, newest first; the
  /// same of mailboxes, when no chat is left.
  std::vector<std::string> chats_;
  std::vector<std::string> mailboxes_;
  boost::json::array messages_;
};

} // namespace vestnik::simulation
