#include "storage/writer.hpp"

#include "failing_database.hpp"
#include "storage/sql/query.hpp"
#include "test_store.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <thread>

namespace vestnik::storage::writer_tests {

TEST_SUITE_BEGIN("storage/writer");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

append one_message(model::chat_id chat, std::uint64_t token, std::int64_t id) {
  return {model::room_of(chat), token, {message(id, "op-" + std::to_string(id))}, {}};
}

create_session session_of(std::int64_t user, std::int64_t id) {
  return {model::session_id{id}, model::user_id{user}, std::string(32, static_cast<char>(id)),
          at(0), at(100)};
}

std::uint64_t seq_of(model::result<write_result> answer) {
  return std::get<append::result_type>(must(std::move(answer))).at(0).seq;
}

} // namespace

TEST_CASE("each write of a group is answered in its place with its own alternative") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const std::vector<storage::write> group{
        one_message(chat, token, 100),
        create_user{model::user_id{3}, "carol", "Carol", "$", at(1)},
        session_of(3, 5),
        open_dialog{model::chat_id{43}, model::user_id{3}, model::user_id{1}, at(2)},
        activate_room{{model::room_kind::chat, 43}, "n1"},
        create_mail_account{model::account_id{7}, model::user_id{3}, "op", "c@x", {}, "s", at(3)},
        end_session{model::session_id{5}},
        one_message(chat, token, 101),
    };
    const auto answers = in.write.commit(group);
    REQUIRE(answers.size() == group.size());
    CHECK(seq_of(answers[0]) == 2);
    CHECK(std::holds_alternative<std::monostate>(must(answers[1])));
    CHECK(std::holds_alternative<std::monostate>(must(answers[2])));
    CHECK(std::get<open_dialog::dialog>(must(answers[3])).chat == model::chat_id{43});
    CHECK(std::get<activate_room::position>(must(answers[4])).last_seq == 1);
    CHECK(std::get<model::account_id>(must(answers[5])) == model::account_id{7});
    CHECK(std::holds_alternative<std::monostate>(must(answers[6])));
    CHECK(seq_of(answers[7]) == 3);
  });
}

TEST_CASE("an empty group is nothing") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    CHECK(in.write.commit({}).empty());
  });
}

TEST_CASE("refusals leave the others of their group alone") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const std::vector<storage::write> group{
        one_message(chat, token, 100),
        one_message(chat, token + 7, 101),
        create_user{model::user_id{3}, "alice", "Again", "$", at(1)},
        activate_room{{model::room_kind::chat, 99}, "n1"},
        open_dialog{model::chat_id{43}, model::user_id{1}, model::user_id{1}, at(2)},
        one_message(chat, token, 102),
    };
    const auto answers = in.write.commit(group);
    CHECK(seq_of(answers[0]) == 2);
    CHECK(code_of(answers[1]) == model::ec::stale_token);
    CHECK(code_of(answers[2]) == model::ec::conflict);
    CHECK(code_of(answers[3]) == model::ec::not_found);
    CHECK(code_of(answers[4]) == model::ec::invalid);
    CHECK(seq_of(answers[5]) == 3);
    CHECK(must(in.read.run(log_range{model::room_of(chat), 0, 100, 100})).size() == 3);
  });
}

TEST_CASE("a room that is taken over within a group is closed to its old owner afterwards") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const std::vector<storage::write> group{
        one_message(chat, token, 100),
        activate_room{model::room_of(chat), "n2"},
        one_message(chat, token, 101),
        one_message(chat, token + 1, 102),
    };
    const auto answers = in.write.commit(group);
    CHECK(seq_of(answers[0]) == 2);
    CHECK(seq_of(answers[2]) == 3);
    CHECK(std::get<activate_room::position>(must(answers[1])).last_seq == 3);
    // Nobody knows a token before it is given.
    CHECK(code_of(answers[3]) == model::ec::stale_token);
    CHECK(code_of(in.commit(one_message(chat, token, 103))) == model::ec::stale_token);
    CHECK(must(in.commit(one_message(chat, token + 1, 104)))[0].seq == 4);
  });
}

TEST_CASE("rooms are taken over few at a time, and appends do not wait for that") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    constexpr std::int64_t rooms = 450;
    std::vector<storage::write> people;
    std::vector<storage::write> group;
    for (std::int64_t i = 0; i < rooms; ++i) {
      const auto id = 1000 + rooms - i;
      people.emplace_back(
          create_user{model::user_id{id}, "user" + std::to_string(id), "User", "$", at(1)});
      group.emplace_back(activate_room{model::room_of(model::user_id{id}), "n1"});
    }
    group.emplace_back(one_message(chat, token, 100));
    for (const auto& made : in.write.commit(people))
      must(made);
    auto counting = std::make_unique<failing_database>(on.connect());
    const auto& begun = counting->begun;
    auto& commits = counting->fail_commits;
    writer write{std::move(counting), test_store::kept};
    // The database goes away in the midst of the takeovers.
    commits = {model::ec::none, model::ec::none, model::ec::unavailable};
    const auto answers = write.commit(group);
    CHECK(begun == 3);
    CHECK(seq_of(answers.back()) == 2);
    const auto taken = std::ranges::count_if(
        answers, [](const auto& each) { return code_of(each) == model::ec::none; });
    CHECK(taken == 201);
    // In the order of the rooms' names.
    CHECK(code_of(answers[rooms - 1]) == model::ec::none);
    CHECK(code_of(answers[0]) == model::ec::unavailable);
  });
}

TEST_CASE("who has a room locked stops its writes only, and nobody waits for them") {
  on_postgres([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto carol = in.person(3, "carol");
    const auto other = must(in.commit(open_dialog{model::chat_id{43}, carol, {1}, at(1)})).chat;
    const auto free = must(in.commit(activate_room{model::room_of(other), "n1"})).token;
    const std::vector<storage::write> group{
        one_message(chat, token, 100),
        one_message(other, free, 101),
        mark_read{chat, token, model::user_id{1}, 1},
        activate_room{model::room_of(chat), "n2"},
        activate_room{model::room_of(carol), "n2"},
        release_room{model::room_of(chat), {}},
        one_message(other, free, 102),
    };
    const auto another = on.connect();
    {
      transaction holder{*another};
      must(holder.begin());
      constexpr statement lock{"SELECT id FROM rooms WHERE kind = $1 AND id = $2 FOR UPDATE"};
      REQUIRE(must(count(*another, lock, {model::room_kind::chat, chat})) == 1);
      const auto answers = in.write.commit(group);
      for (const std::size_t of_the_room : {0, 2, 3, 5}) {
        REQUIRE(code_of(answers[of_the_room]) == model::ec::unavailable);
        CHECK(is_locked_by_another(answers[of_the_room].error()));
      }
      CHECK(seq_of(answers[1]) == 2);
      CHECK(code_of(answers[4]) == model::ec::none);
      CHECK(seq_of(answers[6]) == 3);
    }
    for (const auto& answer : in.write.commit(std::span{group}.first(4)))
      must(answer);
  });
}

TEST_CASE("a write that the database fails does not fail the others") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto stranger = one_message(chat, token, 101);
    stranger.entries[0].rows = message_row{model::message_id{101}, model::user_id{77}, "?"};
    const std::vector<storage::write> group{
        one_message(chat, token, 100), stranger, session_of(77, 6), session_of(1, 7),
        one_message(chat, token, 102),
    };
    const auto answers = in.write.commit(group);
    CHECK(seq_of(answers[0]) == 2);
    CHECK(code_of(answers[1]) == model::ec::conflict);
    CHECK(code_of(answers[2]) == model::ec::conflict);
    CHECK(code_of(answers[3]) == model::ec::none);
    CHECK(seq_of(answers[4]) == 3);
    const auto log = must(in.read.run(log_range{model::room_of(chat), 0, 100, 100}));
    REQUIRE(log.size() == 3);
    CHECK(log.back().seq == 3);
    // Nothing of the bad one stayed: neither its operation nor its place.
    const auto repeated = must(in.commit(one_message(chat, token, 101)));
    CHECK(repeated[0].kind == append::fate::appended);
    CHECK(repeated[0].seq == 4);
  });
}

TEST_CASE("writes that the database fails cost their group one commit more") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto counting = std::make_unique<failing_database>(on.connect());
    const auto& begun = counting->begun;
    writer write{std::move(counting), test_store::kept};
    std::vector<storage::write> group;
    for (int i = 0; i < 256; ++i)
      group.emplace_back(one_message(chat, token, 100 + i));
    for (const std::size_t place : {77, 78, 200}) {
      auto& bad = std::get<append>(group[place]);
      bad.entries[0].rows = message_row{model::message_id{999}, model::user_id{77}, "?"};
    }
    const auto answers = write.commit(group);
    for (const std::size_t place : {77, 78, 200})
      CHECK(code_of(answers[place]) == model::ec::conflict);
    CHECK(seq_of(answers[76]) == 78);
    CHECK(seq_of(answers[79]) == 79);
    CHECK(seq_of(answers[255]) == 254);
    CHECK(begun == 2);
    CHECK(must(in.read.run(log_range{model::room_of(chat), 0, 1000, 1000})).size() == 254);
  });
}

TEST_CASE("a group that falls apart keeps what was committed before the database went away") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto failing = std::make_unique<failing_database>(on.connect());
    auto& commits = failing->fail_commits;
    writer write{std::move(failing), test_store::kept};
    const std::vector<storage::write> group{
        one_message(chat, token, 100), one_message(chat, token, 101), one_message(chat, token, 102),
        one_message(chat, token, 103)};
    for (const auto code : {model::ec::outcome_unknown, model::ec::unavailable}) {
      // The group and its good ones, its first half, its second and the good ones of that, and the
      // first of them.
      commits = {model::ec::internal, model::ec::internal, model::ec::none,
                 model::ec::internal, model::ec::internal, code};
      const auto answers = write.commit(group);
      CHECK(commits.empty());
      CHECK(seq_of(answers[0]) == 2);
      CHECK(seq_of(answers[1]) == 3);
      CHECK(code_of(answers[2]) == code);
      // It has not been tried: it may follow the one before only.
      CHECK(code_of(answers[3]) == model::ec::unavailable);
      CHECK(must(in.read.run(log_range{model::room_of(chat), 0, 100, 100})).size() == 3);
    }
    CHECK(seq_of(write.commit(std::span{group}.subspan(3))[0]) == 4);
  });
}

TEST_CASE("an unknown outcome is told to the whole group and nothing is repeated") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto failing = std::make_unique<failing_database>(on.connect());
    auto& commits = failing->fail_commits;
    writer write{std::move(failing), test_store::kept};
    const std::vector<storage::write> group{one_message(chat, token, 100),
                                            one_message(chat, token, 101)};
    for (const auto code : {model::ec::outcome_unknown, model::ec::unavailable}) {
      commits = {code};
      for (const auto& answer : write.commit(group))
        CHECK(code_of(answer) == code);
      CHECK(commits.empty());
      CHECK(must(in.read.run(log_range{model::room_of(chat), 0, 100, 100})).size() == 1);
    }
    CHECK(seq_of(write.commit(group)[1]) == 3);
  });
}

TEST_CASE("a full disk fails those that do not fit and later ones succeed") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto failing = std::make_unique<failing_database>(on.connect());
    auto& commits = failing->fail_commits;
    writer write{std::move(failing), test_store::kept};
    const std::vector<storage::write> group{one_message(chat, token, 100),
                                            one_message(chat, token, 101)};
    // The group, then its good ones, then its first write alone.
    commits = {model::ec::storage_full, model::ec::storage_full, model::ec::storage_full};
    const auto answers = write.commit(group);
    CHECK(code_of(answers[0]) == model::ec::storage_full);
    CHECK(seq_of(answers[1]) == 2);
    CHECK(seq_of(write.commit(group)[0]) == 3);
  });
}

TEST_CASE("readers see whole groups only, while the writer works") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    constexpr int groups = 60;
    constexpr std::size_t per_group = 8;
    std::vector<std::jthread> threads;
    std::vector<std::string> problems(3);
    for (auto& problem : problems)
      threads.emplace_back([&on, &problem, chat] {
        reader mine{on.connect_reader()};
        std::size_t seen = 0;
        while (seen < 1 + groups * per_group && problem.empty()) {
          const auto log = mine.run(log_range{model::room_of(chat), 0, 10'000, 10'000});
          if (!log)
            problem = log.error().message;
          else if (log->size() % per_group != 1 || log->size() < seen ||
                   log->back().seq != log->size())
            problem = "half a group was seen";
          else
            seen = log->size();
        }
      });
    for (int i = 0; i < groups; ++i) {
      std::vector<storage::write> group;
      for (std::size_t j = 0; j < per_group; ++j)
        group.emplace_back(one_message(chat, token, 1000 + i * 100 + static_cast<int>(j)));
      for (const auto& answer : in.write.commit(group))
        must(answer);
    }
    threads.clear();
    for (const auto& problem : problems)
      CHECK(problem == "");
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::writer_tests
