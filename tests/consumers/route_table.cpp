#include "consumers/route_table.hpp"

#include "consumers/endpoints/echo.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("consumers/route_table");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

mount at(std::string pattern) { return {std::move(pattern), factory_of<endpoints::echo>()}; }

route_table table_of(std::vector<std::string> patterns) {
  std::vector<mount> mounts;
  for (auto& pattern : patterns)
    mounts.push_back(at(std::move(pattern)));
  auto made = route_table::make(std::move(mounts));
  REQUIRE(made.has_value());
  return std::move(*made);
}

model::error refusal(std::vector<std::string> patterns) {
  std::vector<mount> mounts;
  for (auto& pattern : patterns)
    mounts.push_back(at(std::move(pattern)));
  const auto made = route_table::make(std::move(mounts));
  REQUIRE_FALSE(made.has_value());
  return made.error();
}

} // namespace

TEST_CASE("a path leads to the pattern that it matches, with its captures") {
  const auto aut = table_of({"/", "/ws", "/ws/getMessages/{chat}/", "/a/{x}/b/{y}", "/a/{x}/c"});
  struct row {
    const char* path;
    const char* pattern;
    capture_list captures;
  };
  const row table[] = {
      {"/", "/", {}},
      {"/ws", "/ws", {}},
      {"/ws/getMessages/42/", "/ws/getMessages/{chat}/", {{"chat", "42"}}},
      {"/ws/getMessages/a b/", "/ws/getMessages/{chat}/", {{"chat", "a b"}}},
      {"/a/1/b/2", "/a/{x}/b/{y}", {{"x", "1"}, {"y", "2"}}},
      {"/a/1/c", "/a/{x}/c", {{"x", "1"}}},
  };
  for (const auto& row : table) {
    CAPTURE(row.path);
    const auto found = aut.match(row.path);
    REQUIRE(found.has_value());
    CHECK(found->target->pattern == row.pattern);
    CHECK(found->captures == row.captures);
  }
}

TEST_CASE("a path that no pattern matches is not found") {
  const auto aut = table_of({"/ws", "/chat/{room}/"});
  for (const auto* path : {"", "ws", "/", "/WS", "/ws/", "//ws", "/ws/x", "/chat/1", "/chat//",
                           "/chat/1/2/", "/chat/1/ ", "/w", "/wss"})
    CHECK_MESSAGE(!aut.match(path).has_value(), path);
}

TEST_CASE("a pattern that cannot be read is refused by name") {
  const std::pair<const char*, const char*> table[] = {
      {"", "route : a pattern starts with /"},
      {"ws", "route ws: a pattern starts with /"},
      {"/a//b", "route /a//b: only the last segment may be empty"},
      {"/{}", "route /{}: {} is not a capture of the form {name}"},
      {"/{1a}", "route /{1a}: {1a} is not a capture of the form {name}"},
      {"/{Room}", "route /{Room}: {Room} is not a capture of the form {name}"},
      {"/x{room}", "route /x{room}: x{room} is not a capture of the form {name}"},
      {"/{room}x", "route /{room}x: {room}x is not a capture of the form {name}"},
      {"/{room", "route /{room: {room is not a capture of the form {name}"},
      {"/{a}/{a}", "route /{a}/{a}: it captures a twice"},
  };
  for (const auto& [pattern, message] : table) {
    const auto refused = refusal({pattern});
    CHECK(refused.code == model::ec::invalid);
    CHECK(refused.message == message);
  }
}

TEST_CASE("a mount without a consumer is refused by name") {
  const auto made = route_table::make({mount{"/ws", {}}});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().message == "route /ws: it has no consumer");
}

TEST_CASE("two routes that one path could match are refused with both names") {
  const std::pair<const char*, const char*> table[] = {
      {"/ws", "/ws"},       {"/{a}", "/{b}"},   {"/chat/new", "/chat/{room}"},
      {"/{a}/b", "/a/{b}"}, {"/{a}/", "/{b}/"},
  };
  for (const auto& [first, second] : table) {
    const auto refused = refusal({"/x/y/z/w", first, second});
    CHECK(refused.code == model::ec::conflict);
    CHECK(refused.message == std::string{"route "} + second + ": a path could also match " + first);
  }
}

TEST_CASE("routes that no path can match together live side by side") {
  const auto aut = table_of({"/a", "/a/", "/a/{x}", "/a/{x}/", "/b/{x}/c", "/b/{x}/d"});
  CHECK(aut.match("/a/")->target->pattern == "/a/");
  CHECK(aut.match("/a/1")->target->pattern == "/a/{x}");
}

TEST_CASE("one class can be mounted many times with different options") {
  const auto made = route_table::make({
      {"/open", factory_of<endpoints::echo>(), {permission::anonymous}},
      {"/closed", factory_of<endpoints::echo>()},
  });
  REQUIRE(made.has_value());
  CHECK(made->match("/open")->target->options.who == permission::anonymous);
  CHECK(made->match("/closed")->target->options.who == permission::signed_in);
}

TEST_CASE("a matched mount survives a move of its table") {
  auto aut = table_of({"/ws"});
  const auto found = aut.match("/ws");
  const auto moved = std::move(aut);
  CHECK(moved.match("/ws")->target == found->target);
}

TEST_CASE("only mounts for anybody let somebody in who is not signed in") {
  const mount closed{"/a", {}, {}};
  const mount open{"/b", {}, {permission::anonymous}};
  const model::identity alice{.user = {1}, .session = {2}, .login = "alice", .name = "Alice"};
  CHECK(authorise(closed, alice).has_value());
  CHECK(authorise(open, alice).has_value());
  CHECK(authorise(open, {}).has_value());
  REQUIRE_FALSE(authorise(closed, {}).has_value());
  CHECK(authorise(closed, {}).error().code == model::ec::unauthenticated);
}

TEST_SUITE_END();
