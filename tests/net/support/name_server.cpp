#include "tests/net/support/name_server.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vestnik::net::test {

namespace {

constexpr std::size_t head_size = 12;
constexpr std::uint16_t type_a = 1;
constexpr std::uint16_t type_aaaa = 28;
constexpr std::uint8_t truncated = 2;
constexpr std::uint8_t server_failure = 2;
constexpr std::uint8_t no_such_name = 3;

std::string number(std::uint16_t value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes.at(at)) << 8U |
                                    static_cast<unsigned char>(bytes.at(at + 1)));
}

/// How long an answer to it may be, given that `at` its own words end.
std::size_t longest_answer_to(std::string_view question, std::size_t at) {
  constexpr std::size_t additional_records = 10;
  // The extension is the only record behind the question: no name, its type, then the length.
  return number_at(question, additional_records) == 0 ? 512 : number_at(question, at + 3);
}

/// The octets of an address, if it is of the family that `type` asks for.
std::string octets_of(const std::string& address, std::uint16_t type) {
  std::array<char, 16> octets{};
  const int family = type == type_a ? AF_INET : AF_INET6;
  if ((type != type_a && type != type_aaaa) ||
      ::inet_pton(family, address.c_str(), octets.data()) != 1)
    return {};
  return {octets.data(), type == type_a ? 4U : 16U};
}

} // namespace

name_server::name_server(std::map<std::string, entry> entries)
    : entries_(std::move(entries)) {
  datagrams_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* address = reinterpret_cast<sockaddr*>(&at);
  if (::bind(datagrams_, address, size) != 0 || ::getsockname(datagrams_, address, &size) != 0 ||
      ::pipe(stop_) != 0)
    throw std::runtime_error("no socket for a name server");
  port_ = ntohs(at.sin_port);
  thread_ = std::thread{[this] { serve(); }};
}

name_server::~name_server() {
  ::close(stop_[1]);
  thread_.join();
  for (const int open : {datagrams_, stop_[0]})
    ::close(open);
}

std::string name_server::address() const { return "127.0.0.1:" + std::to_string(port_); }

std::size_t name_server::questions(const std::string& name) {
  const std::lock_guard lock{mutex_};
  return static_cast<std::size_t>(std::ranges::count(asked_, name));
}

void name_server::serve() {
  while (true) {
    std::array<pollfd, 2> ready{{{datagrams_, POLLIN, 0}, {stop_[0], POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0 || ready[1].revents != 0)
      return;
    answer_datagram();
  }
}

void name_server::answer_datagram() {
  std::array<char, 512> question{};
  sockaddr_in from{};
  socklen_t size = sizeof from;
  auto* address = reinterpret_cast<sockaddr*>(&from);
  const auto n = ::recvfrom(datagrams_, question.data(), question.size(), 0, address, &size);
  if (n <= 0)
    return;
  const auto answer = answer_to({question.data(), static_cast<std::size_t>(n)});
  if (!answer.empty())
    ::sendto(datagrams_, answer.data(), answer.size(), 0, address, size);
}

std::string name_server::answer_to(std::string_view question) {
  std::string name;
  auto at = head_size;
  while (const auto length = static_cast<std::size_t>(question.at(at))) {
    name.append(name.empty() ? "" : ".").append(question.substr(at + 1, length));
    at += length + 1;
  }
  const auto type = number_at(question, at + 1);
  const auto echoed = question.substr(head_size, at + 5 - head_size);
  const auto before = [&] {
    const std::lock_guard lock{mutex_};
    const auto key = name + (type == type_a ? " A" : " AAAA");
    const auto count = std::ranges::count(asked_, key);
    asked_.insert(asked_.end(), {key, name});
    return count;
  }();

  using reply = entry::reply;
  const auto known = entries_.find(name);
  const auto by = known == entries_.end() ? reply::addresses : known->second.by;
  if (by == reply::silence || (by == reply::addresses_when_repeated && before == 0) ||
      (by == reply::ipv4_addresses_alone && type != type_a) ||
      (by == reply::ipv6_addresses_alone && type != type_aaaa))
    return {};
  std::uint8_t flags = 0x84; // an answer, with authority
  const std::uint8_t code = known == entries_.end() ? no_such_name
                            : by == reply::failure  ? server_failure
                                                    : std::uint8_t{0};
  const auto room = longest_answer_to(question, at + 5) - head_size - echoed.size();
  std::string records;
  std::uint16_t count = 0;
  if (code == 0)
    for (const auto& address : known->second.addresses)
      if (const auto octets = octets_of(address, type); !octets.empty()) {
        // The name is that of the question; of a minute's life.
        const auto record = "\xc0\x0c" + number(type) + number(1) + number(0) + number(60) +
                            number(static_cast<std::uint16_t>(octets.size())) + octets;
        if (records.size() + record.size() > room) {
          flags |= truncated;
          if (by == reply::all_addresses_or_none) {
            records.clear();
            count = 0;
          }
          break;
        }
        records += record;
        ++count;
      }
  return std::string{question.substr(0, 2)} + static_cast<char>(flags) + static_cast<char>(code) +
         number(1) + number(count) + number(0) + number(0) + std::string{echoed} + records;
}

} // namespace vestnik::net::test
