#include "storage/people/notice_store.hpp"

#include "tests/storage/chats/chat_changes.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::notice_store_tests {

TEST_SUITE_BEGIN("storage/people/notice_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::room_name room{model::room_kind::chat, 42};

using rooms = std::vector<model::room_name>;
using people = std::vector<model::user_id>;

log_entry telling(model::room_name about, model::timestamp noted_at = at(1)) {
  log_entry entry;
  entry.kind = model::event_kind::chat_added;
  entry.at = at(3);
  entry.data = "{}";
  entry.rows = told_notice{about, noted_at};
  return entry;
}

rooms rooms_of(const std::vector<told_notice>& notices) {
  rooms all;
  for (const auto& each : notices)
    all.push_back(each.about);
  return all;
}

/// Two people with a dialog.
struct dialog : test_store {
  explicit dialog(test_database& on)
      : test_store{on} {
    person(1, "alice");
    person(2, "boris");
    must(commit(open_dialog{model::chat_id{42}, alice, boris, at(1)}));
  }

  std::uint64_t token_of(model::user_id user) {
    return must(commit(activate_room{model::room_of(user), "n1"})).token;
  }

  rooms untold(model::user_id user) { return rooms_of(must(read.run(notices_of_user{user}))); }
};

} // namespace

TEST_CASE("a new dialog is noted for both people, and one that is there for nobody") {
  on_each_driver([](test_database& on) {
    dialog in{on};
    must(in.commit(open_dialog{model::chat_id{43}, boris, alice, at(2)}));
    CHECK(in.untold(alice) == rooms{room});
    CHECK(in.untold(boris) == rooms{room});
  });
}

TEST_CASE("a new mail account is noted for its owner") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    const create_mail_account adding{model::account_id{7}, alice, "op", "a@x", {}, "s", at(3)};
    must(in.commit(adding));
    must(in.commit(adding));
    CHECK(rooms_of(must(in.read.run(notices_of_user{alice}))) ==
          rooms{model::room_of(model::account_id{7})});
  });
}

TEST_CASE("a notice is told once, however often it is tried") {
  on_each_driver([](test_database& on) {
    dialog in{on};
    const append once{model::room_of(alice), in.token_of(alice), {telling(room)}, {}};
    const append twice{once.room, once.token, {telling(room), telling(room)}, {}};
    CHECK(must(in.commit(twice))[0].kind == append::fate::appended);
    CHECK(in.untold(alice).empty());
    CHECK(in.untold(boris) == rooms{room});
    const auto again = must(in.commit(once))[0];
    CHECK(again.kind == append::fate::known);
    CHECK(again.seq == 0);
    CHECK(must(in.read.run(log_range{model::room_of(alice), 0, 100, 100})).size() == 1);
  });
}

TEST_CASE("a notice that was noted anew is told anew, whatever was read before") {
  on_each_driver([](test_database& on) {
    dialog in{on};
    const auto chat = model::chat_id{42};
    const auto token = must(in.commit(activate_room{room, "n1"})).token;
    // By a clock that has been put back.
    in.post(chat, token, changed(remove_member{alice, {}, at(0)}));
    const auto noted = must(in.read.run(notices_of_user{alice})).at(0).noted_at;
    CHECK(noted > at(1));
    const auto of_alice = in.token_of(alice);
    const auto fate_of = [&](model::timestamp seen) {
      return must(in.commit(append{model::room_of(alice), of_alice, {telling(room, seen)}, {}}))[0]
          .kind;
    };
    CHECK(fate_of(at(1)) == append::fate::known);
    CHECK(in.untold(alice) == rooms{room});
    CHECK(fate_of(noted) == append::fate::appended);
    CHECK(in.untold(alice).empty());
  });
}

TEST_CASE("a notice belongs into the log of its person alone") {
  on_each_driver([](test_database& on) {
    dialog in{on};
    const auto token = must(in.commit(activate_room{room, "n1"})).token;
    CHECK(code_of(in.commit(append{room, token, {telling(room)}, {}})) == model::ec::invalid);
    auto of_client = telling(room);
    of_client.op = "op";
    CHECK(code_of(in.commit(append{model::room_of(alice), in.token_of(alice), {of_client}, {}})) ==
          model::ec::invalid);
    CHECK(in.untold(alice) == rooms{room});
  });
}

TEST_CASE("people are late to be told when something was noted before a time") {
  on_each_driver([](test_database& on) {
    dialog in{on};
    in.person(3, "carol");
    must(in.commit(open_dialog{model::chat_id{43}, alice, model::user_id{3}, at(5)}));
    CHECK(must(in.read.run(people_with_notices{at(1)})).empty());
    CHECK(must(in.read.run(people_with_notices{at(2)})) == people{alice, boris});
    CHECK(must(in.read.run(people_with_notices{at(6)})) == people{alice, boris, {3}});
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::notice_store_tests
