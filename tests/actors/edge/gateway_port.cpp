#define CAF_SUITE gateway_port
#include "actors/edge/gateway_port.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace gateway_port_tests {

model::http_request to(const char* path) {
  model::http_request request;
  request.path = path;
  return request;
}

struct fixture : actor_fixture {
  fixture() { aut.open({first.as<gateway_actor>(), second.as<gateway_actor>()}); }
  ~fixture() { end(first.handle, second.handle); }

  witness<http_arrived, upgrade_arrived> first{sys};
  witness<http_arrived, upgrade_arrived> second{sys};
  gateway_port aut;
};

} // namespace gateway_port_tests

CAF_TEST_FIXTURE_SCOPE(gateway_port_tests, fixture)

CAF_TEST(each request goes to the gateway of the io thread it came on) {
  aut.handle(to("/one"), 0, {});
  aut.handle(to("/two"), 1, {});
  aut.on_upgrade(to("/ws"), 1, nullptr);
  consume_messages();
  CAF_REQUIRE_EQUAL(first.heard<http_arrived>().size(), 1u);
  CAF_CHECK_EQUAL(first.heard<http_arrived>()[0].request.path, "/one");
  CAF_CHECK(first.heard<upgrade_arrived>().empty());
  CAF_REQUIRE_EQUAL(second.heard<http_arrived>().size(), 1u);
  CAF_CHECK_EQUAL(second.heard<http_arrived>()[0].request.path, "/two");
  CAF_REQUIRE_EQUAL(second.heard<upgrade_arrived>().size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
