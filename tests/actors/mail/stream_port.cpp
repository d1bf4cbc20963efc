#define CAF_SUITE stream_port
#include "actors/mail/stream_port.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace stream_port_tests {

struct fixture : actor_fixture {
  ~fixture() { end(owner.handle); }

  witness<stream_opened, stream_secured, stream_bytes, stream_closed> owner{sys};
  stream_port aut{owner.as<fetcher_actor>(), 3};
};

} // namespace stream_port_tests

CAF_TEST_FIXTURE_SCOPE(stream_port_tests, fixture)

CAF_TEST(the events of a stream reach its owner in order and say which attempt they are of) {
  aut.on_connected();
  aut.on_secured();
  aut.on_bytes("* OK");
  aut.on_closed({model::ec::mail_unreachable, "connection lost"});
  expect((stream_opened), from(_).to(owner.handle));
  expect((stream_secured), from(_).to(owner.handle));
  expect((stream_bytes), from(_).to(owner.handle));
  expect((stream_closed), from(_).to(owner.handle));
  CAF_CHECK_EQUAL(owner.heard<stream_opened>()[0].attempt, 3u);
  CAF_CHECK_EQUAL(owner.heard<stream_secured>()[0].attempt, 3u);
  CAF_CHECK_EQUAL(owner.heard<stream_bytes>()[0].attempt, 3u);
  CAF_CHECK_EQUAL(owner.heard<stream_bytes>()[0].bytes, "* OK");
  CAF_CHECK_EQUAL(owner.heard<stream_closed>()[0].attempt, 3u);
  CAF_CHECK_EQUAL(owner.heard<stream_closed>()[0].why.message, "connection lost");
}

CAF_TEST_FIXTURE_SCOPE_END()
