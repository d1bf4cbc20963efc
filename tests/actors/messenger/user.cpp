#define CAF_SUITE user
#include "actors/messenger/user.hpp"

#include <boost/json/parse.hpp>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace user_tests {

constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::room_name room{model::room_kind::user, 1};

model::command of(model::user_id user, model::command_body body, std::string op = {}) {
  return {user, room, std::move(op), std::move(body)};
}

model::add_mail_account account() {
  return {"alice@example.org",
          {"imap.example.org", 993, model::mail_security::tls, "alice"},
          model::secret{"pa55"}};
}

/// Alice's room. The mail server says what `verdict` says.
struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    directory = spawn_fake<directory_actor>(
        sys, [seen = notices](const room_notice& notice) { seen->push_back(notice); },
        [seen = woken](atom::wake, model::room_name name) { seen->push_back(name); });
    const auto probes = [this] {
      return spawn_fake<mail_probe_actor>(
          sys, [this](const fetch_order& order) -> caf::result<std::monostate> {
            probed.push_back(order);
            if (verdict.code != model::ec::none)
              return to_caf(verdict);
            return std::monostate{};
          });
    };
    aut = sys.spawn(user, alice, db.handles, directory, ids, secrets, probes,
                    std::make_shared<probe_limits>(), room_settings{"n1", {}}, user_settings{2, 1});
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, directory, relay.handle, phone.handle, laptop.handle); }

  model::result<std::monostate> attach(const caf::actor& socket, std::int64_t session) {
    return ask<std::monostate>(aut, session_attach{alice, model::session_id{session},
                                                   caf::actor_cast<caf::strong_actor_ptr>(socket)});
  }

  /// What was published, as event names.
  std::vector<std::string> published() {
    std::vector<std::string> out;
    for (const auto& news : relay.heard<publication>())
      for (const auto& event : news.events)
        out.emplace_back(model::traits_of(event->kind).name);
    return out;
  }

  actor_store db{sys};
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  std::shared_ptr<const storage::secret_box> secrets =
      std::make_shared<const storage::secret_box>(std::string(32, 'k'));
  std::shared_ptr<std::vector<room_notice>> notices = std::make_shared<std::vector<room_notice>>();
  std::shared_ptr<std::vector<model::room_name>> woken =
      std::make_shared<std::vector<model::room_name>>();
  model::error verdict{model::ec::none, {}};
  std::vector<fetch_order> probed;
  directory_actor directory;
  witness<publication, std::uint64_t> relay{sys};
  witness<std::monostate> phone{sys};
  witness<std::monostate> laptop{sys};
  user_actor aut;
};

} // namespace user_tests

CAF_TEST_FIXTURE_SCOPE(user_tests, fixture)

CAF_TEST(the room of a user is there for that user alone) {
  for (const auto& body :
       {model::command_body{model::list_chats{}}, model::command_body{model::list_mail_accounts{}},
        model::command_body{model::open_dialog{boris}}})
    CAF_CHECK(code_of(ask<model::json_text>(aut, of(boris, body))) == model::ec::not_found);
  CAF_CHECK(code_of(ask<room_joined>(aut, room_join{boris, room, 0, {}})) == model::ec::not_found);
  CAF_CHECK(ask<room_joined>(aut, room_join{alice, room, 0, {}}).has_value());
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(alice, model::read_history{}))) ==
            model::ec::unknown_action);
}

CAF_TEST(a new dialog is told to both people once) {
  const auto chat = json_of(ask<model::json_text>(aut, of(alice, model::open_dialog{boris}, "op")));
  CAF_CHECK(chat.at("chat").at("peer").at("login").as_string() == "boris");
  CAF_CHECK(published() == std::vector<std::string>{"chat.added"});
  CAF_REQUIRE((notices->size()) == (1u));
  CAF_CHECK(notices->front().room == model::room_of(boris));
  const auto opened = std::get<room_notice::chat_opened>(notices->front().news).chat;
  CAF_CHECK(model::to_string(opened) == chat.at("chat").at("id").as_string());

  CAF_MESSAGE("opened again it is the same one and nobody is told");
  CAF_CHECK(json_of(ask<model::json_text>(aut, of(alice, model::open_dialog{boris}, "op-2"))) ==
            chat);
  CAF_CHECK((published().size()) == (1u));
  CAF_CHECK((notices->size()) == (1u));
  const auto chats = json_of(ask<model::json_text>(aut, of(alice, model::list_chats{})));
  CAF_CHECK(chats.at("chats").at(0) == chat.at("chat"));
}

CAF_TEST(a chat of ones own is made once and told once) {
  const auto saved = json_of(ask<model::json_text>(aut, of(alice, model::open_saved{}, "op")));
  CAF_CHECK(saved.at("chat").at("kind").as_string() == "saved");
  CAF_CHECK(saved.at("chat").at("may") == boost::json::parse(R"(["write","pin"])"));
  CAF_CHECK(!saved.at("chat").as_object().contains("peer"));
  CAF_CHECK(published() == std::vector<std::string>{"chat.added"});
  CAF_CHECK(json_of(ask<model::json_text>(aut, of(alice, model::open_saved{}, "op-2"))) == saved);
  CAF_CHECK((published().size()) == (1u));
  CAF_CHECK(notices->empty());
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(boris, model::open_saved{}, "op"))) ==
            model::ec::not_found);
}

CAF_TEST(chats come in pages and none is missed while they become active) {
  std::vector<model::chat_id> made;
  for (std::int64_t n = 3; n < 8; ++n) {
    db.person(n, "peer" + std::to_string(n));
    made.push_back(db.commit(storage::open_dialog{model::chat_id{40 + n}, alice, model::user_id{n},
                                                  at(static_cast<int>(100 - n))})
                       .chat);
  }
  const auto page = [this](const std::string& before) {
    return json_of(ask<model::json_text>(aut, of(alice, model::list_chats{before, 2})));
  };
  std::vector<std::string> seen;
  auto answer = page("");
  for (const bool more : {true, true, false}) {
    CAF_CHECK_EQUAL(answer.at("more").as_bool(), more);
    for (const auto& chat : answer.at("chats").as_array())
      seen.emplace_back(chat.at("id").as_string());
    answer = page(std::string{answer.at("cursor").as_string()});
  }
  CAF_MESSAGE("within a page the most recently active comes first");
  CAF_CHECK(seen == (std::vector<std::string>{"46", "47", "44", "45", "43"}));
  CAF_CHECK(answer.at("chats").as_array().empty());
  for (const auto* bad : {"x", "-1", "1:2", "0"}) {
    const auto refused = ask<model::json_text>(aut, of(alice, model::list_chats{bad, 2}));
    CAF_CHECK(refused.error() ==
              (model::error{model::ec::invalid, "before must be the cursor of the previous page",
                            "before"}));
  }
}

CAF_TEST(mail accounts come in pages) {
  for (std::int64_t n = 1; n < 4; ++n) {
    storage::create_mail_account order;
    order.id = model::account_id{n};
    order.owner = alice;
    order.address = std::to_string(n) + "@example.org";
    order.server = account().server;
    order.server.user = order.address;
    order.at = at(static_cast<int>(n));
    db.commit(order);
  }
  const auto page = [this](const std::string& after) {
    return json_of(ask<model::json_text>(aut, of(alice, model::list_mail_accounts{after, 2})));
  };
  const auto first = page("");
  CAF_CHECK(first.at("more").as_bool());
  CAF_CHECK_EQUAL(first.at("accounts").as_array().size(), 2u);
  const auto second = page(std::string{first.at("cursor").as_string()});
  CAF_CHECK(!second.at("more").as_bool());
  CAF_REQUIRE_EQUAL(second.at("accounts").as_array().size(), 1u);
  CAF_CHECK(second.at("accounts").at(0).at("id").as_string() == "3");
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(alice, model::list_mail_accounts{"x", 2}))) ==
            model::ec::invalid);
}

CAF_TEST(the peer of a dialog sees it from its own side) {
  const auto chat = db.commit(storage::open_dialog{model::chat_id{42}, boris, alice, at(1)}).chat;
  say(self, aut, room_notice{room, room_notice::chat_opened{chat}});
  consume_messages();
  CAF_REQUIRE((published().size()) == (1u));
  const auto data = boost::json::parse(relay.heard<publication>()[0].events.at(0)->data);
  CAF_CHECK(data.at("chat").at("peer").at("login").as_string() == "boris");
}

CAF_TEST(a dialog that a node of the version before has opened is told and told once) {
  using opened = room_notice::chat_opened;
  const auto chat = db.commit(storage::open_dialog{model::chat_id{42}, boris, alice, at(1)}).chat;
  // That one notes nothing in the database.
  const auto other = must(storage::sqlite_database::open({.file = db.folder / "vestnik.db"}));
  must(other->execute("DELETE FROM notices", {}, storage::show_nothing));
  for (int times = 0; times < 2; ++times) {
    say(self, aut, room_notice{room, opened{chat, opened::record::none}});
    consume_messages();
  }
  CAF_CHECK(published() == std::vector<std::string>{"chat.added"});
  CAF_MESSAGE("of a chat that is not hers she hears nothing");
  say(self, aut, room_notice{room, opened{model::chat_id{43}, opened::record::none}});
  consume_messages();
  CAF_CHECK_EQUAL(published().size(), 1u);
}

CAF_TEST(a notice that could not be stored is told when the room is woken and told once) {
  *db.commits = {storage::test::failing_database::failure{model::ec::none},
                 storage::test::failing_database::failure{model::ec::storage_full}};
  CAF_CHECK(ask<model::json_text>(aut, of(alice, model::open_dialog{boris}, "op")).has_value());
  CAF_CHECK(published().empty());
  say(self, aut, atom::wake::value);
  say(self, aut, atom::wake::value);
  consume_messages();
  CAF_CHECK(published() == std::vector<std::string>{"chat.added"});
}

CAF_TEST(a dialog with somebody who does not exist is refused) {
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(alice, model::open_dialog{model::user_id{99}},
                                                  "op"))) == model::ec::not_found);
  CAF_CHECK(published().empty());
}

CAF_TEST(people are found by a prefix) {
  const auto found = json_of(ask<model::json_text>(aut, of(alice, model::search_people{"bo"})));
  CAF_REQUIRE((found.at("people").as_array().size()) == (1u));
  CAF_CHECK(found.at("people").at(0).at("login").as_string() == "boris");
}

CAF_TEST(a person has so many connections and no more) {
  CAF_CHECK(attach(phone.handle, 10).has_value());
  CAF_CHECK(attach(laptop.handle, 11).has_value());
  witness<std::monostate> third{sys};
  const auto refused = attach(third.handle, 12);
  CAF_CHECK(code_of(refused) == model::ec::too_many);
  CAF_CHECK(refused.error().retry_after.count() > 0);
  CAF_MESSAGE("a connection that has ended makes room");
  end(phone.handle);
  CAF_CHECK(attach(third.handle, 12).has_value());
  end(third.handle);
}

CAF_TEST(a connection is counted once however often it says that it is there) {
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(attach(phone.handle, 10).has_value());
  CAF_CHECK(attach(laptop.handle, 11).has_value());
  witness<std::monostate> third{sys};
  end(phone.handle);
  CAF_CHECK(attach(third.handle, 12).has_value());
  end(third.handle);
}

CAF_TEST(a room with open connections does not rest) {
  say(relay.handle, aut, room_unfollow{room});
  (void)attach(phone.handle, 10);
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::busy);
  end(phone.handle);
  CAF_CHECK(must(ask<activity>(aut, atom::rest::value)) == activity::resting);
}

CAF_TEST(an account that the mail server refuses is not stored) {
  verdict = {model::ec::mail_refused, "no such user", "password"};
  const auto refused = ask<model::json_text>(aut, of(alice, account(), "op"));
  CAF_CHECK(refused.error() == verdict);
  CAF_REQUIRE((probed.size()) == (1u));
  CAF_CHECK(probed[0].server == account().server);
  CAF_CHECK((probed[0].password.reveal()) == ("pa55"));
  CAF_CHECK(db.ask(storage::mail_accounts_of_user{alice}).empty());
  CAF_CHECK(published().empty());
  CAF_CHECK(woken->empty());
}

CAF_TEST(a person tries one mailbox at a time) {
  question<model::json_text> first{sys, aut, of(alice, account(), "op-1")};
  expect((model::command), from(_).to(aut));
  question<model::json_text> second{sys, aut, of(alice, account(), "op-2")};
  expect((model::command), from(_).to(aut));
  consume_messages();
  CAF_CHECK(code_of(second.answer()) == model::ec::too_many);
  CAF_CHECK(first.answer().has_value());
  CAF_CHECK_EQUAL(probed.size(), 1u);
}

CAF_TEST(who was refused five times waits before the mail server is asked again) {
  verdict = {model::ec::mail_refused, "no such user", "password"};
  for (int i = 0; i < 5; ++i)
    CAF_CHECK(code_of(ask<model::json_text>(aut, of(alice, account(), "op"))) ==
              model::ec::mail_refused);
  const auto refused = ask<model::json_text>(aut, of(alice, account(), "op"));
  CAF_CHECK(code_of(refused) == model::ec::too_many);
  CAF_CHECK(refused.error().retry_after == std::chrono::hours{1});
  CAF_CHECK_EQUAL(probed.size(), 5u);
}

CAF_TEST(a person has a mailbox once and no more than are allowed) {
  CAF_CHECK(ask<model::json_text>(aut, of(alice, account(), "op-1")).has_value());
  const auto again = ask<model::json_text>(aut, of(alice, account(), "op-2"));
  CAF_CHECK(code_of(again) == model::ec::conflict);
  CAF_CHECK_EQUAL(again.error().field, "user");
  auto other = account();
  other.server.user = "another";
  CAF_CHECK(code_of(ask<model::json_text>(aut, of(alice, other, "op-3"))) == model::ec::too_many);
}

CAF_TEST(an account that the mail server accepts is stored sealed and followed from then on) {
  const auto added = json_of(ask<model::json_text>(aut, of(alice, account(), "op")));
  CAF_CHECK(added.at("account").at("host").as_string() == "imap.example.org");
  const auto stored = db.ask(storage::mail_accounts_of_user{alice});
  CAF_REQUIRE((stored.size()) == (1u));
  const auto found = db.ask(storage::mail_account_by_id{stored[0].id});
  CAF_CHECK((found.sealed_password.find("pa55")) == (std::string::npos));
  CAF_CHECK((must(secrets->unseal(found.sealed_password, stored[0].id, "imap")).reveal()) ==
            ("pa55"));
  CAF_CHECK(*woken == std::vector{model::room_of(stored[0].id)});
  CAF_CHECK(published() == std::vector<std::string>{"mailbox.added"});

  CAF_MESSAGE("repeated it is the same account");
  CAF_CHECK(json_of(ask<model::json_text>(aut, of(alice, account(), "op"))) == added);
  CAF_CHECK((db.ask(storage::mail_accounts_of_user{alice}).size()) == (1u));
  CAF_CHECK((woken->size()) == (1u));
  CAF_CHECK((published().size()) == (1u));
  const auto listed = json_of(ask<model::json_text>(aut, of(alice, model::list_mail_accounts{})));
  CAF_CHECK(listed.at("accounts").at(0) == added.at("account"));
}

CAF_TEST_FIXTURE_SCOPE_END()
