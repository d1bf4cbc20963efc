#define CAF_SUITE room_intake
#include "actors/room_intake.hpp"

#include "tests/support/fake_outbox.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace room_intake_tests {

struct fixture : actor_fixture {
  ~fixture() {
    aut.reset();
    end(session.handle);
  }

  witness<room_heard> session{sys};
  std::shared_ptr<fake_outbox> out = std::make_shared<fake_outbox>();
  std::unique_ptr<room_intake> aut =
      std::make_unique<room_intake>(session.as<session_actor>(), 3, out);
};

} // namespace room_intake_tests

CAF_TEST_FIXTURE_SCOPE(room_intake_tests, fixture)

CAF_TEST(frames go to the session in their order and not to the client) {
  for (const auto* text : {"one", "two"})
    CAF_CHECK(aut->push(net::make_frame(net::frame_kind::text, text)) == net::push_result::queued);
  consume_messages();
  CAF_REQUIRE_EQUAL(session.heard<room_heard>().size(), 2u);
  CAF_CHECK_EQUAL(session.heard<room_heard>()[0].intake, 3u);
  CAF_CHECK(session.heard<room_heard>()[0].frame->payload() == "one");
  CAF_CHECK(session.heard<room_heard>()[1].frame->payload() == "two");
  CAF_CHECK(out->frames.empty());
}

CAF_TEST(nothing waits in it) {
  aut->push(net::make_frame(net::frame_kind::text, "one"));
  CAF_CHECK_EQUAL(aut->pending_bytes(), 0u);
  CAF_CHECK_EQUAL(aut->pending_frames(), 0u);
  int drained = 0;
  aut->when_drained([&drained] { ++drained; });
  CAF_CHECK_EQUAL(drained, 1);
}

CAF_TEST(a room that is lost closes the connection) {
  aut->close(4012, "lost");
  CAF_CHECK_EQUAL(out->closed_with, 4012u);
  CAF_CHECK_EQUAL(out->reason, "lost");
}

CAF_TEST_FIXTURE_SCOPE_END()
