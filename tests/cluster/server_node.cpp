#define CAF_SUITE server_node
#include "cluster/server_node.hpp"

#include "consumers/generic/group_consumer.hpp"
#include "consumers/generic/resource.hpp"
#include "consumers/routing/mount.hpp"
#include "tests/storage/temporary_folder.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

#include "tests/support/caf_test.hpp"

using namespace vestnik;

namespace node_tests {

/// Long enough for busy cores and sanitizers; nothing waits for it to pass.
constexpr std::chrono::seconds patience{60};

struct memo {
  std::int64_t id = 0;
  std::string text;

  static constexpr std::string_view table = "memos";
};
BOOST_DESCRIBE_STRUCT(memo, (), (id, text))

/// Creates many memos at once, and one more that cannot be.
struct importer {
  struct options {
    consumers::access_rule permission = consumers::anonymous();
  };

  consumers::connection& at;

  static consumers::handler_list<importer> handlers() {
    return {consumers::on("import", &importer::all), consumers::on("fail", &importer::none)};
  }
  void all(const consumers::responder& reply, consumers::arg<"count", int> count) {
    ask(changes(*count), reply);
  }
  void none(const consumers::responder& reply, consumers::arg<"count", int> count) {
    auto command = changes(*count);
    command.changes.push_back({model::object_change::kind::remove, {"1000000"}, {}});
    ask(std::move(command), reply);
  }

private:
  static model::change_objects changes(int count) {
    model::change_objects made;
    for (int i = 1; i <= count; ++i)
      made.changes.push_back(
          {model::object_change::kind::insert, {}, {fmt::format(R"({{"id":0,"text":"{}"}})", i)}});
    return made;
  }
  void ask(model::change_objects command, const consumers::responder& reply) const {
    at.layer().command(
        {{}, model::room_of(consumers::description_of<memo>()), "", std::move(command)},
        reply.then([](const model::result<model::json_text>& done) {
          return done ? model::result<model::json_text>{model::json_text{"{}"}} : done;
        }));
  }
};

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
  void when_flushed(std::function<void()> call) override { call(); }
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

/// A lone node with three io threads and two of the scheduler, on which anybody may join the
/// group of a path, and change memos.
struct running_node {
  explicit running_node(const storage::test::temporary_folder& data)
      : folder{data} {
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
                    {.group = "room_{room}", .permission = consumers::anonymous()}),
                consumers::mount<importer>("/import"),
                consumers::mount<consumers::live_crud<memo>>(
                    "/memos",
                    {.store = consumers::stored_objects{}, .permission = consumers::anonymous()})})
        .value();
  }

  const storage::test::temporary_folder& folder;
  net::io_threads threads{3, {}};
  cluster::server_node node{settings(),
                            storage::open_storage(settings().storage, routes().stored()).value(),
                            storage::secret_box::open(settings().secrets.key_file).value(),
                            routes(),
                            api::cookie_policy::loopback,
                            threads,
                            [](const std::string&) {}};
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
      at.node.port().on_upgrade(std::move(request), index, decision);
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

  /// The next answer to a request.
  std::string answer() {
    return out_->next(
        [](const std::string& one) { return one.find("response_status") != one.npos; });
  }

  /// The next frame, whatever it is.
  std::string next() {
    return out_->next([](const std::string&) { return true; });
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

CAF_TEST(a group message reaches the connections of all io threads in the order of each sender) {
  constexpr int messages = 300;
  const storage::test::temporary_folder folder;
  running_node at{folder};
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
  const storage::test::temporary_folder folder;
  running_node at{folder};
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

CAF_TEST(a change of one connection is told on all io threads after its answer and is there after a
             restart) {
  constexpr int objects = 100;
  const storage::test::temporary_folder folder;
  {
    running_node at{folder};
    std::deque<page> pages;
    for (std::size_t i = 0; i < 6; ++i)
      pages.emplace_back(at, i % 3, "/memos");
    for (auto& one : pages)
      one.send(R"({"action":"subscribe","request_id":"s"})");
    for (auto& one : pages)
      CAF_REQUIRE_NOT_EQUAL(one.answer().find(R"("response_status":200)"), std::string::npos);
    for (int i = 1; i <= objects; ++i) {
      pages[0].send(
          fmt::format(R"({{"action":"create","request_id":{0},"data":{{"text":"memo {0}"}}}})", i));
      CAF_REQUIRE_NOT_EQUAL(pages[0].next().find(R"("response_status":201)"), std::string::npos);
      const auto event = fmt::format(
          R"({{"action":"create","pk":{0},"data":{{"id":{0},"text":"memo {0}","pk":{0}}},)"
          R"("request_id":"s"}})",
          i);
      for (auto& one : pages)
        CAF_REQUIRE_EQUAL(one.next(), event);
    }
    for (auto& one : pages)
      one.leave();
  }
  running_node again{folder};
  page reader{again, 2, "/memos"};
  reader.send(R"({"action":"list","request_id":"l"})");
  const auto list = reader.answer();
  for (int i = 1; i <= objects; ++i)
    CAF_CHECK_NOT_EQUAL(list.find(fmt::format(R"({{"id":{0},"text":"memo {0}"}})", i)),
                        std::string::npos);
  reader.leave();
}

CAF_TEST(ten thousand objects created at once are ten thousand events in their order and what fails
             is none) {
  constexpr int objects = 10'000;
  const storage::test::temporary_folder folder;
  running_node at{folder};
  page writer{at, 0, "/import"};
  page reader{at, 1, "/memos"};
  reader.send(R"({"action":"subscribe","request_id":"s"})");
  CAF_REQUIRE_NOT_EQUAL(reader.answer().find(R"("response_status":200)"), std::string::npos);
  writer.send(fmt::format(R"({{"action":"fail","count":{}}})", objects));
  CAF_REQUIRE_NOT_EQUAL(writer.answer().find(R"("response_status":404)"), std::string::npos);
  writer.send(fmt::format(R"({{"action":"import","count":{}}})", objects));
  CAF_REQUIRE_NOT_EQUAL(writer.answer().find(R"("response_status":200)"), std::string::npos);
  std::int64_t last = 0;
  for (int i = 1; i <= objects; ++i) {
    const auto event = boost::json::parse(reader.next());
    CAF_REQUIRE_EQUAL(event.at("data").at("text").as_string().c_str(), std::to_string(i));
    CAF_REQUIRE(event.at("pk").as_int64() > last);
    last = event.at("pk").as_int64();
  }
  writer.leave();
  reader.leave();
}
