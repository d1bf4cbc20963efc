#include "storage/people/session_token.hpp"

#include "storage/secrets/encoding.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

namespace vestnik::storage::session_token_tests {

TEST_SUITE_BEGIN("storage/people/session_token");

using namespace vestnik::storage;

TEST_CASE("tokens are 32 random bytes as base64url") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto token = make_session_token().reveal();
    CHECK(token.size() == 43);
    REQUIRE(from_base64url(token).has_value());
    CHECK(from_base64url(token)->size() == 32);
    seen.insert(token);
  }
  CHECK(seen.size() == 100);
}

TEST_CASE("the hash of a token is its SHA-256") {
  // FIPS 180-2, appendix B.1.
  CHECK(to_hex(hash_of_token("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(hash_of_token("")) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_SUITE_END();

} // namespace vestnik::storage::session_token_tests
