#include "tests/storage/chats/chat_changes.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::message_reads_tests {

TEST_SUITE_BEGIN("storage/chats/message_reads");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

TEST_CASE("history comes newest first, page by page") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<log_entry> many;
    for (int i = 0; i < 5; ++i)
      many.push_back(message(100 + i, "", "text " + std::to_string(i)));
    must(in.commit(append{model::room_of(chat), token, std::move(many), {}}));
    const auto newest = must(in.read.run(chat_history{chat, 0, 3}));
    REQUIRE(newest.size() == 3);
    CHECK(newest[0].seq == 6);
    CHECK(newest[0].id == model::message_id{104});
    CHECK(newest[0].text == "text 4");
    CHECK(newest[0].at == at(104));
    const auto older = must(in.read.run(chat_history{chat, newest[2].seq, 3}));
    REQUIRE(older.size() == 2);
    CHECK(older[1].seq == 2);
    CHECK(must(in.read.run(chat_history{chat, 2, 3})).empty());
  });
}

TEST_CASE("text is kept byte by byte") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const std::string text = "Ёлка 🌲\r\n\t' \" \\ % _ \u202e ﷽ "
                             "e\u0301 " +
                             std::string(100'000, 'x');
    must(in.commit(append{model::room_of(chat), token, {message(100, "", text)}, {}}));
    CHECK(must(in.read.run(chat_history{chat})).at(0).text == text);
  });
}

TEST_CASE("history goes in both directions") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<log_entry> many;
    for (int i = 0; i < 5; ++i)
      many.push_back(message(100 + i, ""));
    must(in.commit(append{model::room_of(chat), token, std::move(many), {}}));
    const auto newer = must(in.read.run(chat_history{chat, 0, 2, {}, 3}));
    REQUIRE(newer.size() == 2);
    CHECK(newer[0].seq == 4);
    CHECK(newer[1].seq == 5);
  });
}

TEST_CASE("a message says whether it calls its reader") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    auto called = message(100, "", "@boris");
    std::get<message_row>(called.rows).mentions = {model::user_id{2}};
    in.post(chat, token, called);
    CHECK(must(in.read.run(chat_history{chat, 0, 1, model::user_id{2}})).at(0).calls_me);
    CHECK_FALSE(must(in.read.run(chat_history{chat, 0, 1, model::user_id{1}})).at(0).calls_me);
  });
}

TEST_CASE("a message that does not exist is not found") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto found = in.read.run(message_by_seq{chat, 7});
    REQUIRE(code_of(found) == model::ec::not_found);
    CHECK(found.error().field == "seq");
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::message_reads_tests
