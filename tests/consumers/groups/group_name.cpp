#include "consumers/groups/group_name.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::groups_group_name_tests {

TEST_SUITE_BEGIN("consumers/groups/group_name");

using namespace vestnik::consumers;

namespace {

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
