#define CAF_SUITE mailbox_renumbering
#include "actors/mail/mailbox.hpp"
#include "tests/actors/mail/mailbox_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace mailbox_renumbering_tests {
using namespace vestnik::test::mailbox_tests;
}

CAF_TEST_FIXTURE_SCOPE(mailbox_renumbering_tests, mailbox_fixture)

CAF_TEST(a folder that was renumbered is told and starts anew) {
  (void)ask<std::monostate>(aut, mail_batch{{letter(5, "five")}, {}, up_to(5)});
  CAF_CHECK(ask<std::monostate>(aut, folder_renumbered{cursor(0, 78)}).has_value());
  const auto events = published(model::event_kind::mailbox_reset);
  CAF_REQUIRE((events.size()) == (1u));
  CAF_CHECK((events[0].at("uidvalidity").to_number<int>()) == (78));
  CAF_CHECK((stored().cursors.at(0).uidvalidity) == (78u));
  CAF_CHECK((stored().cursors.at(0).last_uid) == (0u));
}

CAF_TEST(
    mails that a renumbered folder no longer has are removed when all is read and that is told) {
  (void)ask<std::monostate>(aut, mail_batch{{letter(1, "one"), letter(2, "two")}, {}, up_to(2)});
  (void)ask<std::monostate>(aut, folder_renumbered{cursor(0, 78)});
  auto again = letter(5, "two");
  again.key.uidvalidity = 78;
  (void)ask<std::monostate>(aut, mail_batch{{again}, {}, {cursor(5, 78), 0}});
  const auto subjects = [this] {
    std::vector<std::string> all;
    for (const auto& line : db.ask(storage::mail_page{id}))
      all.push_back(line.subject);
    return all;
  };
  CAF_CHECK(subjects() == (std::vector<std::string>{"two", "one"}));
  for (int i = 0; i < 2; ++i) {
    say(self, aut, fetch_state{fetch_state::phase::live, "INBOX", 1, 0, {}, {}});
    consume_messages();
    CAF_CHECK(subjects() == std::vector<std::string>{"two"});
  }
  CAF_CHECK((published(model::event_kind::mail_received).size()) == (2u));
  CAF_CHECK((db.log_of(room).size()) == (4u));
}

CAF_TEST_FIXTURE_SCOPE_END()
