#include "net/io/resolver.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <string_view>
#include <type_traits>
#include <utility>

#include <ares.h>
#include <netdb.h>
#include <sys/socket.h>

namespace vestnik::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

/// Rounds of questions to all servers, the last of which the limit cuts short.
constexpr int tries = 3;

/// How long the addresses of one family wait for those of the other: the Resolution Delay of
/// RFC 8305 §8. A server that answers one question answers the other about then.
constexpr std::chrono::milliseconds grace{50};

/// What a server may answer at most, so that no router splits it (DNS flag day 2020).
constexpr int longest_answer = 1232;

/// What is kept of each family: enough to find one that answers, few enough to be tried.
constexpr std::size_t most_of_family = 8;

asio::ip::address address_in(const sockaddr* socket_address, std::size_t size) {
  asio::ip::tcp::endpoint endpoint;
  endpoint.resize(size);
  std::memcpy(endpoint.data(), socket_address, size);
  return endpoint.address();
}

/// Addresses in the order in which they came, few of each family.
class candidates {
public:
  void add(const asio::ip::address& address) {
    auto& family = first_.empty() || first_.front().is_v4() == address.is_v4() ? first_ : second_;
    if (family.size() < most_of_family)
      family.push_back(address);
  }
  [[nodiscard]] bool empty() const { return first_.empty(); }
  /// In turns, beginning with the family that came first.
  [[nodiscard]] std::vector<asio::ip::address> in_turns() const {
    std::vector<asio::ip::address> all;
    for (std::size_t i = 0; i < std::max(first_.size(), second_.size()); ++i)
      for (const auto* family : {&first_, &second_})
        if (i < family->size())
          all.push_back((*family)[i]);
    return all;
  }

private:
  std::vector<asio::ip::address> first_;
  std::vector<asio::ip::address> second_;
};

/// Which of two failures says more: that somebody did not answer, then that there is no
/// address, then that there is no such name.
int graver(int one, int other) {
  const auto weight = [](int status) {
    return status == ARES_SUCCESS     ? 0
           : status == ARES_ENOTFOUND ? 1
           : status == ARES_ENODATA   ? 2
                                      : 3;
  };
  return weight(other) > weight(one) ? other : one;
}

struct channel_end {
  void operator()(ares_channel channel) const noexcept { ares_destroy(channel); }
};
using channel_ptr = std::unique_ptr<std::remove_pointer_t<ares_channel>, channel_end>;

/// A socket of c-ares that an io thread waits for. c-ares closes it.
struct watched_socket {
  using descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

  /// What cannot be watched says nothing, until the limit.
  watched_socket(asio::io_context& context, ares_socket_t number)
      : socket(context) {
    error_code ignored;
    socket.assign(number, ignored);
  }

  descriptor socket;
  bool wants_input = false;
  bool wants_output = false;
  bool awaits_input = false;
  bool awaits_output = false;
};

} // namespace

std::optional<asio::ip::address> numeric_address(const std::string& host) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0)
    return std::nullopt;
  const auto address = address_in(found->ai_addr, found->ai_addrlen);
  ::freeaddrinfo(found);
  return address;
}

/// asking ─▶ answered ─▶ ended
class resolver::lookup final : public std::enable_shared_from_this<lookup> {
public:
  lookup(asio::io_context& context, resolver_settings settings)
      : context_(context)
      , settings_(std::move(settings))
      , timer_(context) {}
  ~lookup() { cancel(); }

  void start(const std::string& host, answer_handler then);
  void cancel();

private:
  enum class phase : std::uint8_t { asking, answered, ended };

  [[nodiscard]] int open_channel();
  void ask(int family);
  void on_socket_state(ares_socket_t number, int readable, int writable);
  void on_answer(int status, const ares_addrinfo* found);
  void wait_for(ares_socket_t number);
  void wait_for_time();
  void process(ares_socket_t readable, ares_socket_t writable);
  /// Settles with the addresses that are there, or with the reason if there are none.
  void end_asking(std::string_view reason);
  void settle(answer outcome);
  /// Nobody has answered, and c-ares has found no server: then it asks 127.0.0.1.
  [[nodiscard]] bool lacks_servers() const;

  asio::io_context& context_;
  const resolver_settings settings_;
  asio::steady_timer timer_;
  phase phase_ = phase::asking;
  std::string host_;
  answer_handler then_;
  /// Moved ahead when the first addresses come.
  steady_clock::time_point deadline_;
  candidates found_;
  /// Questions, one for each family.
  int unanswered_ = 2;
  int failure_ = ARES_SUCCESS;
  /// Shared with waits that end after c-ares has closed the socket.
  std::map<ares_socket_t, std::shared_ptr<watched_socket>> sockets_;
  /// Destroyed first: it closes the sockets that are watched.
  channel_ptr channel_;
};

void resolver::lookup::start(const std::string& host, answer_handler then) {
  host_ = host;
  then_ = std::move(then);
  deadline_ = steady_clock::now() + settings_.limit;
  if (const int status = open_channel(); status != ARES_SUCCESS)
    return end_asking(ares_strerror(status));
  if (host_ == "localhost") {
    // No server is asked for it. c-ares 1.18 leaks if /etc/hosts has it in the other family alone.
    unanswered_ = 1;
    ask(AF_UNSPEC);
  } else {
    ask(AF_INET);
    ask(AF_INET6);
  }
  // No server can have answered yet: this is from /etc/hosts.
  if (phase_ == phase::asking && !found_.empty())
    settle(found_.in_turns());
  wait_for_time();
}

// Both families in one question of c-ares would be one answer, held back until the slower of
// the two servers' answers has come.
void resolver::lookup::ask(int family) {
  ares_addrinfo_hints hints{};
  // To sort, c-ares 1.18 opens a socket for each address.
  hints.ai_flags = ARES_AI_NOSORT;
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(
      channel_.get(), host_.c_str(), nullptr, &hints,
      [](void* self, int status, int, ares_addrinfo* found) {
        static_cast<lookup*>(self)->on_answer(status, found);
        ares_freeaddrinfo(found);
      },
      this);
}

int resolver::lookup::open_channel() {
  static const int library = ares_library_init(ARES_LIB_INIT_ALL);
  if (library != ARES_SUCCESS)
    return library;
  ares_options options{};
  // An answer by TCP could have 64 KiB, in which c-ares 1.18 walks its list for each address.
  options.flags = ARES_FLAG_IGNTC | ARES_FLAG_EDNS;
  options.ednspsz = longest_answer;
  options.timeout = static_cast<int>(std::max<std::int64_t>(settings_.limit.count() / 4, 1));
  options.tries = tries;
  options.sock_state_cb_data = this;
  options.sock_state_cb = [](void* self, ares_socket_t number, int readable, int writable) {
    static_cast<lookup*>(self)->on_socket_state(number, readable, writable);
  };
  ares_channel channel = nullptr;
  const int status = ares_init_options(&channel, &options,
                                       ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ | ARES_OPT_TIMEOUTMS |
                                           ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status != ARES_SUCCESS)
    return status;
  channel_.reset(channel);
  if (settings_.servers.empty())
    return ARES_SUCCESS;
  return ares_set_servers_ports_csv(channel,
                                    fmt::format("{}", fmt::join(settings_.servers, ",")).c_str());
}

void resolver::lookup::on_socket_state(ares_socket_t number, int readable, int writable) {
  const auto known = sockets_.find(number);
  if (readable == 0 && writable == 0) {
    if (known == sockets_.end())
      return;
    // It is about to be closed by its owner.
    known->second->socket.release();
    sockets_.erase(known);
    return;
  }
  auto& watched = sockets_[number];
  if (!watched)
    watched = std::make_shared<watched_socket>(context_, number);
  watched->wants_input = readable != 0;
  watched->wants_output = writable != 0;
  wait_for(number);
}

void resolver::lookup::wait_for(ares_socket_t number) {
  const auto known = sockets_.find(number);
  if (known == sockets_.end())
    return;
  const auto& watched = known->second;
  const auto alive = [self = weak_from_this(), weak = std::weak_ptr{watched}] {
    const auto socket = weak.lock();
    return std::pair{socket && socket->socket.is_open() ? self.lock() : nullptr, socket};
  };
  if (watched->wants_input && !std::exchange(watched->awaits_input, true))
    watched->socket.async_wait(watched_socket::descriptor::wait_read, [alive, number](error_code) {
      const auto [self, socket] = alive();
      if (!self)
        return;
      socket->awaits_input = false;
      self->process(number, ARES_SOCKET_BAD);
      self->wait_for(number);
    });
  if (watched->wants_output && !std::exchange(watched->awaits_output, true))
    watched->socket.async_wait(watched_socket::descriptor::wait_write, [alive, number](error_code) {
      const auto [self, socket] = alive();
      if (!self)
        return;
      socket->awaits_output = false;
      self->process(ARES_SOCKET_BAD, number);
      self->wait_for(number);
    });
}

void resolver::lookup::process(ares_socket_t readable, ares_socket_t writable) {
  ares_process_fd(channel_.get(), readable, writable);
  wait_for_time();
}

void resolver::lookup::wait_for_time() {
  if (phase_ != phase::asking)
    return;
  timeval next{};
  auto at = deadline_;
  if (ares_timeout(channel_.get(), nullptr, &next) != nullptr)
    at = std::min(at, steady_clock::now() + std::chrono::seconds{next.tv_sec} +
                          std::chrono::microseconds{next.tv_usec});
  timer_.expires_at(at);
  timer_.async_wait([weak = weak_from_this()](error_code failed) {
    const auto self = weak.lock();
    if (failed || !self || self->phase_ != phase::asking)
      return;
    if (steady_clock::now() < self->deadline_)
      return self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    self->end_asking(fmt::format("{} within {} s",
                                 self->unanswered_ == 2 ? "no name server answered"
                                                        : "a name server did not answer everything",
                                 self->settings_.limit.count() / 1000.0));
  });
}

void resolver::lookup::on_answer(int status, const ares_addrinfo* found) {
  if (phase_ != phase::asking)
    return;
  --unanswered_;
  if (status == ARES_SUCCESS && found->nodes == nullptr)
    status = ARES_ENODATA;
  if (status == ARES_SUCCESS)
    for (const auto* node = found->nodes; node != nullptr; node = node->ai_next)
      found_.add(address_in(node->ai_addr, node->ai_addrlen));
  else
    failure_ = graver(failure_, status);
  if (unanswered_ == 0)
    end_asking(ares_strerror(failure_));
  else if (!found_.empty())
    deadline_ = std::min(deadline_, steady_clock::now() + grace);
}

void resolver::lookup::end_asking(std::string_view reason) {
  if (!found_.empty())
    return settle(found_.in_turns());
  settle(model::error{model::ec::mail_unreachable,
                      fmt::format("{} cannot be found: {}{}", host_, reason,
                                  lacks_servers() ? "; no name server but 127.0.0.1 is known" : ""),
                      "host"});
}

bool resolver::lookup::lacks_servers() const {
  if (failure_ != ARES_SUCCESS && failure_ != ARES_ECONNREFUSED && failure_ != ARES_ETIMEOUT)
    return false;
  ares_addr_port_node* servers = nullptr;
  if (ares_get_servers_ports(channel_.get(), &servers) != ARES_SUCCESS || servers == nullptr)
    return false;
  const bool loopback = servers->next == nullptr && servers->family == AF_INET &&
                        servers->addr.addr4.s_addr == htonl(INADDR_LOOPBACK);
  ares_free_data(servers);
  return loopback;
}

void resolver::lookup::settle(answer outcome) {
  phase_ = phase::answered;
  timer_.cancel();
  // c-ares may stand on the stack, and its channel must not end below it.
  asio::post(context_, [self = shared_from_this(), outcome = std::move(outcome)] {
    const auto then = std::exchange(self->then_, nullptr);
    self->cancel();
    if (then)
      then(outcome);
  });
}

void resolver::lookup::cancel() {
  phase_ = phase::ended;
  then_ = nullptr;
  timer_.cancel();
  channel_.reset();
}

resolver::resolver(asio::io_context& context, resolver_settings settings)
    : lookup_(std::make_shared<lookup>(context, std::move(settings))) {}

resolver::~resolver() { lookup_->cancel(); }

void resolver::resolve(const std::string& host, answer_handler then) {
  lookup_->start(host, std::move(then));
}

} // namespace vestnik::net
