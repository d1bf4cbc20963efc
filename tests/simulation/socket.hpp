#pragma once

#include "tests/simulation/surroundings.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::simulation {

/// A client's end of a connection, which speaks docs/wire/: its requests, and what became of them.
class socket final : public std::enable_shared_from_this<socket> {
public:
  enum class notes : std::uint8_t { all, none };

  /// What became of a request.
  struct answer {
    enum class end : std::uint8_t {
      ok,
      refused,
      /// The server said that it does not know.
      unknown,
      /// The connection has ended.
      lost
    } how = end::lost;
    boost::json::value data;
    std::int64_t status = 0;
    std::string code;
    /// Zero: waiting does not help.
    std::chrono::milliseconds retry{};
  };
  using on_answer = std::function<void(const answer&)>;

  /// @param around outlives the socket. @param noted whether the story has what happens here.
  [[nodiscard]] static std::shared_ptr<socket>
  open(client_name name, std::shared_ptr<line> connection, surroundings& around, notes noted);

  /// Calls `then` once, not from within the call. Without effect on a closed socket.
  void request(std::string_view stream, std::string_view action, boost::json::object parameters,
               on_answer then);

  /// Called with the payload of each event, and when the socket has ended, after all requests.
  std::function<void(const boost::json::object&)> on_event;
  std::function<void(std::uint16_t code)> on_close;

  /// The network breaks the connection. Some of what was sent may still reach the server.
  void cut();

  [[nodiscard]] bool is_open() const noexcept { return is_open_; }
  /// Whether all requests have ended.
  [[nodiscard]] bool is_idle() const noexcept { return pending_.empty(); }
  [[nodiscard]] const client_name& name() const noexcept { return name_; }

private:
  socket(client_name name, std::shared_ptr<line> connection, surroundings& around, notes noted);

  struct pending {
    std::uint64_t attempt = 0;
    on_answer then;
  };

  void hear(const line::arrival& next);
  void answered(const pending& request, const boost::json::object& reply);
  void give_up(const std::string& request);
  void end(std::uint16_t code);

  client_name name_;
  std::shared_ptr<line> connection_;
  surroundings& around_;
  notes notes_;
  bool is_open_ = true;
  std::uint64_t requests_ = 0;
  std::map<std::string, pending> pending_;
};

} // namespace vestnik::simulation
