#include "consumers/generic/streamed_lists.hpp"

#include "consumers/generic/resource.hpp"
#include "consumers/groups/local_layer.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/models/note.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::generic_streamed_lists_tests {

TEST_SUITE_BEGIN("consumers/generic/streamed_lists");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

using places = resource<place, actions::list | actions::stream>;

const model::identity alice{{1}, {1}, "alice", "Alice"};

/// Seven places, of which three are read at once.
struct fixture {
  std::shared_ptr<memory_store> store = std::make_shared<memory_store>(description_of<place>());
  local_layer layer;
  route_table routes = of({.store = store, .pages = {.size = 3}});
  std::optional<communicator> line;

  fixture() {
    fill(7);
    connect();
  }

  static route_table of(places::options chosen) {
    return route_table::make({mount<places>("/", std::move(chosen))}).value();
  }
  void fill(int count, const std::string& name = "") const {
    for (int i = 0; i < count; ++i)
      store->insert(to_row(place{0, name, i}), [](const auto&) {});
  }
  void connect() {
    line.emplace(routes, "/", alice, layer);
    line->connect();
  }

  /// The next message in short: the keys of a piece, or status and data of a reply, with
  /// the request id; empty if there is none.
  std::string next() {
    const auto text = line->receive();
    if (!text)
      return "";
    const auto frame = model::parse_json(*text, {.bytes = 1 << 20, .depth = 32}).value();
    auto said = json::serialize(frame.at("request_id")) + ' ';
    if (frame.as_object().contains("response_status")) {
      const auto& errors = frame.at("errors").as_array();
      said += fmt::format("{} ", frame.at("response_status").as_int64());
      if (errors.empty())
        return said + json::serialize(frame.at("data"));
      const auto& refusal = errors.at(0).as_object();
      return said + refusal.at("message").as_string().c_str() +
             (refusal.contains("retry_ms") ? ", retry" : "");
    }
    CHECK(frame.at("action") == "stream");
    for (const auto& one : frame.at("data").as_array())
      said += std::to_string(one.at("pk").as_int64());
    return said;
  }

  std::string ask(const char* payload) {
    line->send(payload);
    return next();
  }

  std::string drained() {
    line->drain();
    return next();
  }
};

const char* const start = R"({"action":"stream","request_id":"s"})";
const char* const cancel = R"({"action":"cancel","request_id":"c","request":"s"})";

} // namespace

TEST_CASE_FIXTURE(fixture, "a list comes in pieces, each when the one before is on its way") {
  CHECK(ask(start) == R"("s" 123)");
  CHECK(next() == "");
  CHECK(drained() == R"("s" 456)");
  CHECK(next() == "");
  CHECK(drained() == R"("s" 7)");
  CHECK(next() == R"("s" 200 {"count":7,"cancelled":false})");
  CHECK(drained() == "");
}

TEST_CASE_FIXTURE(fixture, "an empty list is answered at once") {
  store = std::make_shared<memory_store>(description_of<place>());
  routes = of({.store = store});
  connect();
  CHECK(ask(start) == R"("s" 200 {"count":0,"cancelled":false})");
}

TEST_CASE_FIXTURE(fixture, "a list whose end is the end of a chunk ends with nothing more") {
  store->remove(json::value(7), {}, [](const auto&) {});
  CHECK(ask(start) == R"("s" 123)");
  CHECK(drained() == R"("s" 456)");
  CHECK(drained() == R"("s" 200 {"count":6,"cancelled":false})");
}

TEST_CASE_FIXTURE(fixture, "objects deleted or created meanwhile shift nothing") {
  CHECK(ask(start) == R"("s" 123)");
  store->remove(json::value(1), {}, [](const auto&) {});
  fill(1);
  CHECK(drained() == R"("s" 456)");
  CHECK(drained() == R"("s" 78)");
}

TEST_CASE_FIXTURE(fixture, "long objects go out in pieces of 64 KiB") {
  store = std::make_shared<memory_store>(description_of<place>());
  routes = of({.store = store, .pages = {.size = 3}});
  fill(3, std::string(40'000, 'x'));
  connect();
  CHECK(ask(start) == R"("s" 12)");
  CHECK(drained() == R"("s" 3)");
}

TEST_CASE_FIXTURE(fixture, "a list that is cancelled ends, and both requests are answered") {
  CHECK(ask(start) == R"("s" 123)");
  CHECK(ask(cancel) == R"("s" 200 {"count":3,"cancelled":true})");
  CHECK(next() == R"("c" 200 {})");
  CHECK(drained() == "");
  CHECK(ask(cancel) == R"("c" 404 there is no such list under way)");
  CHECK(ask(start) == R"("s" 123)");
}

TEST_CASE_FIXTURE(fixture, "several lists go on side by side, each under its own id") {
  CHECK(ask(start) == R"("s" 123)");
  CHECK(ask(R"({"action":"stream","request_id":7})") == "7 123");
  CHECK(ask(start) == R"("s" 409 a list with this request_id is under way)");
  CHECK(ask(R"({"action":"cancel","request_id":8,"request":"7"})") ==
        "8 404 there is no such list under way");
  CHECK(drained() == R"("s" 456)");
  CHECK(next() == "7 456");
  CHECK(ask(R"({"action":"cancel","request_id":8,"request":7})") ==
        R"(7 200 {"count":6,"cancelled":true})");
  CHECK(next() == "8 200 {}");
  CHECK(drained() == R"("s" 7)");
}

TEST_CASE_FIXTURE(fixture, "a connection has a limited number of lists under way") {
  for (int i = 0; i < 8; ++i) {
    line->send(fmt::format(R"({{"action":"stream","request_id":{}}})", i));
    CHECK(next() == fmt::format("{} 123", i));
  }
  CHECK(ask(start) == R"("s" 429 at most 8 lists at once per connection)");
}

TEST_CASE_FIXTURE(fixture, "a connection that has ended is sent nothing more") {
  CHECK(ask(start) == R"("s" 123)");
  line->disconnect();
  CHECK(drained() == "");
}

TEST_CASE_FIXTURE(fixture, "an object that may not be seen is neither sent nor counted") {
  routes = of({.store = store,
               .permission = signed_in() && on_object<place>([](const scope&, const place& one) {
                               return one.x >= 4;
                             }),
               .filter =
                   [](const scope&) {
                     return row{{"name", ""}};
                   },
               .pages = {.size = 3}});
  fill(1, "hidden");
  connect();
  CHECK(ask(start) == "");
  CHECK(drained() == R"("s" 56)");
  CHECK(drained() == R"("s" 7)");
  CHECK(next() == R"("s" 200 {"count":3,"cancelled":false})");
}

TEST_CASE_FIXTURE(fixture, "an exception on the way is logged, and ends the list as its answer") {
  const captured_log log;
  routes = of({.store = store,
               .permission = signed_in() && on_object<place>([](const scope&, const place& one) {
                               if (one.x == 4)
                                 throw std::runtime_error{"as asked"};
                               return true;
                             }),
               .pages = {.size = 3}});
  connect();
  CHECK(ask(start) == R"("s" 123)");
  CHECK(drained().starts_with(R"("s" 500)"));
  CHECK(log.has("as asked"));
  CHECK(ask(cancel) == R"("c" 404 there is no such list under way)");
}

TEST_CASE_FIXTURE(fixture, "a list is streamed only where that was chosen") {
  routes = route_table::make({mount<list_only<place>>("/", {.store = store})}).value();
  connect();
  CHECK(ask(start) == R"("s" 405 there is no action stream; there is: list)");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_streamed_lists_tests
