#include "consumers/generic/paging.hpp"

#include "consumers/groups/local_layer.hpp"
#include "consumers/models/memory_store.hpp"
#include "model/values/json.hpp"
#include "tests/consumers/models/note.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <doctest/doctest.h>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace vestnik::consumers::generic_paging_tests {

TEST_SUITE_BEGIN("consumers/generic/paging");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

using style = paging::style;

struct fixture : client {
  memory_store store{description_of<place>()};
  std::function<bool(const row&)> visible = [](const row&) { return true; };
  list_source::sight sees = list_source::sight::all;

  explicit fixture(int count = 7) { add(count); }

  void add(int count, std::size_t bytes = 0) {
    for (int i = 0; i < count; ++i)
      store.insert(to_row(place{0, std::string(bytes, 'x')}), [](const auto&) {});
  }

  /// Only objects with such keys may be seen.
  void show_only(std::function<bool(std::int64_t)> which) {
    sees = list_source::sight::some;
    visible = [which = std::move(which)](const row& one) { return which(one.at("pk").as_int64()); };
  }

  /// The answer in short: keys, then page of pages and count, or the cursor; or the
  /// refusal.
  std::string list(const paging& rules, std::string_view arguments) {
    const auto read = model::parse_json(arguments).value().get_object();
    const auto plan = plan_list(rules, read, description_of<place>(), {});
    if (!plan)
      return plan.error().field + ": " + plan.error().message;
    const object_view view{.of = &description_of<place>(),
                           .fields = std::make_shared<const field_list>(
                               field_list::make(description_of<place>(), {}, {}).value()),
                           .filter = {},
                           .visible = visible};
    run_list(rules, *plan, {store, view, sees}, at,
             responder{{wire_form::bare, {}, "list", "1"}, *this, life.observe()});
    const auto answer =
        model::parse_json(std::exchange(sent, {}), {.bytes = 1 << 24, .depth = 32}).value();
    if (const auto& errors = answer.at("errors").get_array(); !errors.empty())
      return std::string{std::string_view{errors.at(0).at("message").as_string()}};
    const auto& data = answer.at("data");
    is_array = data.is_array();
    std::string said;
    for (const auto& one : data.is_array() ? data.get_array() : data.at("results").get_array())
      said += std::to_string(one.at("pk").as_int64());
    if (rules.cut == style::pages)
      said += fmt::format(" {}/{} of {}", data.at("page").as_int64(), data.at("pages").as_int64(),
                          data.at("count").as_int64());
    if (rules.cut != style::pages && !is_array)
      said += ' ' + boost::json::serialize(data.at("cursor"));
    return said;
  }

  [[nodiscard]] std::size_t largest_reply() const noexcept override { return 1 << 20; }
  void send(std::string_view text) override { sent = text; }
  void send_binary(std::string_view) override {}
  void close(std::uint16_t, std::string_view) override {}
  void when_flushed(std::function<void()>) override {}

  std::string sent;
  bool is_array = false;
  scope facts;
  local_layer layer;
  lifetime life;
  connection at{facts, *this, layer, life.observe(), {}};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "pages are cut by number, and the last may be asked for as such") {
  const paging rules{.cut = style::pages, .size = 3};
  CHECK(list(rules, "{}") == "123 1/3 of 7");
  CHECK(list(rules, R"({"page":2})") == "456 2/3 of 7");
  CHECK(list(rules, R"({"page":3})") == "7 3/3 of 7");
  CHECK(list(rules, R"({"page":"last"})") == "7 3/3 of 7");
  CHECK(list(rules, R"({"page":"last","page_size":4})") == "567 2/2 of 7");
}

TEST_CASE_FIXTURE(fixture, "orphans join the page before") {
  const paging rules{.cut = style::pages, .size = 3, .orphans = 1};
  CHECK(list(rules, R"({"page":2})") == "4567 2/2 of 7");
  CHECK(list(rules, R"({"page":"last","page_size":5})") == "67 2/2 of 7");
  CHECK(list(rules, R"({"page_size":6})") == "1234567 1/1 of 7");
}

TEST_CASE("an empty list is one empty page") {
  fixture nothing{0};
  CHECK(nothing.list({.cut = style::pages}, R"({"page":"last"})") == " 1/1 of 0");
  CHECK(nothing.list({.cut = style::cursor}, "{}") == " null");
  CHECK(nothing.list({}, "{}") == "");
}

TEST_CASE_FIXTURE(fixture, "a page that is not there, and one that cannot be, are refused") {
  const paging rules{.cut = style::pages, .size = 3};
  CHECK(list(rules, R"({"page":4})") == "there is no page 4: there are 3");
  for (const auto* page : {"0", "-1", "1.5", R"("first")", "null"})
    CHECK(list(rules, fmt::format(R"({{"page":{}}})", page)) ==
          R"(page: page must be a whole number from 1 up, or "last")");
  for (const auto* size : {"0", "201", R"("3")"})
    CHECK(list(rules, fmt::format(R"({{"page_size":{}}})", size)) ==
          "page_size: page_size must be a whole number from 1 to 200");
  CHECK(list(rules, R"({"cursor":1})") == "cursor: a list here takes no cursor");
}

TEST_CASE_FIXTURE(fixture, "a cursor goes on behind the last object, whatever happened before it") {
  const paging rules{.cut = style::cursor, .size = 3};
  CHECK(list(rules, "{}") == "123 3");
  store.remove(1, {}, [](const auto&) {});
  store.remove(3, {}, [](const auto&) {});
  CHECK(list(rules, R"({"cursor":3})") == "456 6");
  CHECK(list(rules, R"({"cursor":6})") == "7 null");
  CHECK(list(rules, R"({"cursor":{}})") ==
        "cursor: cursor must be that of the answer before, or null");
}

TEST_CASE_FIXTURE(fixture, "a cursor ends with the last object, also where that fills its page") {
  store.insert(to_row(place{}), [](const auto&) {});
  store.insert(to_row(place{}), [](const auto&) {});
  const paging rules{.cut = style::cursor, .size = 3};
  CHECK(list(rules, R"({"cursor":3})") == "456 6");
  CHECK(list(rules, R"({"cursor":6})") == "789 null");
  CHECK(list(rules, R"({"cursor":9})") == " null");
  CHECK(list({.cut = style::cursor, .size = 1}, R"({"cursor":7})") == "8 8");
  CHECK(list({.cut = style::cursor, .size = 1}, R"({"cursor":8})") == "9 null");
}

TEST_CASE_FIXTURE(fixture, "a list that is not cut has a limit") {
  CHECK(list({.size = 7, .most = 7}, "{}") == "1234567");
  const std::string too_many =
      "there are more than the 6 of a list: ask with a cursor, which is null at first";
  CHECK(list({.size = 6, .most = 6}, "{}") == too_many);
}

TEST_CASE_FIXTURE(fixture, "a list that is not cut is read in pieces by who asks for them") {
  const paging rules{.size = 3, .most = 6};
  CHECK(list(rules, R"({"cursor":null})") == "123 3");
  CHECK(list(rules, R"({"cursor":3,"page_size":4})") == "4567 null");
  CHECK(list(rules, R"({"page":1})") == "page: a list here takes no page");
}

TEST_CASE("however long objects are, each list can be read, one after the other in any case") {
  fixture large{0};
  large.add(5, 240'000);
  for (const auto sees : {list_source::sight::all, list_source::sight::some}) {
    large.sees = sees;
    CHECK(large.list({}, "{}") ==
          "the list is too long for one answer: ask with a cursor, which is null at first");
    for (const auto cut : {style::none, style::cursor}) {
      CHECK(large.list({.cut = cut}, R"({"cursor":null})") == "1 1");
      CHECK(large.list({.cut = cut}, R"({"cursor":4})") == "5 null");
    }
    CHECK(large.list({.cut = style::pages}, "{}") ==
          "the page is too long for one answer: ask for a smaller page_size");
    CHECK(large.list({.cut = style::pages, .size = 3}, R"({"page":2})") == "45 2/2 of 5");
  }
}

TEST_CASE("a piece behind a cursor ends where its bytes end") {
  fixture some{0};
  some.add(10, 80'000);
  CHECK(some.list({.cut = style::cursor}, "{}") == "123 3");
  CHECK(some.list({.cut = style::cursor}, R"({"cursor":3,"page_size":2})") == "45 5");
  CHECK(some.list({}, "{}") == "12345678910");
  CHECK(some.list({.cut = style::pages}, R"({"page":"last","page_size":4})") == "910 3/3 of 10");
}

TEST_CASE("a last page that is exactly full is the last one") {
  fixture six{6};
  const paging cursor{.cut = style::cursor, .size = 3};
  CHECK(six.list(cursor, "{}") == "123 3");
  CHECK(six.list(cursor, R"({"cursor":3})") == "456 null");
  CHECK(six.list(cursor, R"({"cursor":5,"page_size":1})") == "6 null");
  CHECK(six.list(cursor, R"({"page_size":6})") == "123456 null");
  const paging pages{.cut = style::pages, .size = 3};
  CHECK(six.list(pages, R"({"page":"last"})") == "456 2/2 of 6");
  CHECK(six.list(pages, R"({"page":3})") == "there is no page 3: there are 2");
  CHECK(six.list({.size = 6, .most = 6}, "{}") == "123456");
  fixture one{1};
  CHECK(one.list({.cut = style::cursor, .size = 1}, "{}") == "1 null");
  CHECK(one.list({.cut = style::pages, .size = 1}, "{}") == "1 1/1 of 1");
}

TEST_CASE_FIXTURE(fixture, "nothing of a list tells of objects that may not be seen") {
  show_only([](std::int64_t key) { return key % 3 == 1; });
  const paging cursor{.cut = style::cursor, .size = 2};
  CHECK(list(cursor, "{}") == "14 4");
  CHECK(list(cursor, R"({"cursor":4})") == "7 null");
  CHECK(list(cursor, R"({"cursor":1})") == "47 null");
  const paging pages{.cut = style::pages, .size = 2};
  CHECK(list(pages, "{}") == "14 1/2 of 3");
  CHECK(list(pages, R"({"page":"last"})") == "7 2/2 of 3");
  CHECK(list(pages, R"({"page":3})") == "there is no page 3: there are 2");
  CHECK(list({.size = 3, .most = 3}, "{}") == "147");
  CHECK(list({.size = 2, .most = 2}, "{}").starts_with("there are more than the 2 of a list"));
  show_only([](std::int64_t) { return false; });
  CHECK(list(cursor, "{}") == " null");
  CHECK(list(pages, "{}") == " 1/1 of 0");
}

TEST_CASE("a list looks at ten thousand objects and no more") {
  fixture many{10'500};
  const std::string too_few = "a list looks at 10000 objects, and too few of them may be seen";
  many.show_only([](std::int64_t) { return false; });
  for (const auto cut : {style::none, style::pages, style::cursor})
    CHECK(many.list({.cut = cut}, "{}") == too_few);
  many.show_only([](std::int64_t key) { return key == 5 || key == 10'499; });
  const paging cursor{.cut = style::cursor};
  CHECK(many.list(cursor, "{}") == "5 5");
  CHECK(many.list(cursor, R"({"cursor":5})") == too_few);
  CHECK(many.list(cursor, R"({"cursor":1000})") == "10499 null");
}

TEST_CASE("page sizes that do not fit are refused") {
  CHECK_FALSE(paging{}.problem().has_value());
  CHECK(paging{.size = 0}.problem()->field == "pages");
  CHECK(paging{.size = 10, .most = 9}.problem()->field == "pages");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_paging_tests
