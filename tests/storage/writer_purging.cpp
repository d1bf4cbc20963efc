#include "storage/writer.hpp"
#include "test_store.hpp"

#include <chrono>
#include <doctest/doctest.h>

namespace vestnik::storage::writer_purging_tests {

TEST_SUITE_BEGIN("storage/writer_purging");

using namespace vestnik::storage;
using namespace vestnik::storage::test;

TEST_CASE("of several servers one forgets what has had its time, and any of them an hour later") {
  on_each_driver([](test_database& on) {
    static constexpr std::chrono::hours pause{1};
    test_store in{on};
    in.person(1, "alice");
    const auto sign_in = [&in](std::int64_t id) {
      must(in.commit(create_session{model::session_id{id}, model::user_id{1},
                                    std::string(32, static_cast<char>(id)), at(0), at(1)}));
    };
    const auto forgets = [](writer& one, model::timestamp now) {
      int steps = 1;
      while (must(one.purge_some(now, pause)) == writer::purging::more)
        ++steps;
      return steps > 1;
    };
    const auto count_sessions = [&on] {
      return must(count(*on.connect(), "SELECT id FROM sessions", {}));
    };
    writer other{on.connect(), writer::retention{}};

    sign_in(1);
    CHECK(forgets(other, at(100)));
    CHECK(count_sessions() == 0);
    sign_in(2);
    CHECK_FALSE(forgets(in.write, at(3'699)));
    CHECK(count_sessions() == 1);
    CHECK(forgets(in.write, at(3'700)));
    CHECK(count_sessions() == 0);
    CHECK_FALSE(forgets(other, at(3'700)));
    // A clock that was wrong by years keeps nobody from it for as long.
    CHECK(forgets(other, at(100'000'000)));
    CHECK(forgets(in.write, at(8'000)));
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::writer_purging_tests
