#define CAF_SUITE mail_intake
#include "actors/mail/mail_intake.hpp"

#include "actors/mail/mailbox.hpp"

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using failure = storage::test::failing_database::failure;

// Shown with the mailbox that it is a part of.

namespace mail_intake_tests {

constexpr model::account_id id{7};
constexpr model::user_id alice{1};
constexpr model::room_name room{model::room_kind::mailbox, 7};
constexpr std::uint32_t uidvalidity = 77;

using uids = std::vector<std::uint32_t>;

/// The mails behind `after`, up to `last`.
mail_batch batch(std::uint32_t after, std::uint32_t last) {
  mail_batch out;
  for (auto uid = after + 1; uid <= last; ++uid) {
    auto& mail = out.mails.emplace_back();
    mail.key = {id, "INBOX", uidvalidity, uid};
    mail.date_received = at(static_cast<int>(uid));
    mail.content.subject = std::to_string(uid);
  }
  out.advance = {{id, "INBOX", uidvalidity, last}, after};
  return out;
}

/// A mail that no database takes.
void spoil(mail_batch& in, std::size_t index) { in.mails.at(index).flags = {"caf\xE9"}; }

struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.commit(storage::create_mail_account{
        id, alice, "op", "a@x", {"h", 993, model::mail_security::tls, "a"}, "sealed", at(0)});
    aut = sys.spawn(mailbox, id, db.handles, std::make_shared<model::id_generator>(0),
                    std::make_shared<const storage::secret_box>(std::string(32, 'k')),
                    fetcher_factory{}, room_settings{"n1", {}, {}}, mailbox_settings{10, 2});
    consume_messages();
  }

  ~fixture() { end(aut); }

  question<std::monostate> bring(mail_batch mails) { return {sys, aut, std::move(mails)}; }

  uids stored() {
    uids out;
    for (std::int64_t seq = 0; const auto& event : db.log_of(room)) {
      CAF_CHECK_EQUAL(event.seq, static_cast<std::uint64_t>(++seq));
      const auto data = boost::json::parse(event.data);
      if (event.kind == model::event_kind::mail_received)
        out.push_back(
            static_cast<std::uint32_t>(std::stoul(std::string{data.at("subject").as_string()})));
    }
    return out;
  }

  uids quarantined() {
    uids out;
    for (const auto& event : db.log_of(room))
      if (event.kind == model::event_kind::mail_quarantined)
        out.push_back(boost::json::parse(event.data).at("uid").to_number<std::uint32_t>());
    return out;
  }

  std::uint32_t cursor() {
    const auto cursors = db.ask(storage::mail_account_by_id{id}).cursors;
    return cursors.empty() ? 0 : cursors.front().last_uid;
  }

  actor_store db{sys};
  mailbox_actor aut;
};

} // namespace mail_intake_tests

CAF_TEST_FIXTURE_SCOPE(mail_intake_tests, fixture)

CAF_TEST(a mail that the storage refuses goes to quarantine and those around it are stored) {
  auto spoilt = batch(0, 7);
  spoil(spoilt, 2);
  spoil(spoilt, 6);
  auto bringer = bring(spoilt);
  consume_messages();
  CAF_CHECK(bringer.answer().has_value());
  CAF_CHECK(stored() == (uids{1, 2, 4, 5, 6}));
  CAF_CHECK(quarantined() == (uids{3, 7}));
  CAF_CHECK_EQUAL(cursor(), 7u);
  const auto events = db.log_of(room);
  CAF_CHECK(boost::json::parse(events.at(5).data).at("reason").as_string() ==
            "It cannot be stored: the mail with UID 3 has a text that is no UTF-8");
}

CAF_TEST(a mail that the storage fails without a reason goes to quarantine if it takes others) {
  db.change("CREATE TRIGGER odd BEFORE INSERT ON mails WHEN NEW.uid IN (1, 4) "
            "BEGIN SELECT abs(-9223372036854775807 - (NEW.uid > 0)); END");
  auto bringer = bring(batch(0, 5));
  consume_messages();
  CAF_CHECK(bringer.answer().has_value());
  CAF_CHECK(stored() == (uids{2, 3, 5}));
  CAF_CHECK(quarantined() == (uids{1, 4}));
  CAF_CHECK_EQUAL(cursor(), 5u);
}

CAF_TEST(a damaged database is the fault of no mail and nothing goes to quarantine) {
  db.change("ALTER TABLE mails RENAME TO lost");
  for (const std::uint32_t last : {1, 1, 1, 1, 1, 4, 4, 4, 4, 4}) {
    auto bringer = bring(batch(0, last));
    consume_messages();
    CAF_CHECK(code_of(bringer.answer()) == model::ec::internal);
    CAF_CHECK(db.log_of(room).empty());
    CAF_CHECK_EQUAL(cursor(), 0u);
  }
  db.change("ALTER TABLE lost RENAME TO mails");
  auto bringer = bring(batch(0, 4));
  consume_messages();
  CAF_CHECK(bringer.answer().has_value());
  CAF_CHECK(stored() == (uids{1, 2, 3, 4}));
  CAF_CHECK(quarantined().empty());
  CAF_CHECK_EQUAL(cursor(), 4u);
}

CAF_TEST(
    a mail that is refused thrice without a reason goes to quarantine if its place takes others) {
  db.change("CREATE TRIGGER odd BEFORE INSERT ON mails WHEN NEW.subject = '1' "
            "BEGIN SELECT abs(-9223372036854775807 - (NEW.uid > 0)); END");
  for (auto attempt = 1u; attempt < mail_intake::most_refusals; ++attempt) {
    auto bringer = bring(batch(0, 1));
    consume_messages();
    CAF_CHECK(code_of(bringer.answer()) == model::ec::internal);
    CAF_CHECK(quarantined().empty());
    CAF_CHECK_EQUAL(cursor(), 0u);
  }
  auto bringer = bring(batch(0, 1));
  auto behind = bring(batch(1, 2));
  consume_messages();
  CAF_CHECK(bringer.answer().has_value());
  CAF_CHECK(behind.answer().has_value());
  CAF_CHECK(quarantined() == (uids{1}));
  CAF_CHECK(stored() == (uids{2}));
  CAF_CHECK_EQUAL(cursor(), 2u);
}

CAF_TEST(a full disk sends no mail to quarantine however often it refuses) {
  for (auto attempt = 0u; attempt < 2 * mail_intake::most_refusals; ++attempt) {
    *db.commits = {failure{model::ec::storage_full}};
    auto bringer = bring(batch(0, 1));
    consume_messages();
    CAF_CHECK(code_of(bringer.answer()) == model::ec::storage_full);
  }
  CAF_CHECK(quarantined().empty());
  CAF_CHECK_EQUAL(cursor(), 0u);
}

CAF_TEST(the batch behind one that is being mended waits for it) {
  auto spoilt = batch(0, 4);
  spoil(spoilt, 0);
  auto first = bring(spoilt);
  auto second = bring(batch(4, 6));
  consume_messages();
  CAF_CHECK(first.answer().has_value());
  CAF_CHECK(second.answer().has_value());
  CAF_CHECK(stored() == (uids{2, 3, 4, 5, 6}));
  CAF_CHECK(quarantined() == (uids{1}));
  CAF_CHECK_EQUAL(cursor(), 6u);
}

CAF_TEST(a batch that cannot be stored now is refused with those behind it and nothing passes it) {
  *db.commits = {failure{model::ec::storage_full}};
  auto first = bring(batch(0, 4));
  auto second = bring(batch(4, 6));
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::storage_full);
  CAF_CHECK(code_of(second.answer()) == model::ec::storage_full);
  CAF_CHECK(stored().empty());
  CAF_CHECK_EQUAL(cursor(), 0u);
}

CAF_TEST(a batch behind one that is missing is refused and its mails are no reason to doubt) {
  auto gap = bring(batch(4, 6));
  consume_messages();
  const auto answer = gap.answer();
  CAF_CHECK(code_of(answer) == model::ec::conflict);
  CAF_CHECK_EQUAL(answer.error().field, "cursor");
  CAF_CHECK(db.log_of(room).empty());
}

CAF_TEST(a batch whose outcome is unknown is stored once) {
  for (const auto end : {failure::end::undone, failure::end::kept}) {
    const auto before = cursor();
    *db.commits = {failure{model::ec::outcome_unknown, end}};
    auto bringer = bring(batch(before, before + 2));
    consume_messages();
    CAF_CHECK(bringer.answer().has_value());
    CAF_CHECK_EQUAL(cursor(), before + 2);
  }
  CAF_CHECK(stored() == (uids{1, 2, 3, 4}));
}

CAF_TEST_FIXTURE_SCOPE_END()
