#include "consumers/routing/route_table.hpp"

#include "consumers/generic/resource.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/routing/multiplexer.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/echo.hpp"
#include "tests/consumers/models/note.hpp"

#include <doctest/doctest.h>
#include <stdexcept>
#include <utility>

namespace vestnik::consumers::route_table_tests {

TEST_SUITE_BEGIN("consumers/routing/route_table");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Says nothing of who may connect.
struct plain_consumer {
  static handler_list<plain_consumer> handlers() { return {on("rest", &plain_consumer::rest)}; }
  void rest() {}
};

mount_point at(std::string path) { return mount<echo>(std::move(path)); }

route_table table_of(std::vector<std::string> patterns) {
  std::vector<mount_point> mounts;
  for (auto& pattern : patterns)
    mounts.push_back(at(std::move(pattern)));
  auto made = route_table::make(std::move(mounts));
  REQUIRE(made.has_value());
  return std::move(*made);
}

model::error refusal(std::vector<std::string> patterns) {
  std::vector<mount_point> mounts;
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
    CHECK(found->target->path.text() == row.pattern);
    CHECK(found->captures == row.captures);
  }
}

TEST_CASE("a path that no pattern matches is not found") {
  const auto aut = table_of({"/ws", "/chat/{room}/"});
  for (const auto* path : {"", "ws", "/", "/WS", "/ws/", "//ws", "/ws/x", "/chat/1", "/chat//",
                           "/chat/1/2/", "/chat/1/ ", "/w", "/wss"})
    CHECK_MESSAGE(!aut.match(path).has_value(), path);
}

TEST_CASE("a path that cannot be read is refused with route and class") {
  const auto refused = refusal({"/{1a}"});
  CHECK(refused.code == model::ec::invalid);
  CHECK(refused.message == "route /{1a} (vestnik::consumers::echo): {1a} is not a "
                           "capture of the form {name} or {name:what}");
}

TEST_CASE("two routes that one path could match are refused with both names") {
  const std::pair<const char*, const char*> table[] = {
      {"/ws", "/ws"},       {"/{a}", "/{b}"},   {"/chat/new", "/chat/{room}"},
      {"/{a}/b", "/a/{b}"}, {"/{a}/", "/{b}/"},
  };
  for (const auto& [first, second] : table) {
    const auto refused = refusal({"/x/y/z/w", first, second});
    CHECK(refused.code == model::ec::conflict);
    CHECK(refused.message == std::string{"route "} + second +
                                 " (vestnik::consumers::echo): a path could also match " + first +
                                 " (vestnik::consumers::echo)");
  }
}

TEST_CASE("routes that no path can match together live side by side") {
  const auto aut = table_of({"/a", "/a/", "/a/{x}", "/a/{x}/", "/b/{x}/c", "/b/{x}/d"});
  CHECK(aut.match("/a/")->target->path.text() == "/a/");
  CHECK(aut.match("/a/1")->target->path.text() == "/a/{x}");
}

TEST_CASE("a class can be mounted many times with different options") {
  const auto made = route_table::make({
      mount<echo>("/open"),
      mount<echo>("/closed", {.permission = signed_in()}),
  });
  REQUIRE(made.has_value());
  CHECK(authorise(*made->match("/open")->target, {}).has_value());
  CHECK_FALSE(authorise(*made->match("/closed")->target, {}).has_value());
}

TEST_CASE("a matched mount survives a move of its table") {
  auto aut = table_of({"/ws"});
  const auto found = aut.match("/ws");
  const auto moved = std::move(aut);
  CHECK(moved.match("/ws")->target == found->target);
}

TEST_CASE("a connection of nobody gets in only where anybody does") {
  const auto aut = route_table::make({mount<plain_consumer>("/plain"), at("/echo")}).value();
  const scope alice{.identity = {.user = {1}, .session = {2}, .login = "alice", .name = "Alice"}};
  CHECK(authorise(*aut.match("/plain")->target, alice).has_value());
  CHECK(authorise(*aut.match("/echo")->target, alice).has_value());
  CHECK(authorise(*aut.match("/echo")->target, {}).has_value());
  const auto refused = authorise(*aut.match("/plain")->target, {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == model::ec::unauthenticated);
}

TEST_CASE("a permission sees what the path captures") {
  const auto own_room = access_rule{[](const access_request& request) -> judgement {
    return request.facts.captures.front().second == request.facts.identity.login
               ? model::result<void>{}
               : model::result<void>{model::error{model::ec::forbidden, "somebody else's"}};
  }};
  const auto aut = route_table::make({mount<echo>("/{who}", {own_room})}).value();
  const auto allowed = [&](std::string path) {
    auto found = aut.match(path);
    return authorise(*found->target, {.identity = {{1}, {2}, "alice", "Alice"},
                                      .captures = std::move(found->captures)})
        .has_value();
  };
  CHECK(allowed("/alice"));
  CHECK_FALSE(allowed("/bob"));
}

TEST_CASE("a permission that throws refuses, and nothing leaves it") {
  const captured_log log;
  const auto refused = [](access_rule::rule opinion) {
    const auto aut =
        route_table::make({mount<echo>("/", {access_rule{std::move(opinion)}})}).value();
    return authorise(*aut.match("/")->target, {}).error().code;
  };
  CHECK(refused([](const access_request&) -> judgement {
          throw model::error{model::ec::forbidden, "not you"};
        }) == model::ec::forbidden);
  CHECK(refused([](const access_request&) -> judgement { throw std::runtime_error{"as asked"}; }) ==
        model::ec::internal);
  CHECK(log.has("as asked"));
}

TEST_CASE("the models that mounts want stored are known, each once") {
  const auto memory = std::make_shared<memory_store>(description_of<note>());
  const auto routes = route_table::make({
      mount<live_crud<note>>("/memory", {.store = memory}),
      mount<live_crud<place>>("/places", {.store = stored_objects{}}),
      multiplex("/all", {{"places", stream<list_only<place>>({.store = stored_objects{}})}}),
  });
  CHECK(routes->stored() == std::vector{&description_of<place>()});
}

TEST_SUITE_END();

} // namespace vestnik::consumers::route_table_tests
