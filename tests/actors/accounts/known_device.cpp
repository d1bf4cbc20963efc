#define CAF_SUITE known_device
#include "actors/accounts/known_device.hpp"

#include <algorithm>
#include <string>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace known_device_tests {

struct fixture {
  storage::secret_box secrets{std::string(storage::secret_box::key_bytes, 'k')};

  model::secret after(const std::string& login, const model::secret& shown = {}) const {
    return with_device(secrets, shown, login);
  }

  bool knows(const model::secret& shown, const std::string& login) const {
    return !device_of(secrets, shown, login).empty();
  }
};

} // namespace known_device_tests

CAF_TEST_FIXTURE_SCOPE(known_device_tests, fixture)

CAF_TEST(a browser shows whose device it is) {
  CAF_CHECK(knows(after("alice"), "alice"));
  CAF_CHECK(!knows(after("alice"), "boris"));
  CAF_CHECK(!knows({}, "alice"));
}

CAF_TEST(who signs in takes the device of nobody else) {
  const auto both = after("boris", after("alice"));
  CAF_CHECK(knows(both, "alice"));
  CAF_CHECK(knows(both, "boris"));
  CAF_CHECK_EQUAL(device_of(secrets, both, "alice"),
                  device_of(secrets, after("carol", both), "alice"));
}

CAF_TEST(signing in often adds nothing) {
  auto shown = after("alice");
  const auto once = shown.reveal().size();
  for (int i = 0; i < 5; ++i)
    shown = after("alice", shown);
  CAF_CHECK_EQUAL(shown.reveal().size(), once);
}

CAF_TEST(the last people who signed in are remembered) {
  auto shown = after("alice");
  for (std::size_t i = 1; i < devices_kept; ++i)
    shown = after("other" + std::to_string(i), shown);
  CAF_CHECK(knows(shown, "alice"));
  shown = after("one more", shown);
  CAF_CHECK(!knows(shown, "alice"));
  CAF_CHECK(knows(shown, "other1"));
  CAF_CHECK(knows(shown, "one more"));
}

CAF_TEST(what is made up is no device and stays within bounds) {
  for (const auto& made : {std::string(".....") + std::string(100, '.'), std::string(16'384, 'a'),
                           std::string("v1:made:up")}) {
    CAF_CHECK(!knows(model::secret{made}, "alice"));
    CAF_CHECK_LESS(after("alice", model::secret{made}).reveal().size(), 8u * 129);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
