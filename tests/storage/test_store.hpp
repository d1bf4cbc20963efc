#pragma once

#include "drivers.hpp"
#include "recording_database.hpp"
#include "storage/open.hpp"
#include "storage/reader.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/writer.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

// What the tests of writer, reader and stores begin with.

namespace vestnik::storage::test {

/// The value, or the end of the test with the error's text.
template <class T>
T must(model::result<T> answer) {
  REQUIRE_MESSAGE(answer.has_value(), (answer ? std::string{} : answer.error().message));
  if constexpr (!std::is_void_v<T>)
    return std::move(*answer);
}

/// `none` for success.
template <class T>
model::ec code_of(const model::result<T>& answer) {
  return answer ? model::ec::none : answer.error().code;
}

/// A time of the tests: so many seconds after a day in 2026.
inline model::timestamp at(int seconds) {
  return model::timestamp{std::chrono::seconds{1'780'000'000 + seconds}};
}

/// A writer and a reader on a database with the product's schema. A statement of theirs that reads
/// a whole table fails the test.
struct test_store {
private:
  test_database& database_;
  std::set<std::string> statements_;

public:
  explicit test_store(test_database& on)
      : database_{on}
      , write{recorded(connect(on)), kept}
      , read{recorded(on.connect_reader())} {}
  test_store(const test_store&) = delete;
  test_store& operator=(const test_store&) = delete;
  ~test_store() { database_.expect_no_full_scan(statements_); }

  template <class Write>
  model::result<typename Write::result_type> commit(Write request) {
    const storage::write one{std::move(request)};
    auto answers = write.commit({&one, 1});
    REQUIRE(answers.size() == 1);
    if (!answers.front())
      return answers.front().error();
    return std::get<typename Write::result_type>(std::move(*answers.front()));
  }

  /// A person `login` whose name begins with a capital.
  model::user_id person(std::int64_t id, std::string login) {
    auto name = login;
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    must(commit(create_user{model::user_id{id}, std::move(login), std::move(name), "$phc", at(0)}));
    return model::user_id{id};
  }

  /// A dialog of the people 1 and 2, alice and boris, and the token of its owner.
  std::pair<model::chat_id, std::uint64_t> dialog() {
    const auto alice = person(1, "alice");
    const auto boris = person(2, "boris");
    const auto chat = must(commit(open_dialog{model::chat_id{42}, alice, boris, at(1)})).chat;
    return {chat, must(commit(activate_room{model::room_of(chat), "n1"})).token};
  }

  /// A group of the people 1 to 3, alice, its owner, boris and carol, and the token of its owner.
  std::pair<model::chat_id, std::uint64_t> group() {
    const auto alice = person(1, "alice");
    const std::vector others{person(2, "boris"), person(3, "carol")};
    chat_facts facts;
    facts.kind = model::chat_kind::group;
    facts.title = "Spring fair";
    const auto chat =
        must(commit(create_group{model::chat_id{43}, facts, alice, others, "op-group", at(1)}));
    return {chat, must(commit(activate_room{model::room_of(chat), "n1"})).token};
  }

  /// Appends one entry to a chat.
  append::outcome post(model::chat_id chat, std::uint64_t token, log_entry entry) {
    return must(commit(append{model::room_of(chat), token, {std::move(entry)}, {}})).at(0);
  }

  /// A mail account of the person 1, alice, and the token of its mailbox.
  std::pair<model::account_id, std::uint64_t> account() {
    const auto alice = person(1, "alice");
    const auto id = must(commit(create_mail_account{
        model::account_id{7}, alice, "op-account", "alice@example.org", {}, "sealed", at(1)}));
    return {id, must(commit(activate_room{model::room_of(id), "n1"})).token};
  }

  /// Forgets all that has had its time.
  void purge(model::timestamp now) {
    while (must(write.purge_some(now)) == writer::purging::more)
      ;
  }

  static inline const writer::retention kept{};
  storage::writer write;
  storage::reader read;

private:
  static std::unique_ptr<database> connect(test_database& on) {
    auto connection = on.connect();
    must(migrate(*connection));
    return connection;
  }

  std::unique_ptr<database> recorded(std::unique_ptr<database> of) {
    return std::make_unique<recording_database>(std::move(of), statements_);
  }
};

/// A message of a chat, as its owner would append it. `op` may be empty.
inline log_entry message(std::int64_t id, std::string op, std::string text = "hello",
                         model::user_id author = model::user_id{1}) {
  log_entry entry;
  entry.kind = model::event_kind::message_created;
  entry.at = at(static_cast<int>(id));
  entry.data = "{\"id\":\"" + std::to_string(id) + "\"}";
  entry.author = author;
  entry.op = std::move(op);
  entry.result = "{\"id\":\"" + std::to_string(id) + "\"}";
  entry.rows = message_row{model::message_id{id}, author, std::move(text)};
  return entry;
}

} // namespace vestnik::storage::test
