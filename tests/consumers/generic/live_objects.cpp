#include "consumers/generic/live_objects.hpp"

#include "consumers/models/memory_store.hpp"
#include "tests/consumers/models/note.hpp"

#include <doctest/doctest.h>
#include <optional>

namespace vestnik::consumers::generic_live_objects_tests {

TEST_SUITE_BEGIN("consumers/generic/live_objects");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

/// A store whose feed is ready when the test says so.
struct late_feed final : object_store {
  [[nodiscard]] watch follow(change_handler on_change, ready_handler ready) override {
    ++follows;
    auto kept = std::make_shared<std::pair<change_handler, ready_handler>>(std::move(on_change),
                                                                           std::move(ready));
    last = kept;
    return kept;
  }
  void find(const json::value&, row_handler) override { FAIL("nobody finds"); }
  void list(const list_query&, list_handler) override { FAIL("nobody lists"); }
  void insert_once(row, std::string, row_handler) override { FAIL("nobody inserts"); }
  void update(const json::value&, row, row, row_handler) override { FAIL("nobody updates"); }
  void remove(const json::value&, row, row_handler) override { FAIL("nobody removes"); }

  [[nodiscard]] bool is_followed() const { return !last.expired(); }
  void settle(const model::result<void>& outcome) const {
    const auto kept = last.lock();
    REQUIRE(kept != nullptr);
    kept->second(outcome);
  }
  void tell(const change& change) const {
    const auto kept = last.lock();
    REQUIRE(kept != nullptr);
    kept->first(change);
  }

  std::weak_ptr<std::pair<change_handler, ready_handler>> last;
  int follows = 0;
};

std::shared_ptr<const row> state(std::int64_t key, const char* name, std::int64_t x) {
  return std::make_shared<const row>(to_row(place{key, name, x}));
}

struct fixture {
  late_feed store;
  object_view view{.of = &description_of<place>(),
                   .fields = std::make_shared<const field_list>(
                       field_list::make(description_of<place>(), {}, {}).value()),
                   .filter = {},
                   .visible = [this](const row&) {
                     ++questions;
                     return true;
                   }};
  std::vector<std::string> events;
  int questions = 0;
  std::optional<live_objects> aut{
      std::in_place, store, view, 3,
      [this](const model::json_text& event) { events.push_back(event.text); }};
  std::vector<model::ec> answers;
  /// What each refusal says of when to try again.
  std::vector<std::chrono::milliseconds> waits;

  live_objects::done_handler answered() {
    return [this](const model::result<void>& done) {
      answers.push_back(done ? model::ec::none : done.error().code);
      if (!done)
        waits.push_back(model::retry_of(done.error()));
    };
  }
};

using codes = std::vector<model::ec>;

} // namespace

TEST_CASE_FIXTURE(fixture, "a subscription is answered when the store is followed") {
  aut->follow_all({}, "a", answered());
  aut->follow_object(7, "b", answered());
  CHECK(store.follows == 1);
  CHECK(answers.empty());
  store.settle({});
  CHECK(answers == codes{model::ec::none, model::ec::none});
  aut->follow_object(8, "c", answered());
  CHECK(answers.size() == 3);
  CHECK(store.follows == 1);
}

TEST_CASE_FIXTURE(fixture,
                  "a store that cannot be followed refuses all who wait, and is asked anew") {
  aut->follow_all({}, "a", answered());
  aut->follow_object(7, "b", answered());
  store.settle(model::error{model::ec::unavailable, "no"});
  CHECK(answers == codes{model::ec::unavailable, model::ec::unavailable});
  CHECK_FALSE(store.is_followed());
  CHECK(aut->forget("a").error().code == model::ec::not_found);
  aut->follow_all({}, "a", answered());
  store.settle({});
  CHECK(answers.back() == model::ec::none);
}

TEST_CASE_FIXTURE(fixture,
                  "a subscription ended before it was answered is answered, and then not told") {
  aut->follow_all({}, "a", answered());
  CHECK(aut->forget("a").has_value());
  CHECK(answers.empty());
  store.settle({});
  CHECK(answers == codes{model::ec::none});
  CHECK_FALSE(store.is_followed());
}

TEST_CASE_FIXTURE(fixture,
                  "the store is left with the last subscription, and with the connection") {
  aut->follow_all({}, "a", answered());
  store.settle({});
  CHECK(aut->forget("a").has_value());
  CHECK_FALSE(store.is_followed());
  aut->follow_all({}, "b", answered());
  CHECK(store.is_followed());
  aut.reset();
  CHECK_FALSE(store.is_followed());
}

TEST_CASE_FIXTURE(fixture, "an event has the id of its subscription as it came") {
  aut->follow_all({}, request_id::read(7, "request_id").value(), answered());
  aut->follow_object(1, "b", answered());
  store.settle({});
  store.tell({.key = 1, .after = state(1, "x", 2)});
  CHECK(events ==
        std::vector<std::string>{
            R"({"action":"create","pk":1,"data":{"pk":1,"name":"x","x":2},"request_id":7})",
            R"({"action":"create","pk":1,"data":{"pk":1,"name":"x","x":2},"request_id":"b"})"});
}

TEST_CASE_FIXTURE(fixture, "an event is encoded once for all that share a list of fields") {
  live_objects other{store, view, 1, [this](const auto& event) { events.push_back(event.text); }};
  aut->follow_all({}, "a", answered());
  store.settle({});
  const change change{.key = 1, .after = state(1, "x", 2)};
  store.tell(change);
  // Whoever asks now is given what was made.
  CHECK(change.bodies->of(view.fields, event_bodies::kind::create,
                          [] { return std::string{"made anew"}; }) +
            R"("b"})" ==
        R"({"action":"create","pk":1,"data":{"pk":1,"name":"x","x":2},"request_id":"b"})");
  other.follow_all({}, "b", answered());
  store.settle({});
  store.tell(change);
  CHECK(events.back() ==
        R"({"action":"create","pk":1,"data":{"pk":1,"name":"x","x":2},"request_id":"b"})");
}

TEST_CASE_FIXTURE(fixture, "a change that shows nothing new is not told") {
  view.fields = std::make_shared<const field_list>(
      field_list::make(description_of<place>(), {"name"}, {}).value());
  aut->follow_all({}, "a", answered());
  store.settle({});
  store.tell({.key = 1, .before = state(1, "x", 2), .after = state(1, "x", 3)});
  CHECK(events.empty());
  store.tell({.key = 1, .before = state(1, "x", 3), .after = state(1, "y", 3)});
  CHECK(events == std::vector<std::string>{
                      R"({"action":"update","pk":1,"data":{"name":"y","pk":1},"request_id":"a"})"});
}

TEST_CASE_FIXTURE(fixture,
                  "an object that comes to match is created, one that ceases to is deleted") {
  aut->follow_all({{"x", 5}}, "a", answered());
  store.settle({});
  store.tell({.key = 1, .before = state(1, "x", 4), .after = state(1, "x", 5)});
  store.tell({.key = 1, .before = state(1, "x", 5), .after = state(1, "x", 6)});
  CHECK(events ==
        std::vector<std::string>{
            R"({"action":"create","pk":1,"data":{"pk":1,"name":"x","x":5},"request_id":"a"})",
            R"({"action":"delete","pk":1,"data":{"pk":1},"request_id":"a"})"});
}

TEST_CASE_FIXTURE(fixture, "the permission is asked once for each state of an object") {
  aut->follow_all({}, "a", answered());
  aut->follow_all({}, "b", answered());
  aut->follow_object(1, "c", answered());
  store.settle({});
  store.tell({.key = 1, .before = state(1, "x", 4), .after = state(1, "x", 5)});
  CHECK(events.size() == 3);
  CHECK(questions == 2);
}

TEST_CASE_FIXTURE(fixture, "a repetition renews the id of an object's subscription") {
  aut->follow_object(1, "a", answered());
  store.settle({});
  aut->follow_object(1, "b", answered());
  CHECK(answers.size() == 2);
  store.tell({.key = 1, .after = state(1, "x", 2)});
  REQUIRE(events.size() == 1);
  CHECK(events[0].ends_with(R"("request_id":"b"})"));
  CHECK(aut->forget_object(1).has_value());
  CHECK(aut->forget_object(1).error().code == model::ec::not_found);
}

TEST_CASE_FIXTURE(fixture, "subscriptions are limited in number, and waiting does not help") {
  for (const auto* id : {"a", "b", "c", "d"})
    aut->follow_all({}, id, answered());
  CHECK(answers == codes{model::ec::too_many});
  CHECK(waits == std::vector{std::chrono::milliseconds{0}});
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_live_objects_tests
