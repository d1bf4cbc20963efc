#include "storage/secrets/secret_box.hpp"

#include "storage/secrets/encoding.hpp"
#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::secret_box_tests {

TEST_SUITE_BEGIN("storage/secrets/secret_box");

using namespace vestnik;
using namespace vestnik::storage;
using test::code_of;
using test::must;

namespace {

const std::string key(secret_box::key_bytes, 'k');
const model::secret password{"hunter2 Пароль"};
constexpr model::account_id account{7};
constexpr std::string_view purpose = "imap-password";

} // namespace

TEST_CASE("a sealed secret opens again, of any length") {
  const secret_box box{key};
  for (const std::size_t length : {0, 1, 16, 5000}) {
    const std::string text(length, 'x');
    CHECK(must(box.unseal(box.seal(model::secret{text}, account, purpose), account, purpose))
              .reveal() == text);
  }
}

TEST_CASE("the sealed text shows nothing of the secret and is never the same") {
  const secret_box box{key};
  const auto sealed = box.seal(password, account, purpose);
  CHECK(sealed.find("hunter2") == std::string::npos);
  CHECK(from_base64url(sealed.substr(sealed.rfind(':') + 1))->find("hunter2") == std::string::npos);
  CHECK(sealed != box.seal(password, account, purpose));
}

TEST_CASE("the sealed text names version and key") {
  const auto sealed = secret_box{key}.seal(password, account, purpose);
  CHECK(sealed.starts_with("v1:"));
  CHECK(sealed.find(':', 3) == 3 + 16);
}

TEST_CASE("a sealed text of an earlier version opens with its key for ever") {
  // Made by the first version. The key's id is the beginning of its BLAKE2b-256.
  const std::string sealed = "v1:0a8af6e089d899c2:"
                             "Z32bb2h0tN1Cger_acXaz4HbOnQ_OK1ioxn587V6tl5cTRk5EMEAY_GS2fTyTSw";
  CHECK(must(secret_box{key}.unseal(sealed, account, purpose)).reveal() == "hunter2");
}

TEST_CASE("a sealed secret opens for the same account and purpose only") {
  const secret_box box{key};
  const auto sealed = box.seal(password, account, purpose);
  CHECK(code_of(box.unseal(sealed, model::account_id{8}, purpose)) == model::ec::internal);
  CHECK(code_of(box.unseal(sealed, account, "smtp-password")) == model::ec::internal);
  CHECK(code_of(box.unseal(sealed, account, "")) == model::ec::internal);
}

TEST_CASE("a change of any character is noticed") {
  const secret_box box{key};
  const auto sealed = box.seal(password, account, purpose);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK(code_of(box.unseal(changed, account, purpose)) == model::ec::internal);
  }
  for (std::size_t length = 0; length < sealed.size(); ++length)
    CHECK(code_of(box.unseal(sealed.substr(0, length), account, purpose)) == model::ec::internal);
}

TEST_CASE("a secret of another key is refused with both keys named") {
  const auto sealed = secret_box{key}.seal(password, account, purpose);
  const auto refused =
      secret_box{std::string(secret_box::key_bytes, 'j')}.unseal(sealed, account, purpose);
  REQUIRE(code_of(refused) == model::ec::internal);
  CHECK(refused.error().message.find(sealed.substr(3, 16)) != std::string::npos);
  CHECK(refused.error().message.find("restore the key file") != std::string::npos);
}

TEST_CASE("boxes of one key file open each other's secrets") {
  const test::temporary_folder folder;
  const auto first = must(secret_box::open(folder / "key"));
  const auto second = must(secret_box::open(folder / "key"));
  CHECK(must(second.unseal(first.seal(password, account, purpose), account, purpose)).reveal() ==
        password.reveal());
}

TEST_SUITE_END();

} // namespace vestnik::storage::secret_box_tests
