#include "net/nodes/node_port.hpp"

#include "net/io/listener.hpp"
#include "net/nodes/node_certificates.hpp"
#include "tests/net/support/blocking_client.hpp"
#include "tests/net/support/captured_log.hpp"
#include "tests/net/support/temporary_folder.hpp"

#include <condition_variable>
#include <doctest/doctest.h>
#include <fstream>
#include <future>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::net::node_port_tests {

TEST_SUITE_BEGIN("net/nodes/node_port");

using namespace vestnik;
using namespace vestnik::net::test;
using namespace std::chrono_literals;

namespace {

enum class taking : std::uint8_t { at_once, when_told };

/// Records what it is told; what it is told can be waited for.
class recorder final : public net::node_link_handler {
public:
  explicit recorder(taking how = taking::at_once)
      : how_{how} {}

  void on_open(std::shared_ptr<net::node_link> link, std::string peer) override {
    change([&] {
      link_ = std::move(link);
      peer_ = std::move(peer);
    });
  }
  void on_frame(std::string frame) override {
    change([&] {
      if (how_ == taking::at_once)
        link_->taken(frame.size());
      frames_.push_back(std::move(frame));
    });
  }
  void on_closed(const model::error& error) override {
    change([&] { closed_ = error; });
  }

  net::node_link& link() {
    wait([&] { return link_ != nullptr; });
    return *link_;
  }
  std::string peer() {
    wait([&] { return link_ != nullptr; });
    return peer_;
  }
  std::vector<std::string> frames(std::size_t count) {
    wait([&] { return frames_.size() >= count; });
    const std::lock_guard lock{mutex_};
    return frames_;
  }
  model::error closed() {
    wait([&] { return closed_.has_value(); });
    return *closed_;
  }
  bool is_open() {
    const std::lock_guard lock{mutex_};
    return link_ && !closed_;
  }
  bool was_open() {
    const std::lock_guard lock{mutex_};
    return link_ != nullptr;
  }

private:
  template <class Change>
  void change(Change apply) {
    {
      const std::lock_guard lock{mutex_};
      apply();
    }
    changed_.notify_all();
  }
  template <class Condition>
  void wait(Condition condition) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, 10s, condition))
      throw std::runtime_error("waited ten seconds for the link");
  }

  const taking how_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<net::node_link> link_;
  std::string peer_;
  std::vector<std::string> frames_;
  std::optional<model::error> closed_;
};

/// One node with a thread of its own.
struct node {
  node(const std::string& folder, const std::string& name, net::link_rules rules = {})
      : port{threads,
             net::tls_context::node(folder + "/ca.pem", folder + "/" + name + ".pem",
                                    folder + "/" + name + ".key")
                 .value(),
             rules} {
    threads.start();
  }
  std::uint16_t listen(const std::shared_ptr<recorder>& to) {
    const auto at = port.take("127.0.0.1", 0).value();
    port.accept([to] { return to; });
    return at;
  }

  net::io_threads threads{1, {}};
  net::node_port port;
};

struct cluster {
  cluster() { REQUIRE(net::make_node_certificates(folder.path(), names).has_value()); }
  const std::vector<std::string> names{"a", "b"};
  temporary_folder folder;
  std::shared_ptr<recorder> heard_by_a = std::make_shared<recorder>();
  std::shared_ptr<recorder> heard_by_b = std::make_shared<recorder>();
};

void send(recorder& from, std::string_view bytes) {
  REQUIRE(from.link().send(bytes) == net::node_link::sent::queued);
}

} // namespace

TEST_CASE("two nodes of a cluster know each other's names and say things in order") {
  const cluster of;
  node a{of.folder.path(), "a"};
  node b{of.folder.path(), "b"};
  b.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "a"}, of.heard_by_b);
  CHECK(of.heard_by_b->peer() == "a");
  CHECK(of.heard_by_a->peer() == "b");
  const std::string large(3'000'000, 'x');
  for (const auto& bytes : {std::string{"first"}, large, std::string{"last"}}) {
    send(*of.heard_by_a, bytes);
    send(*of.heard_by_b, bytes);
  }
  const std::vector<std::string> all{"first", large, "last"};
  CHECK((of.heard_by_a->frames(3) == all));
  CHECK((of.heard_by_b->frames(3) == all));
}

TEST_CASE("frames sent before a close arrive, and both sides are told of the end") {
  const cluster of;
  node a{of.folder.path(), "a"};
  node b{of.folder.path(), "b"};
  b.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "a"}, of.heard_by_b);
  send(*of.heard_by_b, "farewell");
  of.heard_by_b->link().close();
  CHECK(of.heard_by_a->frames(1).front() == "farewell");
  CHECK(of.heard_by_a->closed().code == model::ec::unavailable);
  CHECK(of.heard_by_b->closed().code == model::ec::none);
  CHECK((of.heard_by_b->link().send("late") == net::node_link::sent::ended));
}

TEST_CASE("a certificate of another authority opens no link") {
  const cluster of;
  const cluster other;
  node a{of.folder.path(), "a"};
  node stranger{other.folder.path(), "b"};
  stranger.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "a"}, of.heard_by_b);
  CHECK(of.heard_by_b->closed().message.find("not trusted") != std::string::npos);
  CHECK_FALSE(of.heard_by_a->was_open());
}

TEST_CASE("an authority is replaced while links stand") {
  const cluster before;
  const cluster after;
  std::ostringstream authorities;
  for (const auto* one : {&before, &after})
    authorities << std::ifstream{one->folder.path() + "/ca.pem"}.rdbuf();
  const auto both = before.folder.write("both.pem", authorities.str());
  const auto trusting = [](const std::string& authority, const std::string& folder,
                           const std::string& name) {
    return net::tls_context::node(authority, folder + "/" + name + ".pem",
                                  folder + "/" + name + ".key")
        .value();
  };
  node a{before.folder.path(), "a"};
  std::promise<std::string> refused;
  const auto port = a.port.take("127.0.0.1", 0).value();
  a.port.accept(
      [&] { return before.heard_by_a; },
      [&](const std::string&, const model::error& why) { refused.set_value(why.message); });
  node b{before.folder.path(), "b"};
  b.port.dial({"127.0.0.1", port, "a"}, before.heard_by_b);
  CHECK(before.heard_by_b->peer() == "a");

  SUBCASE("a node that trusts two authorities takes certificates of either") {
    a.port.use(trusting(both, before.folder.path(), "a"));
    b.port.use(trusting(both, after.folder.path(), "b"));
    b.port.dial({"127.0.0.1", port, "a"}, after.heard_by_b);
    CHECK(after.heard_by_b->peer() == "a");
    node c{before.folder.path(), "b"};
    const auto again = std::make_shared<recorder>();
    c.port.dial({"127.0.0.1", port, "a"}, again);
    CHECK(again->peer() == "a");
  }
  SUBCASE("a node that trusts the new authority alone refuses certificates of the old one") {
    const auto& folder = after.folder.path();
    a.port.use(trusting(folder + "/ca.pem", folder, "a"));
    b.port.use(trusting(both, before.folder.path(), "b"));
    b.port.dial({"127.0.0.1", port, "a"}, after.heard_by_b);
    CHECK(refused.get_future().get().starts_with("its certificate is not trusted: "));
  }
  CHECK(before.heard_by_b->is_open());
}

TEST_CASE("another node than the one that was dialled is hung up on") {
  const cluster of;
  node a{of.folder.path(), "a"};
  node b{of.folder.path(), "b"};
  b.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "c"}, of.heard_by_b);
  CHECK(of.heard_by_b->closed().message.find("certificate of c") != std::string::npos);
  CHECK_FALSE(of.heard_by_b->was_open());
}

TEST_CASE("a peer that connects and does not prove itself is hung up on") {
  const cluster of;
  net::link_rules impatient;
  impatient.heartbeat = 50ms;
  impatient.opening = 100ms;
  node a{of.folder.path(), "a", impatient};
  blocking_client stranger{a.listen(of.heard_by_a)};
  CHECK(stranger.read_to_end().empty());
  CHECK_FALSE(of.heard_by_a->was_open());
}

TEST_CASE("a link does not open where nobody listens") {
  const cluster of;
  node b{of.folder.path(), "b"};
  const auto closed = [] { return net::bind_listener("127.0.0.1", 0)->port; }();
  b.port.dial({"127.0.0.1", closed, "a"}, of.heard_by_b);
  CHECK(of.heard_by_b->closed().message.starts_with("cannot connect to 127.0.0.1:"));
}

TEST_CASE(
    "an address that was taken is nobody else's, and who dials it waits until links are accepted") {
  const cluster of;
  node a{of.folder.path(), "a"};
  node b{of.folder.path(), "b"};
  const auto port = a.port.take("127.0.0.1", 0).value();
  node again{of.folder.path(), "a"};
  const auto refused = again.port.take("127.0.0.1", port);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().field == "cluster.port");
  b.port.dial({"127.0.0.1", port, "a"}, of.heard_by_b);
  a.port.accept([&] { return of.heard_by_a; });
  CHECK(of.heard_by_b->peer() == "a");
}

TEST_CASE("nodes are dialled by number, never by name") {
  const cluster of;
  node b{of.folder.path(), "b"};
  b.port.dial({"localhost", 1, "a"}, of.heard_by_b);
  CHECK(of.heard_by_b->closed().code == model::ec::unavailable);
  CHECK(of.heard_by_b->closed().message == "localhost is not a numeric address");
}

TEST_CASE("the end of a link is logged by both sides with its phase and reason") {
  captured_log log;
  const cluster of;
  node a{of.folder.path(), "a"};
  node b{of.folder.path(), "b"};
  const auto port = a.listen(of.heard_by_a);
  b.port.dial({"127.0.0.1", port, "a"}, of.heard_by_b);
  CHECK(of.heard_by_a->peer() == "b");
  of.heard_by_b->link().close();
  const auto address = "link 127.0.0.1:" + std::to_string(port);
  CHECK(log.wait_lines(address + ": ended while open: this node closed it").size() == 1);
  CHECK(log.wait_lines("link 127.0.0.1: ended while open: the other side closed the link").size() ==
        1);
  const auto nobody = [] { return net::bind_listener("127.0.0.1", 0)->port; }();
  b.port.dial({"127.0.0.1", nobody, "a"}, std::make_shared<recorder>());
  CHECK(log.wait_lines("link 127.0.0.1:" + std::to_string(nobody) +
                       ": ended while connecting: cannot connect to")
            .size() == 1);
  b.port.dial({"::1", nobody, "a"}, std::make_shared<recorder>());
  CHECK(
      log.wait_lines("link [::1]:" + std::to_string(nobody) + ": ended while connecting:").size() ==
      1);
}

TEST_CASE("of strangers beyond the sixty-fourth the oldest is hung up on, which is logged") {
  captured_log log;
  const cluster of;
  node a{of.folder.path(), "a"};
  const auto port = a.listen(of.heard_by_a);
  std::vector<blocking_client> strangers;
  for (int i = 0; i < 65; ++i)
    strangers.emplace_back(port);
  CHECK(strangers.front().read_to_end().empty());
  const auto* reason = "ended while securing: too many others have not proven themselves";
  CHECK(log.wait_lines(std::string{"link 127.0.0.1: "} + reason).size() == 1);
}

TEST_CASE("strangers who say nothing keep no node out") {
  const cluster of;
  node a{of.folder.path(), "a"};
  node b{of.folder.path(), "b"};
  const auto port = a.listen(of.heard_by_a);
  std::vector<blocking_client> strangers;
  for (int i = 0; i < 80; ++i)
    strangers.emplace_back(port);
  b.port.dial({"127.0.0.1", port, "a"}, of.heard_by_b);
  CHECK(of.heard_by_b->peer() == "a");
}

TEST_CASE("a side that takes nothing makes the other one wait, and loses nothing") {
  const cluster of;
  net::link_rules narrow;
  narrow.most_waiting = 1024 * 1024;
  narrow.most_untaken = 64 * 1024;
  node a{of.folder.path(), "a", narrow};
  node b{of.folder.path(), "b", narrow};
  const auto slow = std::make_shared<recorder>(taking::when_told);
  b.port.dial({"127.0.0.1", a.listen(slow), "a"}, of.heard_by_b);
  const std::string block(32 * 1024, 'x');
  std::size_t queued = 0;
  // The kernel's buffers fill up, too.
  while (of.heard_by_b->link().send(block) == net::node_link::sent::queued && queued < 100'000)
    ++queued;
  REQUIRE(queued < 100'000);
  for (std::size_t taken = 0; taken < queued; ++taken) {
    static_cast<void>(slow->frames(taken + 1));
    slow->link().taken(block.size());
  }
  CHECK(slow->frames(queued).size() == queued);
  send(*of.heard_by_b, "there is room again");
  CHECK(slow->frames(queued + 1).back() == "there is room again");
}

TEST_CASE("a frame that is too large is refused by either side") {
  const cluster of;
  net::link_rules small;
  small.largest_frame = 1'000;
  node a{of.folder.path(), "a", small};
  node b{of.folder.path(), "b"};
  b.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "a"}, of.heard_by_b);
  const std::string large(1'001, 'x');
  CHECK((of.heard_by_a->link().send(large) == net::node_link::sent::too_large));
  send(*of.heard_by_b, large);
  CHECK(of.heard_by_a->closed().message == "the other side has announced 1001 bytes");
}

TEST_CASE("of two frames the second of which is too large the first arrives, and the link stands") {
  const cluster of;
  net::link_rules small;
  small.largest_frame = 1'000;
  node a{of.folder.path(), "a", small};
  node b{of.folder.path(), "b", small};
  b.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "a"}, of.heard_by_b);
  const std::string largest(1'000, 'x');
  for (const auto& [from, to] :
       {std::pair{of.heard_by_a, of.heard_by_b}, std::pair{of.heard_by_b, of.heard_by_a}}) {
    send(*from, largest);
    CHECK((from->link().send(largest + "x") == net::node_link::sent::too_large));
    send(*from, "and on");
    CHECK((to->frames(2) == std::vector<std::string>{largest, "and on"}));
  }
}

TEST_CASE("a link on which nothing is said stays, and one whose other side stands still ends") {
  const cluster of;
  net::link_rules lively;
  lively.heartbeat = 100ms;
  lively.silence = 600ms;
  node a{of.folder.path(), "a", lively};
  node b{of.folder.path(), "b", lively};
  b.port.dial({"127.0.0.1", a.listen(of.heard_by_a), "a"}, of.heard_by_b);
  static_cast<void>(of.heard_by_b->peer());
  std::promise<bool> later;
  b.threads.at(0).post_after(lively.silence * 3,
                             [&] { later.set_value(of.heard_by_b->is_open()); });
  CHECK(later.get_future().get());

  std::promise<void> go_on;
  a.threads.at(0).post([wait = go_on.get_future().share()] { wait.wait(); });
  CHECK(of.heard_by_b->closed().message == "nothing was heard for 0.6 s");
  go_on.set_value();
}

TEST_SUITE_END();

} // namespace vestnik::net::node_port_tests
