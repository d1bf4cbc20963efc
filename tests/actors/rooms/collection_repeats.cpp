#define CAF_SUITE collection_repeats
#include "tests/actors/rooms/collection_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

CAF_TEST_FIXTURE_SCOPE(collection_repeats_tests, actors::collection_tests::fixture)

using namespace vestnik::actors::collection_tests;

CAF_TEST(an operation that comes again happens once and is answered as the first time) {
  auto order = to_change({inserted(R"({"name":"a"})"), inserted(R"({"name":"b"})")});
  order.op = "5:3a1c8f0e";
  const auto answer = text_of(ask<model::json_text>(aut, order));
  CAF_CHECK(answer == R"({"objects":[{"pk":1,"name":"a"},{"pk":2,"name":"b"}]})");
  (void)change({updated("1", R"({"name":"c"})")});
  end(aut);
  aut = spawn(0);
  CAF_CHECK(text_of(ask<model::json_text>(aut, order)) == answer);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 3u);
}

CAF_TEST(an operation that comes again gets its first answer whatever is there now) {
  const auto again = [this](std::vector<model::object_change> changes, const char* op) {
    auto order = to_change(std::move(changes));
    order.op = op;
    return ask<model::json_text>(aut, order);
  };
  (void)change({inserted(R"({"name":"a"})"), inserted(R"({"name":"b"})")});
  auto judged = updated("1", R"({"name":"c"})");
  judged.before = {R"({"name":"a"})"};
  const auto first = text_of(again({judged, removed("2")}, "op-1"));
  CAF_CHECK(first == R"({"objects":[{"pk":1,"name":"c"},{"pk":2,"name":"b"}]})");
  CAF_CHECK(text_of(again({judged, removed("2")}, "op-1")) == first);
  CAF_CHECK(text_of(again({removed("1")}, "op-2")) == R"({"objects":[{"pk":1,"name":"c"}]})");
  CAF_CHECK(text_of(again({judged, removed("2")}, "op-1")) == first);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 5u);
  CAF_MESSAGE("what was refused or has another name is refused again");
  CAF_CHECK(code_of(again({removed("2")}, "op-3")) == model::ec::not_found);
  CAF_CHECK(code_of(again({removed("2")}, "op-3")) == model::ec::not_found);
  CAF_MESSAGE("a key that a text has is taken by the first time alone");
  end(aut);
  aut = spawn(1);
  const auto made = text_of(again({inserted(R"({"word":"a"})")}, "op-4"));
  CAF_CHECK(text_of(again({inserted(R"({"word":"a"})")}, "op-4")) == made);
  CAF_CHECK(code_of(again({inserted(R"({"word":"a"})")}, "op-5")) == model::ec::conflict);
}

CAF_TEST_FIXTURE_SCOPE_END()
