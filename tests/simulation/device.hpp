#pragma once

#include "tests/simulation/socket.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::simulation {

/// A client of a person that behaves as clients should (web/src/realtime): it lists its chats once
/// and then hears of new ones, keeps a live view by resuming each room from its last seq, and
/// repeats, in order and with the same `op`, the operations that had no answer.
class device {
public:
  /// What its person does, in thousandths.
  struct habits {
    /// Of the messages: those that the database refuses.
    std::uint64_t poison = 0;
    /// Of all acts: dialogs.
    std::uint64_t dialogs = 0;
    /// Of all acts: pages of history and marks of what was read.
    std::uint64_t reads = 0;
    /// Not in thousandths: the most messages at once.
    std::uint64_t burst = 4;
    /// Of all acts: pages of mailboxes. Zero: they have none.
    std::uint64_t mailboxes = 0;
  };

  /// @param around outlives the device.
  device(std::string name, std::string user, std::vector<std::string> peers, const habits& person,
         surroundings& around);

  void connect();

  /// Does something that people do.
  void act();
  /// Opens the dialog with that person.
  void open_dialog(const std::string& peer);

  /// The network breaks its connections.
  void cut();

  /// Whether all its requests have ended, its operations in an answer, and it follows its rooms.
  [[nodiscard]] bool is_settled() const;
  /// Whether its live view goes that far.
  [[nodiscard]] bool has_reached(const std::map<std::string, std::uint64_t>& heads) const;
  /// Whether it knows of a dialog with that person.
  [[nodiscard]] bool knows(const std::string& peer) const { return known_.contains(peer); }
  [[nodiscard]] const std::string& user() const noexcept { return user_; }

private:
  struct position {
    std::uint64_t seq = 0;
    std::string log;
  };
  struct operation {
    std::string action;
    boost::json::object parameters;
  };
  using operation_ptr = std::shared_ptr<const operation>;

  [[nodiscard]] std::shared_ptr<socket> open();
  void adopt();
  void subscribe(const std::vector<std::string>& rooms);
  void subscribed(const boost::json::object& outcomes);
  void list();
  void list_mailboxes();
  /// Asks for a list until it is answered.
  void list(std::string_view stream, std::string_view action,
            std::function<void(const boost::json::object&)> then);
  void on_event(const boost::json::object& payload);
  void discover(const boost::json::object& chat);
  void transmit(const std::shared_ptr<socket>& on, const operation_ptr& operation);
  void settle(const operation_ptr& operation);
  [[nodiscard]] operation_ptr begin(std::string action, boost::json::object parameters);
  [[nodiscard]] operation_ptr message(const std::string& chat);
  /// A room of that kind that it knows; empty if it knows none.
  [[nodiscard]] std::string room_of(std::string_view kind);
  [[nodiscard]] std::string chat() { return room_of("chat:"); }

  // -- what people do
  void send();
  void race();
  void repeat();
  void read_history();
  void read_mails();
  void mark_read();
  void resubscribe();

  std::string name_;
  std::string user_;
  std::vector<std::string> peers_;
  habits habits_;
  surroundings& around_;
  std::shared_ptr<socket> main_;
  /// For copies that race; without subscriptions.
  std::shared_ptr<socket> spare_;
  std::uint64_t sockets_ = 0;
  std::uint64_t messages_ = 0;
  std::map<std::string, position> positions_;
  /// With whom it has a dialog.
  std::set<std::string> known_;
  /// Subscriptions without an answer, and rooms that wait to be asked for again.
  std::size_t subscribing_ = 0;
  enum class listing : std::uint8_t { due, done } listing_ = listing::due;
  /// Without an answer, in the order of their first attempt.
  std::vector<operation_ptr> outbox_;
  std::vector<operation_ptr> settled_;
};

} // namespace vestnik::simulation
