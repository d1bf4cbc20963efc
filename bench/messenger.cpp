#include "bench/messenger.hpp"

#include "bench/audience.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <stdexcept>

#include <unistd.h>

namespace vestnik::bench {

namespace json = boost::json;

namespace {

json::value post(std::uint16_t port, std::string_view path, const json::value& body) {
  const int socket = connect_to(port);
  const auto text = json::serialize(body);
  send_all(socket, fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nx-vestnik: 1\r\n"
                               "Content-Type: application/json\r\nContent-Length: {}\r\n"
                               "Connection: close\r\n\r\n{}",
                               path, port, text.size(), text));
  std::string answer;
  char piece[4096];
  for (ssize_t got = 0; (got = read(socket, piece, sizeof piece)) > 0;)
    answer.append(piece, static_cast<std::size_t>(got));
  close(socket);
  return json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
}

person to_person(const json::value& session) {
  return {std::string{session.at("token").as_string()},
          std::string{session.at("user").at("id").as_string()}};
}

std::string uuid(std::uint64_t number) {
  return fmt::format("00000000-0000-4000-8000-{:012x}", number);
}

} // namespace

std::vector<std::string> server_command(const std::string& vestnikd, const std::string& folder,
                                        std::vector<std::string> further) {
  std::vector<std::string> command{vestnikd,
                                   "--net.port=0",
                                   "--storage.data-dir=" + folder,
                                   "--net.web-root=" VESTNIK_WEB_ROOT,
                                   "--net.idle-timeout=1h",
                                   "--limits.sockets-per-user=1000",
                                   "--limits.messages-per-second=10000",
                                   "--limits.message-burst=100000",
                                   "--limits.user-messages-per-second=100000",
                                   "--limits.user-message-burst=1000000",
                                   "--limits.address-requests-per-second=100000",
                                   "--limits.address-request-burst=1000000"};
  command.insert(command.end(), further.begin(), further.end());
  return command;
}

person register_person(std::uint16_t port, std::string_view login) {
  return to_person(post(port, "/api/v1/accounts",
                        {{"login", login},
                         {"name", login},
                         {"password", bench_password},
                         {"password_again", bench_password}}));
}

person sign_in(std::uint16_t port, std::string_view login) {
  return to_person(
      post(port, "/api/v1/sessions", {{"login", login}, {"password", bench_password}}));
}

int open_socket(std::uint16_t port, const person& person) {
  const int socket = connect_to(port);
  send_all(socket, fmt::format("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               "Authorization: Bearer {}\r\n\r\n",
                               port, person.token));
  std::string head;
  char c = 0;
  while (!head.ends_with("\r\n\r\n") && read(socket, &c, 1) == 1)
    head += c;
  if (!head.starts_with("HTTP/1.1 101"))
    throw std::runtime_error{"upgrade refused: " + head};
  return socket;
}

json::value ask(int socket, const json::value& frame) {
  send_all(socket, client_frame(json::serialize(frame)));
  for (;;) {
    const auto answer = json::parse(read_frame(socket));
    if (!answer.at("payload").as_object().contains("event"))
      return answer.at("payload").at("data");
  }
}

std::string open_dialog(int socket, const person& with) {
  const auto made = ask(
      socket, {{"stream", "chats"},
               {"payload",
                {{"action", "dialog"}, {"request_id", "d"}, {"op", uuid(0)}, {"user", with.id}}}});
  return std::string{made.at("chat").at("id").as_string()};
}

void subscribe(int socket, const std::string& chat, std::uint64_t seq) {
  const auto joined = ask(socket, {{"stream", "rooms"},
                                   {"payload",
                                    {{"action", "subscribe"},
                                     {"request_id", "s"},
                                     {"rooms", json::object{{"chat:" + chat, seq}}}}}});
  if (!joined.at("rooms").at("chat:" + chat).as_object().contains("seq"))
    throw std::runtime_error{"subscription refused: " + json::serialize(joined)};
}

std::string send_frame(const std::string& chat, std::uint64_t number, std::string_view text) {
  return client_frame(json::serialize(json::value{{"stream", "chats"},
                                                  {"payload",
                                                   {{"action", "send"},
                                                    {"request_id", "m"},
                                                    {"op", uuid(number)},
                                                    {"chat", chat},
                                                    {"text", text}}}}));
}

} // namespace vestnik::bench
