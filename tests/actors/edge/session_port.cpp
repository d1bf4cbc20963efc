#define CAF_SUITE session_port
#include "actors/edge/session_port.hpp"

#include "tests/support/fake_credit.hpp"
#include "tests/support/fake_outbox.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace session_port_tests {

struct fixture : actor_fixture {
  ~fixture() { end(session.handle); }

  witness<connection_opened, connection_frame, connection_closed> session{sys};
  session_port aut{session.as<session_actor>()};
};

} // namespace session_port_tests

CAF_TEST_FIXTURE_SCOPE(session_port_tests, fixture)

CAF_TEST(the events of a connection reach its session in order) {
  const auto out = std::make_shared<fake_outbox>();
  const auto in = std::make_shared<fake_credit>();
  aut.on_open(out, in);
  aut.on_frame(net::frame_kind::binary, "bytes");
  aut.on_close(1001);
  expect((connection_opened), from(_).to(session.handle));
  expect((connection_frame), from(_).to(session.handle));
  expect((connection_closed), from(_).to(session.handle));
  CAF_CHECK(session.heard<connection_opened>()[0].out == out);
  CAF_CHECK(session.heard<connection_opened>()[0].in == in);
  CAF_CHECK(session.heard<connection_frame>()[0].kind == net::frame_kind::binary);
  CAF_CHECK_EQUAL(session.heard<connection_frame>()[0].payload, "bytes");
  CAF_CHECK_EQUAL(session.heard<connection_closed>()[0].code, 1001u);
}

CAF_TEST_FIXTURE_SCOPE_END()
