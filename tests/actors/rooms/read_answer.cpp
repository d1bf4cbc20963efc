#define CAF_SUITE read_answer
#include "actors/rooms/read_answer.hpp"

#include <boost/json/parse.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace json = boost::json;

namespace read_answer_tests {

using key_teller = caf::typed_actor<caf::replies_to<model::room_name>::with<model::json_text>>;

key_teller::behavior_type tell_key(key_teller::pointer self, const store_reader_actor& reader) {
  return {[=](model::room_name) {
    return answer_from(reader, self, storage::newest_object_key{},
                       [](std::int64_t key) { return wrapped("key", key); });
  }};
}

json::object number(const int& value) { return {{"number", value}}; }

struct fixture : actor_fixture {
  fixture() {
    reader = spawn_fake<store_reader_actor>(
        sys, [this](const storage::newest_object_key&) -> caf::result<std::int64_t> {
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return 7;
        });
    aut = sys.spawn(tell_key, reader);
  }

  ~fixture() { end(aut, reader); }

  model::error refusal{model::ec::none, {}};
  store_reader_actor reader;
  key_teller aut;
};

} // namespace read_answer_tests

CAF_TEST_FIXTURE_SCOPE(read_answer_tests, fixture)

CAF_TEST(an answer is what is made of the answer of the database) {
  CAF_CHECK_EQUAL(must(ask<model::json_text>(aut, model::room_name{})).text, R"({"key":7})");
}

CAF_TEST(a refusal of the database is the answer) {
  refusal = {model::ec::unavailable, "the database is away"};
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::room_name{})) == model::ec::unavailable);
}

CAF_TEST(lists are named) {
  CAF_CHECK(json::value(list_of("numbers", std::vector<int>{}, number)) ==
            json::parse(R"({"numbers":[]})"));
  CAF_CHECK(json::value(list_of("numbers", std::vector{1, 2}, number)) ==
            json::parse(R"({"numbers":[{"number":1},{"number":2}]})"));
}

CAF_TEST(one item more than a page shows that there are more) {
  std::vector items{1, 2, 3};
  CAF_CHECK(!cut_to_page(items, 3));
  CAF_CHECK(cut_to_page(items, 2));
  CAF_CHECK(items == (std::vector{1, 2}));
}

CAF_TEST_FIXTURE_SCOPE_END()
