#include "consumers/groups/group_name.hpp"

#include "consumers/groups/local_layer.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <utility>

namespace vestnik::consumers::groups_group_name_tests {

TEST_SUITE_BEGIN("consumers/groups/group_name");

using namespace vestnik::consumers;

namespace {

/// A connection to a mount, of which nothing but its place matters.
struct place {
  place(std::string mount, std::string stream)
      : facts{.mount = std::move(mount)}
      , at{facts, nobody, layer, life.observe(), std::move(stream)} {}

  struct silent final : client {
    void send(std::string_view) override {}
    void send_binary(std::string_view) override {}
    void close(std::uint16_t, std::string_view) override {}
    void when_flushed(std::function<void()>) override {}
  };
  scope facts;
  silent nobody;
  local_layer layer;
  lifetime life;
  connection at;
};

std::string problem(const char* name) {
  const auto found = group_name{name}.problem({"room", "word"});
  if (!found)
    return "";
  CHECK(found->field == "group");
  return found->message;
}

} // namespace

TEST_CASE("parts in braces are filled in") {
  const capture_list values{{"room", "7"}, {"word", "{room}"}};
  CHECK(group_name{"room_{room}"}.with(values) == "room_7");
  CHECK(group_name{"news"}.with(values) == "news");
  CHECK(group_name{"{room}-{room}"}.with(values) == "7-7");
  CHECK_MESSAGE(group_name{"{word}"}.with(values) == "{room}", "what is filled in is no template");
}

TEST_CASE("the first value of a name counts") {
  CHECK(group_name{"{room}"}.with({{"room", "a"}, {"room", "b"}}) == "a");
}

TEST_CASE("other values are another group, however they are put together") {
  const auto key = [](const group_name& name, const char* team, const char* room) {
    const place here{"/teams/{team}", ""};
    return name.key(here.at, {{"room", room}, {"team", team}});
  };
  const group_name name{"{team}_{room}"};
  CHECK(name.with({{"team", "a"}, {"room", "b_c"}}) == name.with({{"team", "a_b"}, {"room", "c"}}));
  CHECK(key(name, "a", "b_c") != key(name, "a_b", "c"));
  CHECK(key(name, "a", "b") == key(name, "a", "b"));
  CHECK(key("{team}", "1:a", "") != key("{team}{room}", "", "a"));
}

TEST_CASE("a group is one of its mount and stream alone unless its name is shared") {
  const auto key = [](const group_name& name, const char* mount, const char* stream) {
    const place here{mount, stream};
    return name.key(here.at, {{"room", "7"}});
  };
  CHECK(key("room_{room}", "/a/", "") == key("room_{room}", "/a/", ""));
  CHECK(key("room_{room}", "/a/", "") != key("room_{room}", "/b/", ""));
  CHECK(key("room_{room}", "/a/", "s") != key("room_{room}", "/a/", "t"));
  const auto shared = group_name::shared("room_{room}");
  CHECK(key(shared, "/a/", "") == key(shared, "/b/", "s"));
  CHECK(key(shared, "/a/", "") != key("room_{room}", "/a/", ""));
  CHECK(key(shared, "/a/", "") != key(group_name::shared("hall_{room}"), "/a/", ""));
}

TEST_CASE("parts that a client chose cannot become the name of other parts") {
  CHECK(group_key({"person", "ada"}) == "6:person3:ada");
  CHECK(group_key({"a", "b"}) != group_key({"a1:b"}));
  CHECK(group_key({"a", ""}) != group_key({"", "a"}));
}

TEST_CASE("a name that cannot be filled in is refused with what there is") {
  CHECK(problem("room_{room}_{word}") == "");
  CHECK(problem("all") == "");
  CHECK(problem("room_{rom}") == "there is no rom to fill into room_{rom}; there is: room, word");
  CHECK(problem("room_{}") == "there is no {} to fill into room_{}; there is: room, word");
  CHECK(problem("room_{room") == "room_{room is not a name like room_{room}");
  CHECK(problem("") == "the empty text is not a name like room_{room}");
}

TEST_CASE("captures have names") {
  CHECK(names_of({{"room", capture_kind::integer}, {"word", capture_kind::text}}) ==
        std::vector<std::string>{"room", "word"});
}

TEST_SUITE_END();

} // namespace vestnik::consumers::groups_group_name_tests
