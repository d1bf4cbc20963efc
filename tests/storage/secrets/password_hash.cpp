#include "storage/secrets/password_hash.hpp"

#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::password_hash_tests {

TEST_SUITE_BEGIN("storage/secrets/password_hash");

using namespace vestnik;
using namespace vestnik::storage;
using test::code_of;
using test::must;

namespace {

// As little as libsodium allows, so that the tests are fast.
constexpr password_cost small{.passes = 1, .memory = 8 * 1024};

const model::secret right{"correct horse"};
const model::secret wrong{"correct horsf"};

} // namespace

TEST_CASE("a hash knows its password and no other") {
  const password_hash hashes{small};
  const auto hash = must(hashes.make(right));
  CHECK(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(code_of(hashes.verify(hash, right)) == model::ec::none);
  for (const auto* other : {"", "correct horse ", "Correct horse", "correct hors"})
    CHECK(code_of(hashes.verify(hash, model::secret{other})) == model::ec::bad_credentials);
  CHECK(code_of(hashes.verify(hash, wrong)) == model::ec::bad_credentials);
}

TEST_CASE("passwords are not cut off, at a NUL or anywhere else") {
  const password_hash hashes{small};
  const std::string long_one(1024, 'x');
  const auto hash = must(hashes.make(model::secret{long_one + "a"}));
  CHECK(code_of(hashes.verify(hash, model::secret{long_one + "b"})) == model::ec::bad_credentials);
  const auto with_nul = must(hashes.make(model::secret{std::string{"abc\0def", 7}}));
  CHECK(code_of(hashes.verify(with_nul, model::secret{"abc"})) == model::ec::bad_credentials);
  CHECK(code_of(hashes.verify(with_nul, model::secret{std::string{"abc\0def", 7}})) ==
        model::ec::none);
}

TEST_CASE("the same password has another hash each time") {
  const password_hash hashes{small};
  CHECK(must(hashes.make(right)) != must(hashes.make(right)));
}

TEST_CASE("a hash made at another cost still verifies and is to be made anew") {
  const password_hash before{small};
  const password_hash now{{.passes = 2, .memory = 16 * 1024}};
  const auto hash = must(before.make(right));
  CHECK_FALSE(before.needs_rehash(hash));
  CHECK(now.needs_rehash(hash));
  CHECK(code_of(now.verify(hash, right)) == model::ec::none);
  CHECK_FALSE(now.needs_rehash(must(now.make(right))));
  CHECK(now.needs_rehash("no hash at all"));
}

TEST_CASE("nobody's hash costs what a new one costs and has no password") {
  const password_hash hashes{small};
  CHECK(hashes.of_nobody().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(hashes.of_nobody().size() == must(hashes.make(right)).size());
  CHECK_FALSE(hashes.needs_rehash(hashes.of_nobody()));
  CHECK(code_of(hashes.verify(hashes.of_nobody(), right)) == model::ec::bad_credentials);
  CHECK(password_hash{small}.of_nobody() != hashes.of_nobody());
}

TEST_CASE("the default cost is that of the requirements") {
  CHECK(password_hash{password_cost{}}.of_nobody().starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST_CASE("a text that is no hash verifies nothing") {
  const password_hash hashes{small};
  for (const auto* text : {"", "plain", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$x$y"})
    CHECK(code_of(hashes.verify(text, right)) == model::ec::bad_credentials);
}

TEST_CASE("more memory than there is is told as such") {
  const password_hash hashes{{.passes = 1, .memory = std::size_t{1} << 42}};
  CHECK(code_of(hashes.make(right)) == model::ec::unavailable);
}

TEST_SUITE_END();

} // namespace vestnik::storage::password_hash_tests
