#include "storage/rooms/room_store.hpp"

#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <limits>
#include <string>

namespace vestnik::storage::room_store_tests {

TEST_SUITE_BEGIN("storage/rooms/room_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using fate = append::fate;

append entries_for(model::chat_id chat, std::uint64_t token, std::vector<log_entry> entries) {
  return {model::room_of(chat), token, std::move(entries), {}};
}

std::vector<std::uint64_t> seqs_of(test_store& in, model::chat_id chat) {
  std::vector<std::uint64_t> seqs;
  for (const auto& event :
       must(in.read.run(log_range{model::room_of(chat), 0, std::uint64_t(-1), 1000})))
    seqs.push_back(event.seq);
  return seqs;
}

using seqs = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("rooms have different log ids") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    const auto boris = in.person(2, "boris");
    CHECK(must(in.commit(activate_room{model::room_of(alice), "n1"})).log !=
          must(in.commit(activate_room{model::room_of(boris), "n1"})).log);
  });
}

TEST_CASE("appended entries get the next places and come back as events") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto done = must(
        in.commit(entries_for(chat, token, {message(100, "op-a", "Привет 🌲"), message(101, "")})));
    REQUIRE(done.size() == 2);
    CHECK(done[0].seq == 2);
    CHECK(done[0].kind == fate::appended);
    CHECK(done[0].result == "{\"id\":\"100\"}");
    CHECK(done[1].seq == 3);
    const auto log = must(in.read.run(log_range{model::room_of(chat), 1, 3, 10}));
    REQUIRE(log.size() == 2);
    CHECK(log[0] == model::event{model::room_of(chat), 2, model::event_kind::message_created,
                                 at(100), "{\"id\":\"100\"}"});
    CHECK(must(in.commit(activate_room{model::room_of(chat), "n2"})).last_seq == 3);
  });
}

TEST_CASE("a stale token writes nothing") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, stale] = in.dialog();
    const auto newest = must(in.commit(activate_room{model::room_of(chat), "n2"})).token;
    CHECK(code_of(in.commit(entries_for(chat, stale, {message(100, "op-a")}))) ==
          model::ec::stale_token);
    CHECK(code_of(in.commit(entries_for(chat, newest + 1, {message(100, "op-a")}))) ==
          model::ec::stale_token);
    CHECK(seqs_of(in, chat) == seqs{1});
    // Its operation was not noted either.
    const auto done = must(in.commit(entries_for(chat, newest, {message(100, "op-a")})));
    CHECK(done[0].kind == fate::appended);
    CHECK(done[0].seq == 2);
  });
}

TEST_CASE("a room that was never activated takes no entry, whatever the token") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    const auto boris = in.person(2, "boris");
    const auto chat = must(in.commit(open_dialog{model::chat_id{42}, alice, boris, at(1)})).chat;
    CHECK(code_of(in.commit(entries_for(chat, 0, {message(100, "")}))) == model::ec::stale_token);
    CHECK(code_of(in.commit(entries_for(model::chat_id{9}, 1, {}))) == model::ec::stale_token);
  });
}

TEST_CASE("a repeated operation gets the first result and leaves no gap") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    must(in.commit(entries_for(chat, token, {message(100, "op-a")})));
    const auto done = must(in.commit(entries_for(
        chat, token, {message(200, "op-b"), message(201, "op-a"), message(202, "op-c")})));
    REQUIRE(done.size() == 3);
    CHECK(done[0].seq == 3);
    CHECK(done[1].kind == fate::repeated_operation);
    CHECK(done[1].seq == 2);
    CHECK(done[1].result == "{\"id\":\"100\"}");
    CHECK(done[2].seq == 4);
    CHECK(seqs_of(in, chat) == seqs{1, 2, 3, 4});
    CHECK(must(in.commit(entries_for(chat, token, {message(300, "op-d")})))[0].seq == 5);
  });
}

TEST_CASE("an operation is the author's own") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto done = must(in.commit(entries_for(
        chat, token,
        {message(100, "op", "a", model::user_id{1}), message(101, "op", "b", model::user_id{2})})));
    CHECK(done[1].kind == fate::appended);
    CHECK(done[1].seq == 3);
  });
}

TEST_CASE("the same operation twice in one append or one group is done once") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const std::vector<storage::write> group{
        entries_for(chat, token, {message(100, "op-a"), message(101, "op-a")}),
        entries_for(chat, token, {message(102, "op-a"), message(103, "op-b")}),
    };
    auto answers = in.write.commit(group);
    REQUIRE(answers.size() == 2);
    const auto first = std::get<append::result_type>(must(std::move(answers[0])));
    const auto second = std::get<append::result_type>(must(std::move(answers[1])));
    CHECK(first[0].seq == 2);
    CHECK(first[1].kind == fate::repeated_operation);
    CHECK(first[1].seq == 2);
    CHECK(second[0].kind == fate::repeated_operation);
    CHECK(second[0].seq == 2);
    CHECK(second[0].result == "{\"id\":\"100\"}");
    CHECK(second[1].seq == 3);
    CHECK(seqs_of(in, chat) == seqs{1, 2, 3});
  });
}

TEST_CASE("operations are forgotten after seven days") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    must(in.commit(entries_for(chat, token, {message(100, "op-a"), message(200, "op-b")})));
    in.purge(at(150) + test_store::kept.operations);
    const auto done =
        must(in.commit(entries_for(chat, token, {message(300, "op-a"), message(301, "op-b")})));
    CHECK(done[0].kind == fate::appended);
    CHECK(done[1].kind == fate::repeated_operation);
  });
}

TEST_CASE("purging ends when more is old than one transaction removes") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<log_entry> many;
    for (int i = 0; i < 4100; ++i)
      many.push_back(message(1000 + i, "op-" + std::to_string(i)));
    must(in.commit(entries_for(chat, token, std::move(many))));
    in.purge(at(100'000) + test_store::kept.operations);
    const auto done = must(
        in.commit(entries_for(chat, token, {message(9000, "op-0"), message(9001, "op-4099")})));
    CHECK(done[0].kind == fate::appended);
    CHECK(done[1].kind == fate::appended);
  });
}

TEST_CASE("events older than allowed leave the log, and the room knows where it begins") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    must(in.commit(
        entries_for(chat, token, {message(100, "a"), message(200, "b"), message(300, "c")})));
    in.purge(at(250) + test_store::kept.log);
    CHECK(seqs_of(in, chat) == seqs{4});
    auto taken = must(in.commit(activate_room{model::room_of(chat), "n1"}));
    CHECK(taken.first_seq == 4);
    CHECK(taken.last_seq == 4);
    // The messages themselves stay, and the log goes on where it was.
    CHECK(must(in.read.run(chat_history{chat})).size() == 3);
    CHECK(must(in.commit(entries_for(chat, taken.token, {message(400, "d")})))[0].seq == 5);

    in.purge(at(500) + test_store::kept.log);
    CHECK(seqs_of(in, chat).empty());
    taken = must(in.commit(activate_room{model::room_of(chat), "n1"}));
    CHECK(taken.first_seq == 6);
    CHECK(must(in.commit(entries_for(chat, taken.token, {message(600, "e")})))[0].seq == 6);
  });
}

TEST_CASE("a young entry keeps all that follow it, however old their clocks say they are") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    must(in.commit(entries_for(chat, token, {message(300, "a"), message(100, "b")})));
    in.purge(at(200) + test_store::kept.log);
    CHECK(seqs_of(in, chat) == seqs{2, 3});
  });
}

TEST_CASE("a person's own events are kept for a shorter time than others") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto personal = model::room_of(model::user_id{1});
    const auto personal_token = must(in.commit(activate_room{personal, "n1"})).token;
    log_entry notice;
    notice.kind = model::event_kind::chat_added;
    notice.at = at(100);
    notice.data = "{}";
    must(in.commit(append{personal, personal_token, {notice}, {}}));
    must(in.commit(entries_for(chat, token, {message(100, "a")})));
    in.purge(at(101) + test_store::kept.personal_log);
    CHECK(must(in.read.run(log_range{personal, 0, 9, 9})).empty());
    CHECK(seqs_of(in, chat) == seqs{1, 2});
  });
}

TEST_CASE("trimming ends when there are more rooms and entries than one transaction handles") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<log_entry> many;
    for (int i = 0; i < 4100; ++i)
      many.push_back(message(1000 + i, {}));
    must(in.commit(entries_for(chat, token, std::move(many))));
    std::vector<storage::write> people;
    for (int i = 0; i < 1200; ++i)
      people.emplace_back(
          create_user{model::user_id{1000 + i}, "u" + std::to_string(i), "u", "$", at(0)});
    for (const auto& answer : in.write.commit(people))
      must(answer);
    in.purge(at(10'000) + test_store::kept.log);
    CHECK(seqs_of(in, chat).empty());
  });
}

TEST_CASE("a range of the log is what lies between, up to the limit") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<log_entry> many;
    for (int i = 0; i < 9; ++i)
      many.push_back(message(100 + i, ""));
    must(in.commit(entries_for(chat, token, std::move(many))));
    const auto room = model::room_of(chat);
    const auto between = [&in, room](std::uint64_t after, std::uint64_t up_to,
                                     std::uint32_t limit) {
      seqs found;
      for (const auto& event : must(in.read.run(log_range{room, after, up_to, limit})))
        found.push_back(event.seq);
      return found;
    };
    CHECK(between(3, 6, 100) == seqs{4, 5, 6});
    CHECK(between(3, 6, 2) == seqs{4, 5});
    CHECK(between(9, std::numeric_limits<std::uint64_t>::max(), 100) == seqs{10});
    CHECK(between(10, 20, 100) == seqs{});
    CHECK(must(in.read.run(log_range{{model::room_kind::mailbox, chat.value}, 0, 9, 9})).empty());
  });
}

TEST_CASE("entries that do not belong into the room are refused before anything is written") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto ephemeral = message(101, "op-b");
    ephemeral.kind = model::event_kind::mailbox_state;
    auto mail = message(102, "");
    mail.rows = mail_row{};
    for (const auto& wrong : {ephemeral, mail})
      CHECK(code_of(in.commit(entries_for(chat, token, {message(100, "op-a"), wrong}))) ==
            model::ec::invalid);
    const auto activation = must(in.commit(activate_room{{model::room_kind::user, 1}, "n1"}));
    CHECK(code_of(in.commit(
              append{{model::room_kind::user, 1}, activation.token, {message(103, "")}, {}})) ==
          model::ec::invalid);
    CHECK(must(in.commit(entries_for(chat, token, {message(100, "op-a")})))[0].kind ==
          fate::appended);
    CHECK(seqs_of(in, chat) == seqs{1, 2});
  });
}

TEST_CASE("what operations have left is found where they were done and only if all were") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto room = model::room_of(chat);
    must(in.commit(entries_for(chat, token, {message(100, "op-a"), message(101, "op-b")})));
    const auto left = [&](model::room_name where, std::int64_t user, std::vector<std::string> ops) {
      return must(in.read.run(operation_results{where, model::user_id{user}, std::move(ops)}));
    };
    using results = std::vector<std::string>;
    CHECK(left(room, 1, {"op-b", "op-a"}) == results{"{\"id\":\"101\"}", "{\"id\":\"100\"}"});
    CHECK(left(room, 1, {"op-a", "op-c"}).empty());
    CHECK(left(room, 2, {"op-a"}).empty());
    CHECK(left(model::room_of(model::user_id{1}), 1, {"op-a"}).empty());
  });
}

TEST_CASE("a room is there for its own people alone") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto chat = model::room_of(in.dialog().first);
    const auto clara = in.person(3, "clara");
    const model::user_id alice{1};
    const model::user_id boris{2};
    const auto mailbox = model::room_of(must(in.commit(create_mail_account{
        model::account_id{7}, alice, "op", "alice@example.org", {}, "sealed", at(1)})));
    const auto sees = [&](model::user_id person, model::room_name room) {
      return must(in.read.run(may_see{person, room}));
    };
    CHECK(sees(alice, chat));
    CHECK(sees(boris, chat));
    CHECK_FALSE(sees(clara, chat));
    CHECK(sees(alice, mailbox));
    CHECK_FALSE(sees(boris, mailbox));
    CHECK(sees(alice, model::room_of(alice)));
    CHECK_FALSE(sees(alice, model::room_of(boris)));
    CHECK_FALSE(sees(alice, {model::room_kind::chat, 4711}));
    CHECK_FALSE(sees(alice, {model::room_kind::mailbox, 4711}));
    CHECK_FALSE(sees(alice, {model::room_kind::collection, 5}));
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::room_store_tests
