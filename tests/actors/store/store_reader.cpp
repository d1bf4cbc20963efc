#define CAF_SUITE store_reader
#include "actors/store/store_reader.hpp"

#include <set>

#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace store_reader_tests {

struct fixture : actor_fixture {
  actor_store db{sys};
  store_reader_actor aut = db.handles.readers.front();
};

} // namespace store_reader_tests

CAF_TEST_FIXTURE_SCOPE(store_reader_tests, fixture)

CAF_TEST(a reader answers from the committed state) {
  const storage::user_by_login query{"alice"};
  CAF_CHECK(code_of(ask<storage::credentials>(aut, query)) == model::ec::not_found);
  db.person(1, "alice");
  CAF_CHECK_EQUAL(must(ask<storage::credentials>(aut, query)).user.id.value, 1);
}

CAF_TEST(a subject always has the same reader and different ones are spread) {
  auto handles = db.handles;
  for (int i = 0; i < 3; ++i)
    handles.readers.push_back(sys.spawn(store_reader, db.read));
  std::set<store_reader_actor> used;
  // Ids differ in their upper bits: those of one second, a millisecond apart.
  for (std::int64_t millisecond = 0; millisecond < 1'000; ++millisecond) {
    const auto id = millisecond << 22U;
    CAF_CHECK(handles.reader_for(id) == handles.reader_for(id));
    used.insert(handles.reader_for(id));
  }
  CAF_CHECK_EQUAL(used.size(), 4u);
}

CAF_TEST_FIXTURE_SCOPE_END()
