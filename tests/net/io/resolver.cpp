#include "net/io/resolver.hpp"

#include "net/io/io_thread.hpp"
#include "tests/net/support/name_server.hpp"

#include <algorithm>
#include <condition_variable>
#include <doctest/doctest.h>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace vestnik::net::resolver_tests {

TEST_SUITE_BEGIN("net/io/resolver");

using namespace vestnik;
using namespace vestnik::net::test;
using namespace std::chrono_literals;

namespace {

using reply = name_server::entry::reply;

/// What a look-up says, to be waited for.
class recorded_answer {
public:
  void put(const net::resolver::answer& said) {
    {
      const std::lock_guard lock{mutex_};
      if (said_)
        throw std::logic_error("a look-up was answered twice");
      said_ = said;
    }
    changed_.notify_all();
  }
  net::resolver::answer wait() {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, 10s, [this] { return said_.has_value(); }))
      throw std::runtime_error("waited ten seconds for an answer");
    return *said_;
  }
  /// In words.
  std::vector<std::string> addresses() {
    std::vector<std::string> out;
    for (const auto& address : wait().value())
      out.push_back(address.to_string());
    return out;
  }
  std::vector<std::string> sorted_addresses() {
    auto out = addresses();
    std::ranges::sort(out);
    return out;
  }
  bool is_there() {
    const std::lock_guard lock{mutex_};
    return said_.has_value();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<net::resolver::answer> said_;
};

/// Look-ups on one io thread.
class fixture {
public:
  fixture() { threads_.start(); }
  ~fixture() {
    run([this] { resolvers_.clear(); });
    threads_.stop();
  }

  std::shared_ptr<recorded_answer> look_up(const std::string& name,
                                           net::resolver_settings settings) {
    auto said = std::make_shared<recorded_answer>();
    run([&] {
      auto& context = threads_.workers().front()->context();
      resolvers_.push_back(std::make_unique<net::resolver>(context, std::move(settings)));
      resolvers_.back()->resolve(name, [said](const auto& answer) { said->put(answer); });
      // It is never answered inside the call.
      CHECK_FALSE(said->is_there());
    });
    return said;
  }
  /// Of the look-up that began first.
  void cancel() {
    run([this] { resolvers_.erase(resolvers_.begin()); });
  }
  [[nodiscard]] const auto& threads() const { return threads_.workers(); }
  void run(const std::function<void()>& work) {
    std::promise<void> done;
    threads_.at(0).post([&] {
      work();
      done.set_value();
    });
    if (done.get_future().wait_for(10s) != std::future_status::ready)
      throw std::runtime_error("the io thread hangs");
  }

private:
  net::io_threads threads_{1, {}};
  std::vector<std::unique_ptr<net::resolver>> resolvers_;
};

net::resolver_settings asking(const name_server& server, std::chrono::milliseconds limit = 10s) {
  return {{server.address()}, limit};
}

} // namespace

TEST_CASE("an address is recognised in every spelling, and a name is none") {
  const std::pair<const char*, const char*> table[] = {
      {"127.0.0.1", "127.0.0.1"},     {"127.1", "127.0.0.1"},
      {"0x7f000001", "127.0.0.1"},    {"::1", "::1"},
      {"2130706433", "127.0.0.1"},    {"017700000001", "127.0.0.1"},
      {"2001:DB8::1", "2001:db8::1"}, {"::ffff:10.0.0.1", "::ffff:10.0.0.1"}};
  for (const auto& [spelling, address] : table) {
    CAPTURE(spelling);
    const auto found = net::numeric_address(spelling);
    REQUIRE(found.has_value());
    CHECK(found->to_string() == address);
  }
  for (const auto* name : {"localhost", "imap.test", "", "1.2.3.4.5", "[::1]", "1.2.3.4 x"}) {
    CAPTURE(name);
    CHECK_FALSE(net::numeric_address(name).has_value());
  }
}

TEST_CASE_FIXTURE(fixture, "a name has the addresses of both families") {
  name_server server{{{"imap.test", {{"192.0.2.1", "2001:db8::1", "192.0.2.2"}}},
                      {"old.test", {{"192.0.2.3"}}},
                      {"new.test", {{"2001:db8::2"}}}}};
  using list = std::vector<std::string>;
  CHECK(look_up("imap.test", asking(server))->sorted_addresses() ==
        list{"192.0.2.1", "192.0.2.2", "2001:db8::1"});
  CHECK(look_up("old.test", asking(server))->addresses() == list{"192.0.2.3"});
  CHECK(look_up("new.test", asking(server))->addresses() == list{"2001:db8::2"});
}

TEST_CASE_FIXTURE(fixture, "localhost is known without a name server") {
  name_server server{{}};
  const auto found = look_up("localhost", asking(server))->wait();
  REQUIRE(found.has_value());
  CHECK(std::ranges::all_of(*found, [](const auto& address) { return address.is_loopback(); }));
  CHECK(server.questions("localhost") == 0);
}

TEST_CASE_FIXTURE(fixture, "a name without an address is unreachable in words that say why") {
  name_server server{{{"mail.test", {{}}},
                      {"broken.test", {{}, reply::failure}},
                      {"mute.test", {{}, reply::silence}}}};
  const struct {
    const char* name;
    std::chrono::milliseconds limit;
    const char* words;
  } rows[] = {
      {"nowhere.test", 10s, "nowhere.test cannot be found: Domain name not found"},
      {"mail.test", 10s, "mail.test cannot be found: DNS server returned answer with no data"},
      {"broken.test", 10s, "broken.test cannot be found: "},
      {"mute.test", 50ms, "mute.test cannot be found: no name server answered within 0.05 s"},
      {"", 10s, " cannot be found: "},
      {"a..test", 10s, "a..test cannot be found: "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto said = look_up(row.name, asking(server, row.limit))->wait();
    REQUIRE(said.has_error());
    CHECK(said.error().code == model::ec::mail_unreachable);
    CHECK(said.error().field == "host");
    CHECK_MESSAGE(said.error().message.starts_with(row.words), said.error().message);
  }
}

TEST_CASE_FIXTURE(fixture, "a host without a name server says so") {
  std::string nobody;
  { nobody = name_server{{}}.address(); }
  // Not every kernel says at once that nobody listens.
  const auto said = look_up("imap.test", {{nobody}, 400ms})->wait();
  REQUIRE(said.has_error());
  CHECK(said.error().code == model::ec::mail_unreachable);
  CHECK(said.error().message.starts_with("imap.test cannot be found: "));
  CHECK(said.error().message.ends_with("; no name server but 127.0.0.1 is known"));
}

TEST_CASE_FIXTURE(fixture, "servers that cannot be read are an error of the look-up") {
  const auto said = look_up("imap.test", {{"not an address"}, 10s})->wait();
  REQUIRE(said.has_error());
  CHECK(said.error().code == model::ec::mail_unreachable);
}

TEST_CASE_FIXTURE(fixture, "a name whose server is silent delays no other name of the thread") {
  name_server server{{{"mute.test", {{}, reply::silence}}, {"imap.test", {{"192.0.2.1"}}}}};
  std::vector<std::shared_ptr<recorded_answer>> slow;
  for (int i = 0; i < 8; ++i)
    slow.push_back(look_up("mute.test", asking(server, 1h)));
  CHECK(look_up("imap.test", asking(server))->addresses().size() == 1);
  CHECK(std::ranges::none_of(slow, [](const auto& said) { return said->is_there(); }));
}

TEST_CASE_FIXTURE(fixture, "a question that was lost is asked again") {
  name_server server{{{"imap.test", {{"192.0.2.1"}, reply::addresses_when_repeated}}}};
  CHECK(look_up("imap.test", asking(server, 400ms))->addresses().size() == 1);
  CHECK(server.questions("imap.test") >= 4);
}

TEST_CASE_FIXTURE(fixture, "a server that is silent is followed by the next") {
  name_server silent{{{"imap.test", {{}, reply::silence}}}};
  name_server server{{{"imap.test", {{"192.0.2.1"}}}}};
  CHECK(look_up("imap.test", {{silent.address(), server.address()}, 400ms})->addresses().size() ==
        1);
}

TEST_CASE_FIXTURE(fixture,
                  "a server that is silent about one family hides no address of the other") {
  const std::vector<std::string> both{"192.0.2.1", "2001:db8::1"};
  name_server server{{{"old.test", {both, reply::ipv4_addresses_alone}},
                      {"new.test", {both, reply::ipv6_addresses_alone}},
                      {"both.test", {both}}}};
  using list = std::vector<std::string>;
  CHECK(look_up("old.test", asking(server, 1h))->addresses() == list{"192.0.2.1"});
  CHECK(look_up("new.test", asking(server, 1h))->addresses() == list{"2001:db8::1"});
  CHECK(look_up("both.test", asking(server, 1h))->sorted_addresses() == both);
}

TEST_CASE_FIXTURE(fixture, "a family without addresses does not end the wait for the other one") {
  name_server server{{{"old.test", {{"2001:db8::1"}, reply::ipv4_addresses_alone}},
                      {"new.test", {{"192.0.2.1"}, reply::ipv6_addresses_alone}}}};
  const auto old = look_up("old.test", asking(server, 500ms));
  const auto young = look_up("new.test", asking(server, 500ms));
  for (const auto& said : {old->wait(), young->wait()}) {
    REQUIRE(said.has_error());
    CHECK(said.error().message.ends_with(
        ".test cannot be found: a name server did not answer everything within 0.5 s"));
  }
}

TEST_CASE_FIXTURE(fixture, "what is known without a name server counts alone") {
  // To c-ares this is an address of the one family, and may be a name in the other.
  name_server server{{{"192.0.2.1", {{"2001:db8::1"}}}}};
  CHECK(look_up("192.0.2.1", asking(server))->addresses() == std::vector<std::string>{"192.0.2.1"});
}

TEST_CASE_FIXTURE(fixture, "of many addresses eight of each family are kept, in turns") {
  std::vector<std::string> many;
  for (int i = 1; i <= 40; ++i) {
    many.push_back("192.0.2." + std::to_string(i));
    many.push_back("2001:db8::" + std::to_string(i));
  }
  name_server server{{{"many.test", {many}}}};
  auto found = look_up("many.test", asking(server))->addresses();
  REQUIRE(found.size() == 16);
  // Either family may have been the first to come.
  if (found.front().starts_with("2001:"))
    for (std::size_t i = 0; i < found.size(); i += 2)
      std::swap(found[i], found[i + 1]);
  many.resize(16);
  CHECK(found == many);
}

TEST_CASE_FIXTURE(fixture, "an answer may have 1232 octets, and what fits into them counts") {
  const auto addresses = [](int count) {
    std::vector<std::string> list;
    for (int i = 1; i <= count; ++i)
      list.push_back("192.0.2." + std::to_string(i));
    return list;
  };
  // An answer of 512 octets, which is what a question gets that says nothing, has room for 30.
  name_server server{{{"some.test", {addresses(70), reply::all_addresses_or_none}},
                      {"many.test", {addresses(100)}},
                      {"none.test", {addresses(100), reply::all_addresses_or_none}}}};
  CHECK(look_up("some.test", asking(server))->addresses() == addresses(8));
  CHECK(look_up("many.test", asking(server))->addresses() == addresses(8));
  const auto said = look_up("none.test", asking(server))->wait();
  REQUIRE(said.has_error());
  CHECK(said.error().message ==
        "none.test cannot be found: DNS server returned answer with no data");
}

TEST_CASE_FIXTURE(fixture, "a look-up ends with its resolver, without a call") {
  name_server server{{{"mute.test", {{}, reply::silence}}, {"imap.test", {{"192.0.2.1"}}}}};
  const auto slow = look_up("mute.test", asking(server, 1h));
  while (server.questions("mute.test") == 0)
    std::this_thread::yield();
  cancel();
  CHECK(slow.use_count() == 1);
  // One that is answered, but has not been told so yet.
  auto said = std::make_shared<recorded_answer>();
  run([&] {
    net::resolver gone{threads().front()->context(), asking(server)};
    gone.resolve("localhost", [said](const auto& answer) { said->put(answer); });
  });
  run([] {});
  CHECK(said.use_count() == 1);
  CHECK_FALSE(said->is_there());
}

TEST_CASE("a look-up that ends as its thread stops leaves nothing behind") {
  name_server server{{{"mute.test", {{}, reply::silence}}}};
  auto said = std::make_shared<recorded_answer>();
  std::optional<net::resolver> pending;
  {
    net::io_threads threads{1, {}};
    threads.at(0).post([&] {
      pending.emplace(threads.workers().front()->context(), asking(server, 1h));
      pending->resolve("mute.test", [said](const auto& answer) { said->put(answer); });
    });
    threads.start();
    while (server.questions("mute.test") == 0)
      std::this_thread::yield();
    threads.at(0).post([&] { pending.reset(); });
    threads.stop();
  }
  CHECK(said.use_count() == 1);
}

} // namespace vestnik::net::resolver_tests
