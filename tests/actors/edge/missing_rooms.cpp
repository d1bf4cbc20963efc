#define CAF_SUITE missing_rooms
#include "actors/edge/missing_rooms.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace missing_rooms_tests {

constexpr model::room_name room{model::room_kind::chat, 42};
constexpr missing_rooms::time_point start{1h};

CAF_TEST(a room that was not found is known to be missing for some seconds) {
  missing_rooms aut;
  CAF_CHECK(!aut.contains(room, start));
  aut.note(room, start);
  CAF_CHECK(aut.contains(room, start + 4'999ms));
  CAF_CHECK(!aut.contains({model::room_kind::mailbox, 42}, start));
  CAF_CHECK(!aut.contains(room, start + 5s));
  aut.note(room, start + 6s);
  CAF_CHECK(aut.contains(room, start + 7s));
}

CAF_TEST(so many rooms are kept and no more) {
  missing_rooms aut;
  for (std::int64_t id = 1; id <= 10'000; ++id)
    aut.note({model::room_kind::chat, id}, start);
  CAF_CHECK(aut.contains({model::room_kind::chat, 1}, start));
  aut.note({model::room_kind::chat, 10'001}, start);
  CAF_CHECK(!aut.contains({model::room_kind::chat, 1}, start));
  CAF_CHECK(aut.contains({model::room_kind::chat, 10'001}, start));
}

} // namespace missing_rooms_tests
