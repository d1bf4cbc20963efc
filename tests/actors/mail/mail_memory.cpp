#define CAF_SUITE mail_memory
#include "actors/mail/mail_memory.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik::actors;

CAF_TEST(what all have counts and who has little need not wait) {
  const auto memory = std::make_shared<mail_memory>(1'000'000);
  mail_share large{memory};
  mail_share small{memory};
  small.take(mail_memory::small);
  large.take(1'000'000 - mail_memory::small);
  CAF_CHECK(!memory->is_used_up());
  CAF_CHECK(!large.must_wait());
  large.take(1);
  CAF_CHECK(large.must_wait());
  CAF_CHECK(!small.must_wait());
  small.give_back(1);
  CAF_CHECK(!large.must_wait());
}

CAF_TEST(what has not come in whole replaces what had before) {
  const auto memory = std::make_shared<mail_memory>(1'000);
  mail_share share{memory};
  share.unfinished(300);
  share.unfinished(500);
  CAF_CHECK_EQUAL(memory->used(), 500u);
  share.unfinished(0);
  CAF_CHECK_EQUAL(memory->used(), 0u);
}

CAF_TEST(a share that ends leaves nothing) {
  const auto memory = std::make_shared<mail_memory>(1'000);
  {
    mail_share share{memory};
    share.take(7);
    share.unfinished(9);
  }
  CAF_CHECK_EQUAL(memory->used(), 0u);
}
