#include "consumers/generic/object_actions.hpp"

#include "consumers/generic/resource.hpp"
#include "consumers/groups/local_layer.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/models/note.hpp"

#include <boost/json/serialize.hpp>

#include <deque>
#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::generic_object_actions_tests {

TEST_SUITE_BEGIN("consumers/generic/object_actions");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// A store that answers when the test says so, oldest first, as one behind a database would.
class late_store final : public object_store {
public:
  [[nodiscard]] watch follow(change_handler on_change, ready_handler ready) override {
    auto following = std::make_shared<watch>();
    later([this, on_change, ready, weak = std::weak_ptr{following}] {
      if (const auto here = weak.lock())
        *here = inner.follow(on_change, ready);
    });
    return following;
  }
  void find(const boost::json::value& key, row_handler done) override {
    later([this, key, done] { inner.find(key, done); });
  }
  void list(const list_query& wanted, list_handler done) override {
    later([this, wanted, done] { inner.list(wanted, done); });
  }
  void insert_once(row object, std::string op, row_handler done) override {
    later([this, object, op, done] {
      if (failure.message.empty())
        inner.insert_once(object, op, done);
      else
        done(failure);
    });
  }
  void update(const boost::json::value& key, row fields, row before, row_handler done) override {
    later([this, key, fields, before, done] { inner.update(key, fields, before, done); });
  }
  void remove(const boost::json::value& key, row before, row_handler done) override {
    later([this, key, before, done] { inner.remove(key, before, done); });
  }

  /// Lets the oldest question be answered, and not those that it leads to.
  void answer_one() {
    REQUIRE_FALSE(waiting.empty());
    const auto oldest = std::move(waiting.front());
    waiting.pop_front();
    oldest();
  }

  /// Somebody else changes an object.
  void interfere(std::int64_t key, row fields) {
    inner.update(key, std::move(fields), {}, [](const auto& done) { REQUIRE(done.has_value()); });
  }

  /// Lets the oldest question, and those that it leads to, be answered.
  void answer() {
    REQUIRE_FALSE(waiting.empty());
    while (!waiting.empty()) {
      const auto next_one = std::move(waiting.front());
      waiting.pop_front();
      next_one();
    }
  }

  memory_store inner{description_of<place>()};
  std::deque<std::function<void()>> waiting;
  model::error failure = {model::ec::outcome_unknown, ""};

private:
  void later(std::function<void()> work) { waiting.push_back(std::move(work)); }
};

struct fixture {
  std::shared_ptr<late_store> store = std::make_shared<late_store>();
  local_layer layer;
  route_table routes = route_table::make({mount<live_crud<place>>("/", {.store = store})}).value();
  communicator aut{routes, "/", {{1}, {1}, "alice", "Alice"}, layer};
  fixture() { aut.connect(); }

  void ask(const char* payload) { aut.send(payload); }
  bool received(const char* part) {
    const auto text = aut.receive();
    return text && text->find(part) != std::string::npos;
  }
};

const char* const create = R"({"action":"create","data":{"name":"a","x":1}})";

} // namespace

TEST_CASE_FIXTURE(fixture, "a request is answered when the store has answered") {
  ask(create);
  CHECK_FALSE(aut.receive().has_value());
  store->answer();
  CHECK(received(R"("data":{"pk":1,"name":"a","x":1})"));
  ask(R"({"action":"patch","pk":1,"data":{"x":2}})");
  store->answer();
  CHECK(received(R"("data":{"pk":1,"name":"a","x":2})"));
}

TEST_CASE_FIXTURE(fixture, "an answer after the end of the connection goes nowhere") {
  for (const auto* payload : {create, R"({"action":"list"})", R"({"action":"delete","pk":1})",
                              R"({"action":"patch","pk":1,"data":{"x":2}})"})
    ask(payload);
  aut.disconnect();
  store->answer();
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE("an answer after the instance is gone is harmless") {
  auto gone = std::make_unique<fixture>();
  const auto store = gone->store;
  gone->ask(R"({"action":"list"})");
  gone->ask(R"({"action":"retrieve","pk":1})");
  gone.reset();
  store->answer();
}

TEST_CASE_FIXTURE(fixture, "a refusal of the store is the reply") {
  store->failure.message = "the connection to the database was lost";
  ask(create);
  store->answer();
  CHECK(received(R"("code":"outcome_unknown")"));
}

TEST_CASE_FIXTURE(fixture, "a subscription is answered before its first event") {
  ask(R"({"action":"subscribe","request_id":"s"})");
  CHECK_FALSE(aut.receive().has_value());
  store->answer();
  CHECK(received(R"("response_status":200)"));
  ask(create);
  store->answer();
  CHECK(received(R"("action":"create","request_id":null,"response_status":201)"));
  CHECK(
      received(R"({"action":"create","pk":1,"data":{"pk":1,"name":"a","x":1},"request_id":"s"})"));
}

TEST_CASE_FIXTURE(fixture, "a filter on a field that is not there is refused") {
  ask(R"({"action":"subscribe","filter":{"y":1}})");
  CHECK(received(R"("field":"filter","message":"there is no field y here")"));
  ask(R"({"action":"subscribe","filter":1})");
  CHECK(received(
      R"("field":"filter","message":"filter must be an object of fields and their values")"));
}

TEST_CASE_FIXTURE(fixture, "arguments stand beside data or in it, but not in both") {
  ask(R"({"action":"list","page":1,"data":{"page":1}})");
  CHECK(received(R"("field":"page","message":"page is given twice")"));
}

TEST_CASE("what is changed meanwhile is judged anew, and written on the condition that it stays") {
  const auto few =
      signed_in() && on_object<place>([](const scope&, const place& one) { return one.x < 5; });
  const auto store = std::make_shared<late_store>();
  local_layer layer;
  const auto routes =
      route_table::make({mount<live_crud<place>>("/", {.store = store, .permission = few})})
          .value();
  communicator aut{routes, "/", {{1}, {1}, "alice", "Alice"}, layer};
  aut.connect();
  store->inner.insert(to_row(place{0, "a", 1}), [](const auto&) {});
  const auto object = [&] {
    std::string text;
    store->inner.find(1, [&](const auto& found) { text = boost::json::serialize(*found); });
    return text;
  };
  const auto receives = [&](const char* part) {
    const auto text = aut.receive();
    return text && text->find(part) != std::string::npos;
  };
  const char* const rename = R"({"action":"patch","pk":1,"data":{"name":"b"}})";
  const char* const remove = R"({"action":"delete","pk":1})";

  SUBCASE("what may still be done is done, and the other's change stays") {
    aut.send(rename);
    store->answer_one();
    store->interfere(1, {{"x", 2}});
    store->answer();
    CHECK(receives(R"("data":{"pk":1,"name":"b","x":2})"));
  }
  SUBCASE("who has lost the right meanwhile changes nothing") {
    for (const auto* request : {rename, remove}) {
      store->interfere(1, {{"x", 1}});
      aut.send(request);
      store->answer_one();
      store->interfere(1, {{"x", 5}});
      store->answer();
      CHECK(receives(R"("response_status":404)"));
      CHECK(object() == R"({"pk":1,"name":"a","x":5})");
    }
  }
  SUBCASE("who is overtaken twice is told so") {
    for (const auto* request : {rename, remove}) {
      store->interfere(1, {{"x", 1}});
      aut.send(request);
      store->answer_one();
      store->interfere(1, {{"x", 2}});
      store->answer_one();
      store->answer_one();
      store->interfere(1, {{"x", 3}});
      store->answer();
      CHECK(receives(R"("code":"conflict","field":"pk","message":"the object has been changed)"));
      CHECK(object() == R"({"pk":1,"name":"a","x":3})");
    }
  }
  SUBCASE("nobody makes of an object what they may not touch") {
    aut.send(R"({"action":"patch","pk":1,"data":{"x":5}})");
    store->answer();
    CHECK(receives(R"("response_status":404)"));
    CHECK(object() == R"({"pk":1,"name":"a","x":1})");
  }
}

TEST_CASE_FIXTURE(fixture,
                  "a create that is repeated by its op gives the object of the first time") {
  const auto create_with = [](const char* op) {
    return std::string{R"({"action":"create","op":")"} + op + R"(","data":{"name":"a","x":1}})";
  };
  const auto one = create_with("3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11");
  communicator bob{routes, "/", {{2}, {2}, "bob", "Bob"}, layer};
  bob.connect();
  for (auto* line : {&aut, &aut, &bob})
    line->send(one);
  aut.send(create_with("9b1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11"));
  store->answer();
  CHECK(received(R"("response_status":201,"data":{"pk":1,"name":"a","x":1})"));
  CHECK(received(R"("response_status":201,"data":{"pk":1,"name":"a","x":1})"));
  CHECK(received(R"("response_status":201,"data":{"pk":3,"name":"a","x":1})"));
  CHECK(bob.receive()->find(R"("data":{"pk":2,)") != std::string::npos);
  ask(create_with("1").c_str());
  CHECK(received(R"("field":"op","message":"op must be a UUID)"));
}

TEST_CASE("an exception of a permission in a list is answered, however the list is cut") {
  const captured_log log;
  for (const auto cut : {paging::style::none, paging::style::pages, paging::style::cursor}) {
    const auto odd = signed_in() && on_object<place>([](const scope&, const place& one) -> bool {
                       if (one.x == 1)
                         throw model::error{model::ec::conflict, "as asked"};
                       throw std::runtime_error{"as asked"};
                     });
    const auto store = std::make_shared<late_store>();
    local_layer layer;
    const auto routes =
        route_table::make({mount<live_crud<place>>(
                              "/", {.store = store, .permission = odd, .pages = {.cut = cut}})})
            .value();
    communicator aut{routes, "/", {{1}, {1}, "alice", "Alice"}, layer};
    aut.connect();
    for (const auto x : {1, 2}) {
      store->inner.insert(to_row(place{0, "a", x}), [](const auto&) {});
      aut.send(R"({"action":"list"})");
      store->answer();
      CHECK(aut.receive()->find(x == 1 ? R"("response_status":409)" : R"("response_status":500)") !=
            std::string::npos);
      store->inner.remove(1, {}, [](const auto&) {});
    }
  }
}

TEST_CASE("an exception of a store that answers is logged, and the request answered") {
  const captured_log log;
  fixture with;
  with.routes = route_table::make(
                    {mount<live_crud<place>>(
                        "/", {.store = with.store,
                              .permission = signed_in() &&
                                            on_object<place>([](const scope&, const place& one) {
                                              if (one.x == 7)
                                                throw std::runtime_error{"as asked"};
                                              return true;
                                            })})})
                    .value();
  communicator aut{with.routes, "/", {{1}, {1}, "alice", "Alice"}, with.layer};
  aut.connect();
  with.store->inner.insert(to_row(place{0, "a", 7}), [](const auto&) {});
  aut.send(R"({"action":"retrieve","request_id":"r9","pk":1})");
  with.store->answer();
  CHECK(aut.receive()->find(R"("response_status":500)") != std::string::npos);
  CHECK(log.has("as asked"));
  CHECK(log.has("r9"));
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_object_actions_tests
