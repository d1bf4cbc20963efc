#define CAF_SUITE sign_in_log
#include "actors/accounts/sign_in_log.hpp"

#include "tests/consumers/captured_log.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace sign_in_log_tests {

const sign_in_log::clock::time_point start{1h};

struct fixture {
  std::ptrdiff_t lines() {
    const auto text = captured.text();
    return std::ranges::count(text, '\n');
  }

  consumers::captured_log captured;
  sign_in_log log{start};
};

} // namespace sign_in_log_tests

CAF_TEST_FIXTURE_SCOPE(sign_in_log_tests, fixture)

CAF_TEST(each line has the address before what a stranger chooses) {
  log.registered("alice", "192.0.2.1", start);
  log.signed_in("alice", "192.0.2.2", start);
  log.refused("alice", "192.0.2.3", "login or password is wrong", start);
  CAF_CHECK(captured.has("registration from 192.0.2.1 as alice"));
  CAF_CHECK(captured.has("sign-in from 192.0.2.2 as alice"));
  CAF_CHECK(captured.has("refused sign-in from 192.0.2.3 as alice: login or password is wrong"));
}

CAF_TEST(what cannot be a login is not shown since it may be a password) {
  for (const auto* typed : {"a green door at six", "x: from 10.0.0.1", "",
                            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"})
    log.refused(typed, "192.0.2.3", "no", start);
  CAF_CHECK(captured.has("refused sign-in from 192.0.2.3 as what is no login: no"));
  CAF_CHECK(!captured.has("door"));
  CAF_CHECK(!captured.has("10.0.0.1"));
  CAF_CHECK(!captured.has("abc"));
}

CAF_TEST(a guesser cannot fill the log and what was left out is counted) {
  for (int i = 0; i < 5'000; ++i)
    log.refused("alice", "192.0.2.3", "no", start);
  CAF_CHECK_EQUAL(lines(), 100);
  log.refused("alice", "192.0.2.3", "no", start + 1s);
  CAF_CHECK_EQUAL(lines(), 101);
  CAF_CHECK(captured.has("as alice: no (4900 more were not logged)"));
}

CAF_TEST(a guesser does not hide who signs in) {
  for (int i = 0; i < 5'000; ++i)
    log.refused("alice", "192.0.2.3", "no", start);
  log.signed_in("boris", "192.0.2.4", start);
  CAF_CHECK(captured.has("sign-in from 192.0.2.4 as boris"));
}

CAF_TEST_FIXTURE_SCOPE_END()
