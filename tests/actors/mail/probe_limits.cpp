#define CAF_SUITE probe_limits
#include "actors/mail/probe_limits.hpp"

#include <string>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using vestnik::test::code_of;

namespace probe_limits_tests {

constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
const probe_limits::clock::time_point start{std::chrono::hours{1'000}};

model::mail_server mailbox_of(const std::string& user) {
  return {"imap.example.org", 993, model::mail_security::tls, user};
}

} // namespace probe_limits_tests

using namespace probe_limits_tests;

CAF_TEST(the sixth try within an hour waits for the first failure to be an hour old) {
  probe_limits aut;
  for (int i = 0; i < 5; ++i) {
    CAF_CHECK(aut.check(alice, mailbox_of("a"), start).has_value());
    aut.failed(alice, mailbox_of("a"), start + std::chrono::minutes{i});
  }
  const auto now = start + std::chrono::minutes{10};
  const auto refused = aut.check(alice, mailbox_of("a"), now);
  CAF_CHECK(code_of(refused) == model::ec::too_many);
  CAF_CHECK(refused.error().retry_after == std::chrono::minutes{50});
  CAF_CHECK(aut.check(alice, mailbox_of("a"), start + std::chrono::hours{1}).has_value());
  CAF_MESSAGE("another mailbox, and another person at this one, are not concerned");
  CAF_CHECK(aut.check(alice, mailbox_of("b"), now).has_value());
  CAF_CHECK(aut.check(boris, mailbox_of("a"), now).has_value());
}

CAF_TEST(who tries one password at many mailboxes waits as well) {
  probe_limits aut;
  for (int i = 0; i < 20; ++i)
    aut.failed(alice, mailbox_of(std::to_string(i)), start);
  CAF_CHECK(code_of(aut.check(alice, mailbox_of("x"), start)) == model::ec::too_many);
  CAF_CHECK(aut.check(boris, mailbox_of("x"), start).has_value());
  CAF_CHECK(aut.check(alice, mailbox_of("x"), start + std::chrono::hours{1}).has_value());
}
