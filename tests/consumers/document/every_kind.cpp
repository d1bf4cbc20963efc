#include "tests/consumers/document/every_kind.hpp"

#include "consumers/generic/group_consumer.hpp"
#include "consumers/generic/resource.hpp"
#include "consumers/generic/room_consumer.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/routing/multiplexer.hpp"
#include "tests/consumers/echo.hpp"
#include "tests/consumers/models/note.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <doctest/doctest.h>
#include <memory>

namespace vestnik::consumers {

namespace {

struct utterance {
  std::string by;
  std::int64_t times = 0;
};
BOOST_DESCRIBE_STRUCT(utterance, (), (by, times))

/// Handlers with each kind of filter and of argument.
struct talk {
  static handler_list<talk> handlers() {
    return {
        on({{"action", "say"}, {"text", matches{R"(@(?P<to>\w+) (?P<words>.+))", "@bob hello"}}},
           &talk::whisper),
        on("say", &talk::say),
        on({{"action", one_of{"ask", "beg"}}}, &talk::ask),
    };
  }
  std::string whisper(arg<"to"> to, arg<"words">, arg<"room", int>, arg<"word">) {
    return std::string{*to};
  }
  utterance say(arg<"text", std::string>, arg<"loud", bool>, arg<"times", std::uint8_t> times,
                arg<"tag", std::optional<std::string>>, arg<"room", int>) {
    return {"alice", *times};
  }
  model::result<std::int64_t> ask(arg<"chat", model::chat_id> chat,
                                  arg<"what", const boost::json::value*>) {
    return chat->value;
  }
};

/// Is found by a key that is no action.
struct tally {
  static handler_list<tally> handlers() {
    return {on({{"kind", one_of{1, true, nullptr}}}, &tally::count)};
  }
  void count(arg<"action", std::optional<std::string>>, arg<"of", std::int16_t>) {}
};

/// With 42 objects, so that the id of all examples is there.
template <class Model>
std::shared_ptr<memory_store> filled() {
  auto store = std::make_shared<memory_store>(description_of<Model>());
  for (int i = 0; i < 42; ++i)
    store->insert(to_row(Model{}), [](const auto& stored) { REQUIRE(stored.has_value()); });
  return store;
}

} // namespace

route_table every_kind() {
  using notes = live_crud<note>;
  auto made = route_table::make({
      mount<talk>("/talk/{room:int}/{word:[a-z]+}/{who}/{number:id}/"),
      mount<notes>("/notes", {.store = filled<note>()}),
      mount<notes>("/notes/some",
                   {.store = filled<note>(), .fields = {"text", "stars"}, .read_only = {"stars"}}),
      mount<list_only<note>>("/notes/pages",
                             {.store = filled<note>(), .pages = {paging::style::pages, 5}}),
      mount<list_only<note>>("/notes/cursor",
                             {.store = filled<note>(), .pages = {paging::style::cursor, 5}}),
      mount<resource<note, actions::list | actions::stream>>("/notes/stream",
                                                             {.store = filled<note>()}),
      multiplex("/all", {{"places", stream<live_crud<place>>({.store = filled<place>()})},
                         {"rooms", stream<room_consumer>()}}),
      mount<tally>("/tally"),
      mount<group_consumer>("/group/{room}", {.group = "room_{room}"}),
      mount<group_consumer>("/listen", {.group = "news", .receive = receiving::refuse}),
      mount<echo>("/echo"),
      mount<echo>("/"),
  });
  REQUIRE_MESSAGE(made.has_value(), made.error().message);
  return std::move(*made);
}

} // namespace vestnik::consumers
