#define CAF_SUITE supervisor
#include "actors/runtime/supervisor.hpp"

#include <caf/event_based_actor.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace supervisor_tests {

struct fixture : actor_fixture {
  fixture() {
    aut = sys.spawn(supervisor, [this](const std::string& why) { losses.push_back(why); });
    subject = sys.spawn(
        [](caf::event_based_actor*, int least) -> caf::behavior {
          return {[least](int number) {
            if (number < least)
              throw std::out_of_range{"at"};
          }};
        },
        0);
    watch(aut, subject);
    consume_messages();
  }
  ~fixture() { end(aut, subject); }

  std::vector<std::string> losses;
  supervisor_actor aut;
  caf::actor subject;
};

} // namespace supervisor_tests

CAF_TEST_FIXTURE_SCOPE(supervisor_tests, fixture)

CAF_TEST(an actor that breaks is lost) {
  say(self, subject, 1);
  consume_messages();
  CAF_CHECK(losses.empty());
  say(self, subject, -1);
  consume_messages();
  CAF_CHECK_EQUAL(losses.size(), 1u);
}

CAF_TEST(an actor that is killed is lost) {
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK_EQUAL(losses.size(), 1u);
}

CAF_TEST(an actor that ends in an orderly stop is not lost) {
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK(losses.empty());
}

CAF_TEST(an actor that has ended before it was watched is lost) {
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  consume_messages();
  losses.clear();
  watch(aut, subject);
  consume_messages();
  CAF_CHECK_EQUAL(losses.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
