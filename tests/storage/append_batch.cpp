#include "storage/append_batch.hpp"

#include "failing_database.hpp"
#include "test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::append_batch_tests {

TEST_SUITE_BEGIN("storage/append_batch");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using fate = append::fate;

struct dialog {
  model::chat_id chat;
  std::uint64_t token = 0;
};

/// Dialogs of alice with so many others, and the tokens of their owners.
std::vector<dialog> dialogs(test_store& in, std::int64_t count) {
  std::vector<dialog> made;
  const auto alice = in.person(1, "alice");
  for (std::int64_t i = 0; i < count; ++i) {
    const auto peer = in.person(10 + i, "peer" + std::to_string(i));
    const auto chat =
        must(in.commit(open_dialog{model::chat_id{100 + i}, alice, peer, at(1)})).chat;
    made.push_back({chat, must(in.commit(activate_room{model::room_of(chat), "n1"})).token});
  }
  return made;
}

append to(const dialog& of, std::vector<log_entry> entries) {
  return {model::room_of(of.chat), of.token, std::move(entries), {}};
}

append::result_type outcomes_of(const model::result<write_result>& answer) {
  return std::get<append::result_type>(must(answer));
}

std::vector<std::uint64_t> seqs_of(const model::result<write_result>& answer) {
  std::vector<std::uint64_t> seqs;
  for (const auto& each : outcomes_of(answer))
    seqs.push_back(each.seq);
  return seqs;
}

using seqs = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("each room counts for itself, in the order of the appends") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto rooms = dialogs(in, 3);
    const std::vector<storage::write> group{
        to(rooms[2], {message(200, "a")}), to(rooms[0], {message(201, "b"), message(202, "c")}),
        to(rooms[2], {message(203, "d")}), to(rooms[1], {}),
        to(rooms[0], {message(204, "e")}),
    };
    const auto answers = in.write.commit(group);
    CHECK(seqs_of(answers[0]) == seqs{2});
    CHECK(seqs_of(answers[1]) == seqs{2, 3});
    CHECK(seqs_of(answers[2]) == seqs{3});
    CHECK(seqs_of(answers[3]) == seqs{});
    CHECK(seqs_of(answers[4]) == seqs{4});
    CHECK(must(in.commit(activate_room{model::room_of(rooms[0].chat), "n2"})).last_seq == 4);
    CHECK(must(in.commit(activate_room{model::room_of(rooms[1].chat), "n2"})).last_seq == 1);
    CHECK(must(in.commit(activate_room{model::room_of(rooms[2].chat), "n2"})).last_seq == 3);
  });
}

TEST_CASE("a stale token refuses its own append, whatever else is written to the room") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto rooms = dialogs(in, 2);
    const auto newest = must(in.commit(activate_room{model::room_of(rooms[0].chat), "n2"})).token;
    const std::vector<storage::write> group{
        to(rooms[0], {message(200, "a")}),
        to({rooms[0].chat, newest}, {message(201, "b")}),
        to({rooms[0].chat, newest + 1}, {message(202, "c")}),
        to(rooms[1], {message(203, "d")}),
    };
    const auto answers = in.write.commit(group);
    CHECK(code_of(answers[0]) == model::ec::stale_token);
    CHECK(seqs_of(answers[1]) == seqs{2});
    CHECK(code_of(answers[2]) == model::ec::stale_token);
    CHECK(seqs_of(answers[3]) == seqs{2});
    // What was refused has not been noted as done.
    CHECK(seqs_of(in.write.commit(std::vector<storage::write>{
              to({rooms[0].chat, newest}, {message(204, "a")})})[0]) == seqs{3});
  });
}

TEST_CASE("a repetition moves those behind it forward, and what is known of their operations") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto rooms = dialogs(in, 2);
    must(in.commit(to(rooms[0], {message(200, "first")})));
    const std::vector<storage::write> group{
        to(rooms[0], {message(201, "before"), message(202, "first"), message(203, "after")}),
        to(rooms[1], {message(204, "elsewhere"), message(205, "there")}),
        to(rooms[0], {message(206, "before"), message(207, "last")}),
    };
    const auto answers = in.write.commit(group);
    CHECK(seqs_of(answers[0]) == seqs{3, 2, 4});
    CHECK(seqs_of(answers[1]) == seqs{2, 3});
    CHECK(seqs_of(answers[2]) == seqs{3, 5});

    // Whoever repeats them hears where they stand.
    const auto again = must(in.commit(
        to(rooms[0], {message(300, "before"), message(301, "after"), message(302, "last")})));
    CHECK(again[0].seq == 3);
    CHECK(again[1].seq == 4);
    CHECK(again[2].seq == 5);
    for (const auto& each : again)
      CHECK(each.kind == fate::repeated_operation);
    CHECK(must(in.commit(activate_room{model::room_of(rooms[0].chat), "n2"})).last_seq == 5);
    CHECK(must(in.commit(activate_room{model::room_of(rooms[1].chat), "n2"})).last_seq == 3);
  });
}

TEST_CASE(
    "an op that was used in another room is a conflict, and nothing of its append is written") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto rooms = dialogs(in, 2);
    must(in.commit(to(rooms[0], {message(200, "first")})));
    const std::vector<storage::write> group{
        to(rooms[1], {message(201, "before")}),
        to(rooms[1], {message(202, "with it"), message(203, "first")}),
        to(rooms[1], {message(204, "after")}),
    };
    const auto answers = in.write.commit(group);
    CHECK(seqs_of(answers[0]) == seqs{2});
    CHECK(code_of(answers[1]) == model::ec::conflict);
    CHECK(answers[1].error().field == "op");
    CHECK(seqs_of(answers[2]) == seqs{3});
    // Its other op was not used.
    CHECK(must(in.commit(to(rooms[1], {message(205, "with it")})))[0].kind == fate::appended);
  });
}

TEST_CASE("a repetition within one group has the place that the first one gets in the end") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto room = dialogs(in, 1)[0];
    must(in.commit(to(room, {message(200, "before")})));
    // The first moves forward since what stands before it is a repetition.
    const std::vector<storage::write> group{
        to(room, {message(201, "before")}), to(room, {message(202, "a")}),
        to(room, {message(203, "a")}), to(room, {message(204, "b"), message(205, "a")})};
    const auto answers = in.write.commit(group);
    CHECK(seqs_of(answers[0]) == seqs{2});
    CHECK(seqs_of(answers[1]) == seqs{3});
    CHECK(seqs_of(answers[2]) == seqs{3});
    CHECK(seqs_of(answers[3]) == seqs{4, 3});
    CHECK(must(in.read.run(log_range{model::room_of(room.chat), 0, 10, 10})).size() == 4);
  });
}

TEST_CASE("an op of another room is refused alone, and its group is written once") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto rooms = dialogs(in, 2);
    must(in.commit(to(rooms[0], {message(200, "first")})));
    auto counting = std::make_unique<failing_database>(on.connect());
    const auto& begun = counting->begun;
    writer write{std::move(counting), test_store::kept};
    const std::vector<storage::write> group{
        to(rooms[1], {message(201, "before")}), to(rooms[1], {message(202, "first")}),
        to(rooms[0], {message(203, "first")}), to(rooms[1], {message(204, "after")})};
    const auto answers = write.commit(group);
    CHECK(begun == 1);
    CHECK(seqs_of(answers[0]) == seqs{2});
    CHECK(code_of(answers[1]) == model::ec::conflict);
    CHECK(answers[1].error().field == "op");
    CHECK(seqs_of(answers[2]) == seqs{2});
    CHECK(seqs_of(answers[3]) == seqs{3});
    const auto again = must(in.commit(to(rooms[1], {message(205, "after")})));
    CHECK(again[0].seq == 3);
    CHECK(must(in.commit(activate_room{model::room_of(rooms[1].chat), "n2"})).last_seq == 3);
  });
}

TEST_CASE("an append whose cursor is refused takes nothing from those beside it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto account = in.account();
    const auto id = account.first;
    const auto room = model::room_of(id);
    const auto with_mail = [&](std::uint32_t uid, std::uint32_t after) {
      log_entry entry;
      entry.kind = model::event_kind::mail_received;
      entry.at = at(1);
      entry.data = "{}";
      mail_row row;
      row.id = model::mail_id{uid};
      row.mail.key = {id, "INBOX", 5, uid};
      entry.rows = std::move(row);
      return append{room, account.second, {std::move(entry)}, {{{id, "INBOX", 5, uid}, after}}};
    };
    const std::vector<storage::write> group{with_mail(10, 0), with_mail(30, 20), with_mail(20, 10)};
    const auto answers = in.write.commit(group);
    CHECK(seqs_of(answers[0]) == seqs{1});
    REQUIRE(code_of(answers[1]) == model::ec::conflict);
    CHECK(answers[1].error().field == "cursor");
    CHECK(seqs_of(answers[2]) == seqs{2});
    CHECK(must(in.read.run(mail_account_by_id{id})).cursors ==
          std::vector<folder_cursor>{{id, "INBOX", 5, 20}});
    CHECK(must(in.read.run(mail_page{id})).size() == 2);
    CHECK(must(in.commit(activate_room{room, "n2"})).last_seq == 2);
  });
}

} // namespace vestnik::storage::append_batch_tests
