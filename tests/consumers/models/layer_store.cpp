#include "consumers/models/layer_store.hpp"

#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/models/note.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::models_layer_store_tests {

TEST_SUITE_BEGIN("consumers/models/layer_store");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

struct fixture {
  scripted_layer layer;
  layer_store aut{description_of<place>(), layer};
  std::string answer;

  object_store::row_handler row_answer() {
    return [this](const model::result<row>& outcome) {
      answer = outcome ? json::serialize(*outcome) : outcome.error().message;
    };
  }

  /// The one command that was given, which names nobody and no operation.
  template <class Body>
  const Body& only_command() {
    REQUIRE(layer.commands.size() == 1);
    const auto& command = layer.commands.front();
    CHECK(command.target == model::room_of(description_of<place>()));
    CHECK(command.caller == model::user_id{});
    CHECK(command.op == "");
    REQUIRE(std::holds_alternative<Body>(command.body));
    return std::get<Body>(command.body);
  }

  const model::object_change& only_change() {
    const auto& body = only_command<model::change_objects>();
    REQUIRE(body.changes.size() == 1);
    return body.changes.front();
  }
};

using change_kind = model::object_change::kind;

} // namespace

TEST_CASE_FIXTURE(fixture, "an object is found by its key") {
  aut.find(7, row_answer());
  CHECK(only_command<model::find_object>().key.text == "7");
  CHECK(answer == "");
  layer.answer(model::json_text{R"({"pk":7,"name":"a","x":1})"});
  CHECK(answer == R"({"pk":7,"name":"a","x":1})");
}

TEST_CASE_FIXTURE(fixture, "a text is a key as well") {
  aut.find("a\"b", row_answer());
  CHECK(only_command<model::find_object>().key.text == R"("a\"b")");
}

TEST_CASE_FIXTURE(fixture, "a list is asked for as it is wanted") {
  std::string found;
  const auto take = [&](const model::result<object_list>& page) {
    REQUIRE(page.has_value());
    for (const auto& one : page->objects)
      found += json::serialize(one);
    found += std::to_string(page->total);
  };
  aut.list({.equal = {{"x", 1}}, .after = 7, .offset = 2, .limit = 3}, take);
  const auto& query = only_command<model::list_objects>();
  CHECK(query.equal.text == R"({"x":1})");
  CHECK(query.after.text == "7");
  CHECK(query.offset == 2);
  CHECK(query.limit == 3);
  layer.answer(model::json_text{
      R"({"objects":[{"pk":8,"name":"a","x":1},{"pk":9,"name":"b","x":1}],"total":12})"});
  CHECK(found == R"({"pk":8,"name":"a","x":1}{"pk":9,"name":"b","x":1}12)");
}

TEST_CASE_FIXTURE(fixture, "a list that was cut says so") {
  std::vector<bool> cut;
  for (const auto* answer :
       {R"({"objects":[],"total":0})", R"({"objects":[{"pk":1}],"total":0,"more":true})"}) {
    aut.list({.limit = 3}, [&cut](const auto& page) { cut.push_back(page->is_cut); });
    layer.answer(model::json_text{answer});
  }
  CHECK(cut == std::vector<bool>{false, true});
}

TEST_CASE_FIXTURE(fixture, "a list from the beginning is behind nothing") {
  aut.list({.limit = 3}, [](const auto&) {});
  CHECK(only_command<model::list_objects>().equal.text == "{}");
  CHECK(only_command<model::list_objects>().after.text == "");
}

TEST_CASE_FIXTURE(fixture, "an insert answers with the object that was stored") {
  aut.insert(to_row(place{0, "a", 1}), row_answer());
  CHECK(only_change().type == change_kind::insert);
  CHECK(only_change().key.text == "");
  CHECK(only_change().fields.text == R"({"pk":0,"name":"a","x":1})");
  layer.answer(model::json_text{R"({"objects":[{"pk":1,"name":"a","x":1}]})"});
  CHECK(answer == R"({"pk":1,"name":"a","x":1})");
}

TEST_CASE_FIXTURE(fixture, "an update says which fields of which object change") {
  aut.update(1, {{"x", 2}}, {{"x", 1}}, row_answer());
  CHECK(only_change().type == change_kind::update);
  CHECK(only_change().key.text == "1");
  CHECK(only_change().fields.text == R"({"x":2})");
  CHECK(only_change().before.text == R"({"x":1})");
  layer.answer(model::json_text{R"({"objects":[{"pk":1,"name":"a","x":2}]})"});
  CHECK(answer == R"({"pk":1,"name":"a","x":2})");
}

TEST_CASE_FIXTURE(fixture, "a removal answers with the object as it was") {
  aut.remove(1, {{"x", 2}}, row_answer());
  CHECK(only_change().type == change_kind::remove);
  CHECK(only_change().key.text == "1");
  CHECK(only_change().before.text == R"({"x":2})");
  layer.answer(model::json_text{R"({"objects":[{"pk":1,"name":"a","x":2}]})"});
  CHECK(answer == R"({"pk":1,"name":"a","x":2})");
}

TEST_CASE_FIXTURE(fixture, "an operation goes with its name") {
  aut.insert_once(to_row(place{0, "a", 1}), "5:op", row_answer());
  CHECK(layer.commands.back().op == "5:op");
}

TEST_CASE_FIXTURE(fixture,
                  "an object of an owner that knows fewer fields has their initial values") {
  aut.find(1, row_answer());
  layer.answer(model::json_text{R"({"pk":1,"name":"a"})"});
  CHECK(answer == R"({"pk":1,"name":"a","x":0})");
  aut.update(1, {{"name", "b"}}, {}, row_answer());
  layer.answer(model::json_text{R"({"objects":[{"pk":1,"name":"b","newer":7}]})"});
  CHECK(answer == R"({"pk":1,"name":"b","newer":7,"x":0})");
  std::string listed;
  aut.list({.limit = 1},
           [&](const auto& page) { listed = json::serialize(page->objects.front()); });
  layer.answer(model::json_text{R"({"objects":[{"pk":1,"name":"a"}],"total":0})"});
  CHECK(listed == R"({"pk":1,"name":"a","x":0})");
}

TEST_CASE_FIXTURE(fixture, "what is thrown at an answer is logged and goes no further") {
  const captured_log log;
  aut.find(1, [](const auto&) { throw std::runtime_error{"as asked"}; });
  layer.answer(model::json_text{R"({"pk":1,"name":"a","x":1})"});
  aut.find(1, [](const auto&) {});
  layer.answer(model::json_text{"no JSON"});
  CHECK(log.has("as asked"));
}

TEST_CASE_FIXTURE(fixture, "a refusal of the owner is the store's") {
  std::vector<model::ec> codes;
  const auto note = [&](const auto& outcome) { codes.push_back(outcome.error().code); };
  aut.find(1, note);
  aut.list({}, note);
  aut.insert({}, note);
  aut.update(1, {}, {}, note);
  aut.remove(1, {}, note);
  for (int i = 0; i < 5; ++i)
    layer.answer(model::error{model::ec::outcome_unknown, "lost"});
  CHECK(codes == std::vector(5, model::ec::outcome_unknown));
}

TEST_CASE_FIXTURE(fixture, "changes are followed through the layer") {
  auto ready = model::ec::none;
  const auto nothing =
      aut.follow([](const change&) {}, [&](const auto& outcome) { ready = outcome.error().code; });
  CHECK(nothing == nullptr);
  CHECK(ready == model::ec::unavailable);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::models_layer_store_tests
