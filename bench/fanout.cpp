// Fan-out of one chat to many connections: processor time of the server per delivery,
// beside a bare epoll broadcaster that sends frames of the same size in the same run.
//
//     bench_fanout VESTNIKD [CONNECTIONS]

#include "bench/audience.hpp"
#include "bench/broadcaster.hpp"
#include "bench/process.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace json = boost::json;
using namespace vestnik::bench;
using steady = std::chrono::steady_clock;

constexpr std::size_t text_bytes = 200;
constexpr int rounds = 5;

struct figures {
  double deliveries_per_second = 0;
  double microseconds_each = 0;
};

/// A person with a session; every connection of the bench is theirs.
struct person {
  std::string token;
  std::string id;
};

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

person register_person(std::uint16_t port, std::string_view login) {
  const auto session = post(port, "/api/v1/accounts",
                            {{"login", login},
                             {"name", login},
                             {"password", "a green door at six"},
                             {"password_again", "a green door at six"}});
  return {std::string{session.at("token").as_string()},
          std::string{session.at("user").at("id").as_string()}};
}

int open_socket(std::uint16_t port, const person& who) {
  const int socket = connect_to(port);
  send_all(socket, fmt::format("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               "Authorization: Bearer {}\r\n\r\n",
                               port, who.token));
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

std::string uuid(std::uint64_t number) {
  return fmt::format("00000000-0000-4000-8000-{:012x}", number);
}

/// Sends `messages` with `in_flight` on the way and measures the server until the last
/// has reached everybody.
template <class Send>
figures measure(const process& server, audience& everybody, std::uint64_t& frames,
                std::uint64_t messages, std::uint64_t in_flight, Send send) {
  const auto cpu = server.processor_seconds();
  const auto begin = steady::now();
  std::uint64_t sent = 0;
  for (std::uint64_t seen = 0; seen < messages; ++seen) {
    for (; sent < std::min(messages, seen + in_flight); ++sent)
      send();
    everybody.wait_for(++frames);
  }
  const std::chrono::duration<double> wall = steady::now() - begin;
  const auto deliveries = static_cast<double>(messages * everybody.size());
  return {deliveries / wall.count(), (server.processor_seconds() - cpu) / deliveries * 1e6};
}

figures median(std::vector<figures> all) {
  std::ranges::sort(all, {}, &figures::microseconds_each);
  return all[all.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2)
      throw std::runtime_error{"usage: bench_fanout VESTNIKD [CONNECTIONS]"};
    const auto connections = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 1000);
    rlimit files{65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vestnik-bench-{}", getpid());
    std::filesystem::create_directories(folder);

    process server{{argv[1], "--net.port", "0", "--storage.data-dir", folder.string(),
                    "--net.web-root", VESTNIK_WEB_ROOT, "--limits.sockets-per-user", "1000",
                    "--limits.messages-per-second", "10000", "--limits.message-burst", "100000"}};
    const auto address = server.line_after("Vestnik listens on http://127.0.0.1:");
    const auto port = static_cast<std::uint16_t>(std::stoi(address));
    const auto alice = register_person(port, "alice");
    const auto boris = register_person(port, "boris");
    const int speaker = open_socket(port, boris);
    const auto dialog =
        ask(speaker,
            {{"stream", "chats"},
             {"payload",
              {{"action", "dialog"}, {"request_id", "d"}, {"op", uuid(0)}, {"user", alice.id}}}});
    const auto chat = std::string{dialog.at("chat").at("id").as_string()};

    const auto idle_before = server.resident_kib();
    audience listeners;
    for (std::size_t i = 0; i < connections; ++i) {
      const int socket = open_socket(port, alice);
      const auto joined = ask(socket, {{"stream", "rooms"},
                                       {"payload",
                                        {{"action", "subscribe"},
                                         {"request_id", "s"},
                                         {"rooms", json::object{{"chat:" + chat, 1}}}}}});
      if (!joined.at("rooms").at("chat:" + chat).as_object().contains("seq"))
        throw std::runtime_error{"subscription refused: " + json::serialize(joined)};
      listeners.add(socket);
    }
    const auto idle_after = server.resident_kib();

    std::uint64_t number = 0;
    const std::string text(text_bytes, 'x');
    const auto speak = [&] {
      send_all(speaker, client_frame(json::serialize(json::value{{"stream", "chats"},
                                                                 {"payload",
                                                                  {{"action", "send"},
                                                                   {"request_id", "m"},
                                                                   {"op", uuid(++number)},
                                                                   {"chat", chat},
                                                                   {"text", text}}}})));
    };
    // The replies to the speaker must be read as well, or it would be a slow reader.
    audience speakers;
    speakers.add(dup(speaker));

    // The yardstick sends frames as large as an event with this text.
    const std::size_t event_bytes = 397;
    const auto place = listen_on_loopback();
    process yardstick{[&] { broadcast(place.socket, event_bytes); }};
    const int bare_speaker = connect_to(place.port);
    audience bare_listeners;
    for (std::size_t i = 0; i < connections; ++i)
      bare_listeners.add(connect_to(place.port));
    const std::string bare_message(event_bytes, 'x');

    fmt::print("1 -> {} connections, {} bytes of text, median of {} rounds\n", connections,
               text_bytes, rounds);
    fmt::print("{:>10} {:>28} {:>28} {:>8}\n", "in flight", "vestnikd k/s (us each)",
               "bare epoll k/s (us each)", "ratio");
    std::uint64_t frames = 0;
    std::uint64_t bare_frames = 0;
    for (const std::uint64_t in_flight : {1U, 16U}) {
      std::vector<figures> ours;
      std::vector<figures> bare;
      const std::uint64_t messages = in_flight == 1 ? 100 : 800;
      for (int round = 0; round < rounds; ++round) {
        ours.push_back(measure(server, listeners, frames, messages, in_flight, speak));
        speakers.wait_for(frames);
        bare.push_back(measure(yardstick, bare_listeners, bare_frames, messages, in_flight,
                               [&] { send_all(bare_speaker, bare_message); }));
      }
      const auto mine = median(ours);
      const auto limit = median(bare);
      fmt::print("{:>10} {:>19.0f} ({:>5.2f}) {:>20.0f} ({:>5.2f}) {:>8.2f}\n", in_flight,
                 mine.deliveries_per_second / 1000, mine.microseconds_each,
                 limit.deliveries_per_second / 1000, limit.microseconds_each,
                 mine.microseconds_each / limit.microseconds_each);
    }
    fmt::print("resident memory per idle session: {:.1f} KiB\n",
               static_cast<double>(idle_after - idle_before) / static_cast<double>(connections));
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_fanout: {}\n", problem.what());
    return 1;
  }
}
