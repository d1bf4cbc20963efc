#include "consumers/generic/resource.hpp"

#include "consumers/groups/local_layer.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/testing/communicator.hpp"
#include "model/values/json.hpp"
#include "tests/consumers/models/note.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <doctest/doctest.h>

namespace vestnik::consumers::generic_resource_tests {

TEST_SUITE_BEGIN("consumers/generic/resource");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

using notes = live_crud<note>;

const model::identity alice{{1}, {1}, "alice", "Alice"};
const model::identity bob{{2}, {2}, "bob", "Bob"};

note numbered(int number) {
  note made;
  made.text = std::to_string(number);
  return made;
}

/// Notes at three mounts: all fields; some; one's own.
struct fixture {
  std::shared_ptr<memory_store> store = std::make_shared<memory_store>(description_of<note>());
  local_layer layer;
  route_table routes = route_table::make({
                                             mount<notes>("/all", all()),
                                             mount<notes>("/some", some()),
                                             mount<notes>("/own", own_notes()),
                                         })
                           .value();

  notes::options all() {
    return {.store = store,
            .fill = [](const scope& facts, note& one) { one.author = facts.identity.login; }};
  }
  notes::options some() {
    auto chosen = all();
    chosen.fields = {"text", "stars"};
    chosen.read_only = {"stars"};
    return chosen;
  }
  notes::options own_notes() {
    auto chosen = all();
    chosen.filter = [](const scope& facts) { return row{{"author", facts.identity.login}}; };
    return chosen;
  }

  /// A client of one mount.
  struct page {
    communicator line;

    page(fixture& in, const char* path, const model::identity& by)
        : line{in.routes, path, by, in.layer} {
      REQUIRE_FALSE(line.refused().has_value());
      line.connect();
    }

    /// The next message, without what every reply has; empty if there is none.
    std::string next() {
      const auto text = line.receive();
      if (!text)
        return "";
      const auto frame = model::parse_json(*text).value();
      if (!frame.as_object().contains("response_status"))
        return *text;
      const auto& errors = frame.at("errors").as_array();
      if (errors.empty())
        return fmt::format("{} {}", frame.at("response_status").as_int64(),
                           json::serialize(frame.at("data")));
      return fmt::format("{} {}: {}", frame.at("response_status").as_int64(),
                         errors.at(0).at("field").as_string().c_str(),
                         errors.at(0).at("message").as_string().c_str());
    }

    std::string ask(std::string_view action, std::string_view rest = "",
                    std::string_view id = "r") {
      line.send(fmt::format(R"({{"action":"{}","request_id":"{}"{}{}}})", action, id,
                            rest.empty() ? "" : ",", rest));
      return next();
    }

    std::string create(std::string_view text) {
      return ask("create",
                 fmt::format(R"("data":{{"text":"{}","stars":1,"weight":0,"done":false}})", text));
    }
  };
};

} // namespace

TEST_CASE_FIXTURE(fixture, "objects are created, read, changed and deleted") {
  page aut{*this, "/all", alice};
  CHECK(aut.create("hello").find(R"("id":"1","text":"hello")") != std::string::npos);
  CHECK(aut.ask("retrieve", R"("pk":"1","data":{})").find(R"("author":"alice")") !=
        std::string::npos);
  CHECK(aut.ask("patch", R"("pk":"1","data":{"stars":5})").find(R"("stars":5)") !=
        std::string::npos);
  CHECK(aut.ask("update", R"("pk":"1","data":{"stars":5})") == "422 text: text is missing");
  CHECK(aut.ask("delete", R"("pk":"1","data":{})") == R"(204 {"pk":"1"})");
  CHECK(aut.ask("retrieve", R"("pk":"1")") == "404 pk: there is no such object");
  CHECK(aut.ask("list", R"("data":{})") == "200 []");
}

TEST_CASE_FIXTURE(fixture, "a wrong request is refused by field") {
  page aut{*this, "/all", alice};
  CHECK(aut.ask("create") == "422 data: data is missing");
  CHECK(aut.ask("create", R"("data":[])") == "422 data: data must be an object");
  CHECK(aut.ask("create", R"("data":{},"x":1)") == "422 x: there is no field x here");
  CHECK(aut.create("") == "422 text: a note has a text");
  CHECK(aut.ask("create", R"("data":{"author":"eve"})") == "422 author: author is read-only");
  CHECK(aut.ask("retrieve") == "422 pk: pk is missing");
  CHECK(aut.ask("list", R"("data":{"page":1})") == "422 page: a list here takes no page");
  aut.create("x");
  CHECK(aut.ask("patch", R"("pk":"1","data":{"text":""})") == "422 text: a note has a text");
}

TEST_CASE_FIXTURE(fixture, "a mount shows and takes its own fields only") {
  page all{*this, "/all", alice};
  page some{*this, "/some", alice};
  all.create("hello");
  CHECK(some.ask("list") == R"(200 [{"text":"hello","stars":1}])");
  CHECK(some.ask("patch", R"("pk":"1","data":{"stars":2})") == "422 stars: stars is read-only");
  CHECK(some.ask("patch", R"("pk":"1","data":{"done":true})") ==
        "422 done: there is no field done here");
  CHECK(some.ask("create", R"("data":{"text":"x"})") == R"(201 {"text":"x","stars":0})");
}

TEST_CASE_FIXTURE(fixture, "an object outside of a mount's filter does not exist there") {
  page theirs{*this, "/all", bob};
  page mine{*this, "/own", alice};
  theirs.create("theirs");
  mine.create("mine");
  CHECK(mine.ask("list").find("theirs") == std::string::npos);
  for (const auto* action : {"retrieve", "delete"})
    CHECK(mine.ask(action, R"("pk":"1")") == "404 pk: there is no such object");
  CHECK(mine.ask("patch", R"("pk":"1","data":{})") == "404 pk: there is no such object");
}

TEST_CASE_FIXTURE(fixture, "a subscription tells the fields of its mount that have changed") {
  page all{*this, "/all", alice};
  page some{*this, "/some", bob};
  all.create("hello");
  CHECK(some.ask("subscribe_instance", R"("pk":"1")", "s") == "200 {}");
  CHECK(all.ask("subscribe_instance", R"("pk":"1")", "a") == "200 {}");
  all.ask("patch", R"("pk":"1","data":{"text":"bye","done":true})");
  CHECK(
      all.next() ==
      R"({"action":"update","pk":"1","data":{"text":"bye","done":true,"id":"1","pk":"1"},"request_id":"a"})");
  CHECK(some.next() ==
        R"({"action":"update","pk":"1","data":{"text":"bye","pk":"1"},"request_id":"s"})");
  all.ask("patch", R"("pk":"1","data":{"done":false})");
  CHECK(all.next() != "");
  CHECK(some.next() == "");
  all.ask("patch", R"("pk":"1","data":{"done":false})");
  CHECK(all.next() == "");
  all.ask("delete", R"("pk":"1")");
  CHECK(some.next() == R"({"action":"delete","pk":"1","data":{"pk":"1"},"request_id":"s"})");
}

TEST_CASE_FIXTURE(fixture, "an object can be followed before it exists") {
  page aut{*this, "/some", alice};
  CHECK(aut.ask("subscribe_instance", R"("pk":"2")", "s") == "200 {}");
  aut.create("x");
  CHECK(aut.ask("create", R"("data":{"text":"one"})") == R"(201 {"text":"one","stars":0})");
  CHECK(aut.next() == "");
  CHECK(aut.ask("create", R"("data":{"text":"two"})") == R"(201 {"text":"two","stars":0})");
  CHECK(
      aut.next() ==
      R"({"action":"create","pk":"2","data":{"text":"two","stars":0,"pk":"2"},"request_id":"s"})");
}

TEST_CASE_FIXTURE(
    fixture,
    "an object that enters a filtered subscription is created, one that leaves it deleted") {
  page aut{*this, "/some", alice};
  page writer{*this, "/all", alice};
  CHECK(aut.ask("subscribe", R"("filter":{"stars":5})", "s") == "200 {}");
  writer.create("x");
  CHECK(aut.next() == "");
  writer.ask("patch", R"("pk":"1","data":{"stars":5})");
  CHECK(aut.next() ==
        R"({"action":"create","pk":"1","data":{"text":"x","stars":5,"pk":"1"},"request_id":"s"})");
  writer.ask("patch", R"("pk":"1","data":{"text":"y"})");
  CHECK(aut.next() ==
        R"({"action":"update","pk":"1","data":{"text":"y","pk":"1"},"request_id":"s"})");
  writer.ask("patch", R"("pk":"1","data":{"stars":4})");
  CHECK(aut.next() == R"({"action":"delete","pk":"1","data":{"pk":"1"},"request_id":"s"})");
}

TEST_CASE_FIXTURE(fixture, "two mounts do not mix, nor do two people at a filtered one") {
  page mine{*this, "/own", alice};
  page theirs{*this, "/own", bob};
  mine.ask("subscribe", "", "m");
  theirs.ask("subscribe", "", "t");
  mine.create("x");
  CHECK(mine.next().find(R"("request_id":"m")") != std::string::npos);
  CHECK(theirs.next() == "");
}

TEST_CASE_FIXTURE(fixture, "bulk writes are seen, and those that were rolled back are not") {
  page aut{*this, "/some", alice};
  aut.ask("subscribe", "", "s");
  {
    memory_store::transaction lost{*store};
    CHECK(lost.insert(to_row(note{})).has_value());
  }
  CHECK(aut.next() == "");
  memory_store::transaction bulk{*store};
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(bulk.insert(to_row(numbered(i))).has_value());
  bulk.commit();
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(aut.next() ==
            fmt::format(R"({{"action":"create","pk":"{0}","data":{{"text":"{1}","stars":0,)"
                        R"("pk":"{0}"}},"request_id":"s"}})",
                        i + 1, i));
  CHECK(aut.next() == "");
}

TEST_CASE_FIXTURE(fixture, "subscriptions end when they are ended, and with the connection") {
  page aut{*this, "/some", alice};
  page writer{*this, "/all", alice};
  aut.ask("subscribe_instance", R"("pk":"1")", "s");
  aut.ask("subscribe", "", "t");
  CHECK(aut.ask("unsubscribe_instance", R"("pk":"1")") == "200 {}");
  CHECK(aut.ask("unsubscribe_instance", R"("pk":"1")") == "404 : there is no such subscription");
  CHECK(aut.ask("unsubscribe", R"("subscription":"t")") == "200 {}");
  CHECK(aut.ask("unsubscribe", R"("subscription":"t")") == "404 : there is no such subscription");
  writer.create("x");
  CHECK(aut.next() == "");
  {
    page gone{*this, "/some", alice};
    gone.ask("subscribe");
  }
  writer.create("x");
}

TEST_CASE_FIXTURE(fixture, "a connection has a limited number of subscriptions") {
  auto chosen = some();
  chosen.most_subscriptions = 1;
  routes = route_table::make({mount<notes>("/one", chosen)}).value();
  page aut{*this, "/one", alice};
  CHECK(aut.ask("subscribe_instance", R"("pk":"1")") == "200 {}");
  CHECK(aut.ask("subscribe_instance", R"("pk":"1")") == "200 {}");
  CHECK(aut.ask("subscribe_instance", R"("pk":"2")") ==
        "429 : at most 1 subscriptions per connection");
}

TEST_CASE_FIXTURE(fixture, "the permission is asked about each object") {
  auto chosen = all();
  chosen.permission = signed_in() && on_object<note>([](const scope& facts, const note& one) {
                        return one.author == facts.identity.login;
                      });
  routes = route_table::make({mount<notes>("/", chosen)}).value();
  page mine{*this, "/", alice};
  page theirs{*this, "/", bob};
  mine.ask("subscribe", "", "s");
  theirs.create("secret");
  CHECK(mine.next() == "");
  CHECK(mine.ask("list") == "200 []");
  CHECK(mine.ask("retrieve", R"("pk":"1")") == "404 : there is no such object");
  CHECK(mine.ask("delete", R"("pk":"1")") == "404 : there is no such object");
  CHECK(theirs.ask("delete", R"("pk":"1")") == R"(204 {"pk":"1"})");
}

TEST_CASE_FIXTURE(fixture, "a permission may be asked at subscribe") {
  auto chosen = all();
  chosen.permission =
      signed_in() && at(stage::subscribe, [](const access_request&) { return false; });
  routes = route_table::make({mount<notes>("/", chosen)}).value();
  page aut{*this, "/", alice};
  CHECK(aut.ask("subscribe") == "403 : this is not allowed");
  CHECK(aut.ask("subscribe_instance", R"("pk":"1")") == "403 : this is not allowed");
  CHECK(aut.ask("list") == "200 []");
}

TEST_CASE_FIXTURE(fixture, "a resource has only the actions that it was given") {
  routes = route_table::make({mount<read_only<note>>("/", {.store = store})}).value();
  page aut{*this, "/", alice};
  CHECK(aut.ask("list") == "200 []");
  CHECK(aut.ask("create", R"("data":{})") ==
        "405 action: there is no action create; there is: list, retrieve");
}

TEST_CASE("mistakes in the options are refused by option") {
  const auto refusal = [](notes::options chosen) {
    return route_table::make({mount<notes>("/", std::move(chosen))}).error().message;
  };
  const auto store = std::make_shared<memory_store>(description_of<note>());
  CHECK(refusal({}).ends_with("option store: there is no store"));
  CHECK(refusal({.store = store, .fields = {"txt"}})
            .find("option fields: there is no txt in notes; there is: id, text") !=
        std::string::npos);
  CHECK(refusal({.store = store, .pages = {.size = 0}}).find("option pages: ") !=
        std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::generic_resource_tests
