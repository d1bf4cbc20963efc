#define CAF_SUITE hasher
#include "actors/accounts/hasher.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace hasher_tests {

struct fixture : actor_fixture {
  model::ec verify(const std::string& phc, const std::string& password) {
    return code_of(ask<std::string>(aut, password_to_verify{model::secret{password}, phc}));
  }

  std::shared_ptr<const storage::password_hash> hash =
      std::make_shared<const storage::password_hash>(storage::password_cost{1, 8 * 1024});
  hasher_actor aut = sys.spawn(hasher, hash);
};

} // namespace hasher_tests

CAF_TEST_FIXTURE_SCOPE(hasher_tests, fixture)

CAF_TEST(a password fits the hash that was made of it and no other) {
  const auto phc = ask<std::string>(aut, password_to_hash{model::secret{"correct horse"}});
  CAF_REQUIRE(phc.has_value());
  CAF_CHECK(verify(*phc, "correct horse") == model::ec::none);
  CAF_CHECK(verify(*phc, "battery staple") == model::ec::bad_credentials);
}

CAF_TEST(the hash of nobody matches no password) {
  CAF_CHECK(verify("", "") == model::ec::bad_credentials);
  CAF_CHECK(verify("", "correct horse") == model::ec::bad_credentials);
}

CAF_TEST_FIXTURE_SCOPE_END()
