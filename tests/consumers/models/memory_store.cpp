#include "consumers/models/memory_store.hpp"

#include "tests/consumers/models/note.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::models_memory_store_tests {

TEST_SUITE_BEGIN("consumers/models/memory_store");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct fixture {
  memory_store aut{description_of<place>()};

  row made(std::string name) { return to_row(place{0, std::move(name), 0}); }

  model::result<row> insert(std::string name) {
    model::result<row> stored = model::error{};
    aut.insert(made(std::move(name)), [&](auto outcome) { stored = std::move(outcome); });
    return stored;
  }

  std::string names(list_query wanted) {
    std::string all;
    aut.list(wanted, [&](model::result<object_list> page) {
      for (const auto& one : page->objects)
        all += std::string{one.at("name").as_string()};
      if (wanted.limit == 0)
        all += std::to_string(page->total);
    });
    return all;
  }
};

/// What the feed tells, in short: `+3 *3 -3`, with positions that count from 1.
struct diary {
  explicit diary(change_feed& feed)
      : following{feed.follow(
            [this](const change& change) {
              CHECK(change.position == ++last);
              text += !change.before ? '+' : change.after ? '*' : '-';
              text += std::to_string(change.key.as_int64()) + ' ';
            },
            [](const model::result<void>& ready) { CHECK(ready.has_value()); })} {}

  std::uint64_t last = 0;
  std::string text;
  watch following;
};

} // namespace

TEST_CASE_FIXTURE(fixture, "objects get keys, and are listed in their order") {
  for (const auto* name : {"a", "b", "c", "d"})
    CHECK(insert(name).has_value());
  CHECK(names({.limit = 10}) == "abcd");
  CHECK(names({.limit = 2}) == "ab");
  CHECK(names({.offset = 1, .limit = 2}) == "bc");
  CHECK(names({.after = 2, .limit = 10}) == "cd");
  CHECK(names({.equal = {{"name", "c"}}, .limit = 10}) == "c");
  CHECK(names({.equal = {{"name", "c"}}, .after = 3, .limit = 0}) == "1");
}

TEST_CASE_FIXTURE(fixture, "the feed tells each committed change once, in order") {
  diary events{aut};
  insert("a");
  insert("b");
  aut.update(1, {{"name", "x"}}, {}, [](const auto& outcome) { CHECK(outcome.has_value()); });
  aut.remove(2, {}, [](const auto& outcome) { CHECK(outcome.has_value()); });
  CHECK(events.text == "+1 +2 *1 -2 ");
}

TEST_CASE_FIXTURE(fixture, "a transaction is told when it is committed, and not if it is not") {
  diary events{aut};
  {
    memory_store::transaction lost{aut};
    CHECK(lost.insert(made("a")).has_value());
    CHECK(lost.update(1, {{"name", "b"}}).has_value());
  }
  CHECK(names({.limit = 10}) == "");
  memory_store::transaction kept{aut};
  CHECK(kept.insert(made("a")).has_value());
  CHECK(kept.insert(made("b")).has_value());
  CHECK(kept.remove(1).has_value());
  CHECK(kept.update(1, {{"name", "x"}}).error().code == model::ec::not_found);
  CHECK(events.text == "");
  CHECK(names({.limit = 10}) == "");
  kept.commit();
  CHECK(events.text == "+1 +2 -1 ");
  CHECK(names({.limit = 10}) == "b");
}

TEST_CASE_FIXTURE(fixture,
                  "ten thousand objects inserted at once are ten thousand events in order") {
  diary events{aut};
  memory_store::transaction bulk{aut};
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(bulk.insert(made("x")).has_value());
  bulk.commit();
  CHECK(events.last == 10'000);
}

TEST_CASE_FIXTURE(fixture, "a change is answered before the feed tells of it") {
  std::string order;
  const auto following = aut.follow([&](const change&) { order += "told "; }, [](const auto&) {});
  aut.insert(made("a"), [&](const auto&) { order += "answered "; });
  CHECK(order == "answered told ");
}

TEST_CASE_FIXTURE(fixture, "a watch that was let go is told nothing more") {
  diary events{aut};
  insert("a");
  events.following.reset();
  insert("b");
  CHECK(events.text == "+1 ");
}

TEST_CASE_FIXTURE(fixture, "an object that is not there cannot be found, changed or removed") {
  const auto missing = [](const auto& outcome) {
    CHECK(outcome.error().code == model::ec::not_found);
  };
  aut.find(1, missing);
  aut.update(1, {}, {}, missing);
  aut.remove(1, {}, missing);
}

TEST_CASE_FIXTURE(fixture, "a write of what has become something else is refused") {
  insert("a");
  const auto refused = [](const model::result<row>& outcome) {
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error() == changed_meanwhile());
  };
  const auto done = [](const model::result<row>& outcome) { CHECK(outcome.has_value()); };
  aut.update(1, {{"name", "b"}}, {{"name", "a"}}, done);
  aut.update(1, {{"name", "c"}}, {{"name", "a"}}, refused);
  aut.remove(1, {{"name", "a"}}, refused);
  aut.remove(1, {{"name", "b"}}, done);
}

TEST_CASE_FIXTURE(fixture, "an operation that comes again happens once") {
  std::string keys;
  const auto note = [&](const model::result<row>& outcome) {
    keys += std::to_string(outcome->at("pk").as_int64());
  };
  for (const auto* op : {"one", "two", "one", "", ""})
    aut.insert_once(made("a"), op, note);
  CHECK(keys == "12134");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::models_memory_store_tests
