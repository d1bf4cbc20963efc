#pragma once

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::bench {

// A running vestnikd as its clients use it. Everything blocks, and throws when the server
// does not do what is asked.

/// A vestnikd with its data in `folder`, on a free port, that limits nobody's rate.
[[nodiscard]] std::vector<std::string> server_command(const std::string& vestnikd,
                                                      const std::string& folder,
                                                      std::vector<std::string> further = {});

/// A person with a session.
struct person {
  std::string token;
  std::string id;
};

[[nodiscard]] person register_person(std::uint16_t port, std::string_view login);
[[nodiscard]] person sign_in(std::uint16_t port, std::string_view login);

/// What everybody's password is.
inline constexpr std::string_view bench_password = "a green door at six";

/// An open WebSocket at /ws.
[[nodiscard]] int open_socket(std::uint16_t port, const person& person);

/// Sends a request and returns the `data` of its reply; events before it are passed over.
boost::json::value ask(int socket, const boost::json::value& frame);

/// The id of the chat of the socket's person with somebody.
[[nodiscard]] std::string open_dialog(int socket, const person& with);

/// Subscribes to a chat after `seq`.
void subscribe(int socket, const std::string& chat, std::uint64_t seq);

/// The frame that says `text` in a chat; `number` makes its `op`.
[[nodiscard]] std::string send_frame(const std::string& chat, std::uint64_t number,
                                     std::string_view text);

} // namespace vestnik::bench
