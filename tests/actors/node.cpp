#define CAF_SUITE node
#include "actors/node.hpp"

#include "consumers/generic/group_consumer.hpp"
#include "consumers/mount.hpp"
#include "tests/storage/temporary_folder.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace node_tests {

/// Long enough for busy cores and sanitizers; nothing waits for it to pass.
constexpr std::chrono::seconds patience{60};

/// What a connection writes on its io thread, for a test that waits on its own.
class waiting_outbox final : public net::outbox {
public:
  net::push_result push(const net::frame_ptr& frame) override {
    const std::lock_guard held{mutex_};
    frames_.emplace_back(frame->payload());
    changed_.notify_all();
    return net::push_result::queued;
  }
  void close(std::uint16_t, std::string_view) override {}
  void when_drained(std::function<void()> call) override { call(); }
  [[nodiscard]] std::size_t pending_bytes() const noexcept override { return 0; }
  [[nodiscard]] std::size_t pending_frames() const noexcept override { return 0; }

  /// The next frame that the condition holds for; what comes before is passed over. Empty
  /// if none comes.
  template <class Condition>
  std::string next(Condition condition) {
    std::unique_lock held{mutex_};
    std::string found;
    const bool came = changed_.wait_for(held, patience, [&] {
      while (!frames_.empty()) {
        found = std::move(frames_.front());
        frames_.pop_front();
        if (condition(found))
          return true;
      }
      return false;
    });
    return came ? found : "";
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> frames_;
};

struct no_credit final : net::inbound_credit {
  void grant(std::size_t) override {}
};

struct awaited_decision final : net::upgrade_decision {
  std::promise<std::shared_ptr<net::connection_handler>> accepted;

  void accept(std::shared_ptr<net::connection_handler> handler, std::string) override {
    accepted.set_value(std::move(handler));
  }
  void refuse(model::http_response) override { accepted.set_value(nullptr); }
};

/// A node with three io threads and two of the scheduler, on which anybody may join the
/// group of a path.
struct running_node {
  running_node() {
    threads.start();
    node.start();
  }
  ~running_node() {
    node.stop();
    threads.stop();
  }
  running_node(const running_node&) = delete;
  running_node& operator=(const running_node&) = delete;

  [[nodiscard]] config::settings settings() const {
    config::settings made;
    made.actors.threads = 2;
    made.storage.data_dir = (folder / "").string();
    made.storage.url = (folder / "vestnik.db").string();
    made.secrets.key_file = (folder / "master.key").string();
    made.limits.message_burst = 1'000'000;
    made.limits.user_message_burst = 1'000'000;
    made.limits.address_request_burst = 1'000'000;
    return made;
  }
  static consumers::route_table routes() {
    using consumers::group_consumer;
    return consumers::route_table::make(
               {consumers::mount<group_consumer>(
                   "/rooms/{room}",
                   {.group = "room_{room}", .permission = consumers::anonymous()})})
        .value();
  }

  storage::test::temporary_folder folder;
  net::io_threads threads{3, {}};
  actors::node node{settings(),
                    storage::open_storage(settings().storage).value(),
                    storage::secret_box::open(settings().secrets.key_file).value(),
                    routes(),
                    api::cookie_policy::loopback,
                    threads};
};

/// A client's connection, on the io thread of this index.
class page {
public:
  page(running_node& at, std::size_t index, const std::string& path)
      : thread_{at.threads.at(index)} {
    const auto decision = std::make_shared<awaited_decision>();
    auto accepted = decision->accepted.get_future();
    thread_.post([&at, index, path, decision] {
      model::http_request request;
      request.path = path;
      at.node.door().on_upgrade(std::move(request), index, decision);
    });
    if (accepted.wait_for(patience) != std::future_status::ready)
      CAF_FAIL("the upgrade was not answered");
    handler_ = accepted.get();
    if (!handler_)
      CAF_FAIL("the upgrade was refused");
    thread_.post(
        [handler = handler_, out = out_] { handler->on_open(out, std::make_shared<no_credit>()); });
  }

  void send(const std::string& text) {
    thread_.post([handler = handler_, text] { handler->on_frame(net::frame_kind::text, text); });
  }
  void say(const std::string& words) {
    send(fmt::format(R"({{"action":"send","request_id":"r","data":"{}"}})", words));
  }

  /// What is said next in the group.
  std::string hear() {
    const auto frame = out_->next(
        [](const std::string& one) { return one.find(R"("event":"message")") != one.npos; });
    const auto data = frame.find(R"("data":")");
    return data == frame.npos ? "nothing" : frame.substr(data + 8, frame.size() - data - 10);
  }

  std::string hears_but(std::string_view passed_over) {
    auto heard = hear();
    while (heard == passed_over)
      heard = hear();
    return heard;
  }

  /// Waits until it is in the group: then it hears itself.
  void joins() {
    say("here");
    CAF_REQUIRE_EQUAL(hear(), "here");
  }

  void leave() {
    thread_.post([handler = handler_] { handler->on_close(1000); });
  }

private:
  net::io_executor& thread_;
  std::shared_ptr<waiting_outbox> out_ = std::make_shared<waiting_outbox>();
  std::shared_ptr<net::connection_handler> handler_;
};

} // namespace node_tests

using namespace node_tests;

CAF_TEST(
    what is said in a group reaches the connections of all io threads in the order of each sender) {
  constexpr int messages = 300;
  running_node at;
  std::deque<page> pages;
  for (std::size_t i = 0; i < 9; ++i)
    pages.emplace_back(at, i % 3, "/rooms/a");
  page elsewhere{at, 0, "/rooms/b"};
  for (auto& one : pages)
    one.joins();
  for (int i = 0; i < messages; ++i)
    for (std::size_t sender = 0; sender < 3; ++sender)
      pages[sender].say(fmt::format("{} {}", sender, i));
  for (auto& one : pages) {
    std::array<int, 3> next{};
    for (int i = 0; i < 3 * messages; ++i) {
      const auto heard = one.hears_but("here");
      const auto sender = static_cast<std::size_t>(heard.front() - '0');
      CAF_REQUIRE(sender < 3);
      CAF_REQUIRE_EQUAL(heard, fmt::format("{} {}", sender, next[sender]));
      ++next[sender];
    }
  }
  CAF_MESSAGE("and other groups hear nothing of it");
  elsewhere.say("alone");
  CAF_CHECK_EQUAL(elsewhere.hear(), "alone");
  for (auto& one : pages)
    one.leave();
  elsewhere.leave();
}

CAF_TEST(connections come and go on all io threads while others speak and those who stay hear all) {
  constexpr int rounds = 60;
  running_node at;
  page speaker{at, 0, "/rooms/a"};
  page listener{at, 1, "/rooms/a"};
  listener.joins();
  for (int i = 0; i < rounds; ++i) {
    page passing{at, static_cast<std::size_t>(i) % 3, "/rooms/a"};
    speaker.say(std::to_string(i));
    passing.leave();
  }
  for (int i = 0; i < rounds; ++i)
    CAF_REQUIRE_EQUAL(listener.hear(), std::to_string(i));
  speaker.leave();
  listener.leave();
}
