#define CAF_SUITE mailbox
#include "actors/mail/mailbox.hpp"

#include "tests/actors/mail/mailbox_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using std::chrono::milliseconds;

namespace mailbox_tests {
using namespace vestnik::test::mailbox_tests;
}

CAF_TEST_FIXTURE_SCOPE(mailbox_tests, mailbox_fixture)

CAF_TEST(mails and the folder cursor are durable before the fetcher and anybody else hears) {
  question<std::monostate> bringer{sys, aut,
                                   mail_batch{{letter(1, "one"), letter(2, "two")}, {}, up_to(2)}};
  expect((mail_batch), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  disallow((storage::append), from(aut).to(writer));
  CAF_CHECK(!bringer.is_answered());
  db.run_commit(sched);
  CAF_MESSAGE("mails and cursor came by the same append");
  CAF_CHECK((db.log_of(room).size()) == (2u));
  CAF_CHECK((stored().cursors.at(0).last_uid) == (2u));
  CAF_CHECK(!bringer.is_answered());
  disallow((publication), from(aut).to(relay.handle));
  consume_messages();
  CAF_CHECK(bringer.answer().has_value());
  const auto events = published(model::event_kind::mail_received);
  CAF_REQUIRE((events.size()) == (2u));
  CAF_CHECK(events[0].at("subject").as_string() == "one");
  CAF_CHECK(events[0].at("snippet").as_string() == "Dear Alice");
}

CAF_TEST(mails that are known already are passed over and nobody hears of them) {
  (void)ask<std::monostate>(aut, mail_batch{{letter(1, "one")}, {}, up_to(1)});
  const auto again =
      ask<std::monostate>(aut, mail_batch{{letter(1, "one"), letter(2, "two")},
                                          {{{id, "INBOX", uidvalidity, 3}, "broken"}},
                                          up_to(3)});
  CAF_CHECK(again.has_value());
  CAF_CHECK((published(model::event_kind::mail_received).size()) == (2u));
  const auto broken = published(model::event_kind::mail_quarantined);
  CAF_REQUIRE((broken.size()) == (1u));
  CAF_CHECK(broken[0].at("reason").as_string() == "broken");
  CAF_CHECK((db.log_of(room).size()) == (3u));
  CAF_CHECK((relay.heard<publication>().back().events.back()->seq) == (3u));
}

CAF_TEST(mails of the first reading say so in their events) {
  (void)ask<std::monostate>(aut, mail_batch{{letter(1, "one")}, {}, up_to(1), true});
  (void)ask<std::monostate>(aut, mail_batch{{letter(2, "two")}, {}, up_to(2)});
  const auto events = published(model::event_kind::mail_received);
  CAF_REQUIRE((events.size()) == (2u));
  CAF_CHECK(events[0].at("backfill").as_bool());
  CAF_CHECK(!events[1].as_object().contains("backfill"));
}

CAF_TEST(a batch without mails moves the cursor) {
  CAF_CHECK(ask<std::monostate>(aut, mail_batch{{}, {}, up_to(9)}).has_value());
  CAF_CHECK((stored().cursors.at(0).last_uid) == (9u));
  CAF_CHECK(relay.heard<publication>().empty());
}

CAF_TEST(a join before the first word of the fetcher learns that it connects) {
  const auto state_of = [this] {
    return must(ask<room_joined>(aut, room_join{alice, room, std::nullopt, {}})).state;
  };
  CAF_CHECK_EQUAL(state_of(), "");
  wake();
  CAF_CHECK(boost::json::parse(state_of()).at("state").as_string() == "connecting");
}

CAF_TEST(a late join gets the newest state and no place in the log is used for it) {
  say(self, aut, fetch_state{fetch_state::phase::backfill, "INBOX", 1, 3, {}, {}});
  say(self, aut, fetch_state{fetch_state::phase::live, "INBOX", 4, 0, {}, {}});
  consume_messages();
  CAF_CHECK((published(model::event_kind::mailbox_state).size()) == (2u));
  CAF_CHECK((relay.heard<publication>()[0].events.at(0)->seq) == (0u));
  const auto joined = must(ask<room_joined>(aut, room_join{alice, room, 0, {}}));
  CAF_CHECK((joined.seq) == (0u));
  const auto state = boost::json::parse(joined.state);
  CAF_CHECK(state.at("state").as_string() == "live");
  CAF_CHECK((state.at("done").to_number<int>()) == (4));
}

CAF_TEST(a state is told when it has changed and not again) {
  const fetch_state live{fetch_state::phase::live, "INBOX", 4, 0, {}, {}};
  for (int i = 0; i < 3; ++i)
    say(self, aut, live);
  consume_messages();
  CAF_CHECK_EQUAL(published(model::event_kind::mailbox_state).size(), 1u);
  say(self, aut, fetch_state{fetch_state::phase::live, "INBOX", 5, 0, {}, {}});
  consume_messages();
  CAF_CHECK_EQUAL(published(model::event_kind::mailbox_state).size(), 2u);
}

CAF_TEST(a mailbox is there for its owner alone) {
  CAF_CHECK(code_of(ask<room_joined>(aut, room_join{boris, room, 0, {}})) == model::ec::not_found);
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(boris, model::list_mails{}))) ==
            model::ec::not_found);
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(boris, model::read_mail{model::mail_id{1}}))) ==
            model::ec::not_found);
}

CAF_TEST(a mailbox follows its server when it is woken and only once) {
  CAF_CHECK(orders.empty());
  wake();
  wake();
  CAF_REQUIRE((orders.size()) == (1u));
  CAF_CHECK((orders[0].password.reveal()) == ("pa55"));
  CAF_CHECK((orders[0].server.host) == ("imap.example.org"));
  CAF_CHECK((orders[0].cursor.folder) == ("INBOX"));
  CAF_CHECK((orders[0].cursor.last_uid) == (0u));
}

CAF_TEST(a fetcher that breaks is replaced after a pause and goes on where it was) {
  wake();
  (void)ask<std::monostate>(aut, mail_batch{{letter(1, "one")}, {}, up_to(1)});
  end(fetcher);
  CAF_CHECK((orders.size()) == (1u));
  advance_time(milliseconds{499});
  wake();
  CAF_CHECK_EQUAL(orders.size(), 1u);
  advance_time(milliseconds{501});
  consume_messages();
  CAF_REQUIRE((orders.size()) == (2u));
  CAF_CHECK((orders[1].cursor.last_uid) == (1u));
  CAF_CHECK((orders[1].cursor.uidvalidity) == (uidvalidity));
}

CAF_TEST(a mailbox whose mail cannot be stored goes to its server ever more rarely) {
  const auto started_within = [this](milliseconds time) {
    end(fetcher);
    const auto before = orders.size();
    advance_time(time);
    consume_messages();
    return orders.size() > before;
  };
  wake();
  for (int second = 1; second < 300; second *= 2)
    CAF_CHECK(started_within(milliseconds{second * 1'000}));
  CAF_CHECK(!started_within(milliseconds{149'999}));
  advance_time(milliseconds{150'001});
  consume_messages();
  CAF_MESSAGE("numbering a folder anew stores no mail");
  (void)ask<std::monostate>(aut, folder_renumbered{cursor(0)});
  CAF_CHECK(!started_within(milliseconds{149'999}));
  advance_time(milliseconds{150'001});
  consume_messages();
  (void)ask<std::monostate>(aut, mail_batch{{letter(1, "one")}, {}, up_to(1)});
  CAF_CHECK(started_within(milliseconds{1'000}));
}

CAF_TEST(a mailbox that was woken does not rest while it has no fetcher) {
  const auto now = [this] { return must(ask<activity>(aut, atom::rest::value)); };
  say(relay.handle, aut, room_unfollow{room});
  consume_messages();
  CAF_CHECK(now() == activity::resting);
  cluster all{db};
  const auto former = all.active("n1");
  const auto token = db.commit(storage::activate_room{room, "n1", former}).token;
  move_to(all.active("n2"));
  wake();
  CAF_MESSAGE("nor while it waits for the former owner");
  CAF_CHECK(orders.empty());
  CAF_CHECK(now() == activity::busy);
  db.commit(storage::release_room{room, former, token});
  advance_time(milliseconds{250});
  consume_messages();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  CAF_MESSAGE("nor before it replaces a fetcher that broke");
  end(fetcher);
  CAF_CHECK(now() == activity::busy);
  advance_time(milliseconds{5'000});
  consume_messages();
  CAF_CHECK_EQUAL(orders.size(), 2u);
  CAF_CHECK(now() == activity::busy);
}

CAF_TEST(a mailbox does not follow its server while a former owner of another node may) {
  cluster all{db};
  const auto former = all.active("n1");
  const auto token = db.commit(storage::activate_room{room, "n1", former}).token;
  move_to(all.active("n2"));
  wake();
  wake();
  CAF_CHECK(orders.empty());
  advance_time(milliseconds{250});
  consume_messages();
  CAF_CHECK(orders.empty());
  db.commit(storage::release_room{room, former, token});
  advance_time(milliseconds{250});
  consume_messages();
  CAF_CHECK_EQUAL(orders.size(), 1u);
}

CAF_TEST(a mailbox that is handed over ends its fetcher first and then releases its room) {
  cluster all{db};
  const auto next = all.active("n1");
  move_to(all.active("n2"));
  wake();
  CAF_REQUIRE_EQUAL(orders.size(), 1u);
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  expect((atom::hand_over), from(_).to(aut));
  disallow((storage::release_room), from(aut).to(writer));
  expect((caf::exit_msg), from(aut).to(fetcher));
  expect((caf::down_msg), from(fetcher).to(aut));
  CAF_CHECK(!mover.is_answered());
  expect((storage::release_room), from(aut).to(writer));
  consume_messages();
  CAF_CHECK(mover.answer().has_value());
  CAF_CHECK(has_ended(aut));
  CAF_MESSAGE("so the next owner need not wait");
  db.commit(storage::activate_room{room, "n1", next});
  CAF_CHECK(db.ask(storage::fetch_clearance{room, next}) == milliseconds{0});
}

CAF_TEST(
    a mailbox that has lost its room ends its fetcher and keeps the next owner waiting no longer) {
  cluster all{db};
  const auto next = all.active("n1");
  move_to(all.active("n2"));
  wake();
  db.commit(storage::activate_room{room, "n1", next});
  CAF_CHECK(db.ask(storage::fetch_clearance{room, next}) > milliseconds{0});
  CAF_CHECK(code_of(ask<std::monostate>(aut, mail_batch{{letter(1, "one")}, {}, up_to(1)})) ==
            model::ec::stale_token);
  CAF_CHECK(has_ended(aut));
  CAF_CHECK(has_ended(fetcher));
  CAF_CHECK(db.ask(storage::fetch_clearance{room, next}) == milliseconds{0});
}

CAF_TEST(a release that the database refuses is tried until it is done) {
  cluster all{db};
  const auto next = all.active("n1");
  move_to(all.active("n2"));
  *db.commits = {storage::test::failing_database::failure{model::ec::internal}};
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  consume_messages();
  CAF_CHECK(!mover.is_answered());
  advance_time(milliseconds{250});
  consume_messages();
  CAF_CHECK(mover.answer().has_value());
  db.commit(storage::activate_room{room, "n1", next});
  CAF_CHECK(db.ask(storage::fetch_clearance{room, next}) == milliseconds{0});
}

CAF_TEST(a mailbox that is being handed over follows its server no longer nor waits to do so) {
  cluster all{db};
  const auto former = all.active("n1");
  db.commit(storage::activate_room{room, "n1", former});
  move_to(all.active("n2"));
  question<std::monostate> mover{sys, aut, atom::hand_over::value};
  say(self, aut, atom::wake::value);
  expect((atom::hand_over), from(_).to(aut));
  expect((atom::wake), from(_).to(aut));
  consume_messages();
  CAF_CHECK(mover.answer().has_value() && orders.empty());
  const auto next = all.active("n3");
  db.commit(storage::activate_room{room, "n3", next});
  CAF_CHECK(db.ask(storage::fetch_clearance{room, next}) > milliseconds{0});
}

CAF_TEST(an owner that is loaded anew goes on from the stored cursor) {
  (void)ask<std::monostate>(aut, mail_batch{{letter(5, "five")}, {}, up_to(5)});
  end(aut);
  aut = spawn(id, secrets);
  wake();
  CAF_REQUIRE((orders.size()) == (1u));
  CAF_CHECK((orders[0].cursor.last_uid) == (5u));
}

CAF_TEST(a password that does not open is told and nobody signs in) {
  end(aut);
  aut = spawn(id, std::make_shared<const storage::secret_box>(std::string(32, 'x')));
  wake();
  CAF_CHECK(orders.empty());
  const auto joined = must(ask<room_joined>(aut, room_join{alice, room, 0, {}}));
  CAF_CHECK(boost::json::parse(joined.state).at("state").as_string() == "refused");
}

CAF_TEST(mails are listed in pages and read one by one) {
  (void)ask<std::monostate>(
      aut, mail_batch{{letter(1, "one"), letter(2, "two"), letter(3, "three")}, {}, up_to(3)});
  const auto newest = json_of(ask<model::json_text>(aut, of(alice, model::list_mails{})));
  CAF_REQUIRE((newest.at("messages").as_array().size()) == (2u));
  CAF_CHECK(newest.at("messages").at(0).at("subject").as_string() == "three");
  CAF_CHECK(newest.at("more").as_bool());
  const std::string next{newest.at("cursor").as_string()};
  const auto oldest = json_of(ask<model::json_text>(aut, of(alice, model::list_mails{next, 2})));
  CAF_REQUIRE((oldest.at("messages").as_array().size()) == (1u));
  CAF_CHECK(oldest.at("messages").at(0).at("subject").as_string() == "one");
  CAF_CHECK(!oldest.at("more").as_bool());

  const model::mail_id one{
      std::stoll(std::string{oldest.at("messages").at(0).at("id").as_string()})};
  const auto mail = json_of(ask<model::json_text>(aut, of(alice, model::read_mail{one})));
  CAF_CHECK(mail.at("message").at("text").as_string() == "Dear\n  Alice");
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(alice, model::read_mail{model::mail_id{1}}))) ==
            model::ec::not_found);
  for (const auto* bad : {"x", "1", "1:", ":1", "1:2x"}) {
    const auto refused = ask<model::json_text>(aut, of(alice, model::list_mails{bad, 2}));
    CAF_CHECK(code_of(refused) == model::ec::invalid);
    CAF_CHECK((refused.error().field) == ("before"));
  }
}

CAF_TEST(a mailbox that does not exist tells those who wait and follows nobody) {
  const auto nobody = spawn(model::account_id{8}, secrets);
  say(self, nobody, atom::wake::value);
  question<room_joined> subscriber{sys, nobody, room_join{alice, room, 0, {}}};
  consume_messages();
  CAF_CHECK(code_of(subscriber.answer()) == model::ec::not_found);
  CAF_CHECK(orders.empty());
  CAF_CHECK(!has_ended(nobody));
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(has_ended(nobody));
}

CAF_TEST(a mailbox that does not exist is not released which would be a write) {
  cluster all{db};
  *db.commits = {storage::test::failing_database::failure{model::ec::internal}};
  const auto nobody = spawn(model::account_id{8}, secrets, all.active("n1"));
  consume_messages();
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(has_ended(nobody));
  CAF_CHECK(!db.commits->empty());
  db.commits->clear();
}

CAF_TEST_FIXTURE_SCOPE_END()
