#include "storage/mail/mail_store.hpp"

#include "model/values/utf8.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/test_store.hpp"
#include "tests/support/same_fields.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::mail_store_tests {

TEST_SUITE_BEGIN("storage/mail/mail_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using fate = append::fate;

log_entry entry(model::event_kind kind, entry_rows rows) {
  log_entry made;
  made.kind = kind;
  made.at = at(5);
  made.data = "{}";
  made.rows = std::move(rows);
  return made;
}

model::mail_key key(std::uint32_t uid) { return {model::account_id{7}, "INBOX", 11, uid}; }

log_entry mail(std::uint32_t uid, int received = 0) {
  mail_row row;
  row.id = model::mail_id{1000 + uid};
  row.mail.key = key(uid);
  row.mail.date_received = at(received);
  row.mail.content.subject = "mail " + std::to_string(uid);
  return entry(model::event_kind::mail_received, std::move(row));
}

log_entry quarantined(std::uint32_t uid) {
  return entry(model::event_kind::mail_quarantined, quarantine_row{{key(uid), "too deep"}});
}

append::result_type put(test_store& in, std::uint64_t token, std::vector<log_entry> entries) {
  return must(in.commit(append{{model::room_kind::mailbox, 7}, token, std::move(entries), {}}));
}

std::vector<std::int64_t> ids(const std::vector<mail_summary>& page) {
  std::vector<std::int64_t> found;
  for (const auto& line : page)
    found.push_back(line.id.value);
  return found;
}

} // namespace

TEST_CASE("a place that takes any mail but one is told from one that takes none, and stays free") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    const auto tried = [&in] { return in.commit(try_mail{model::mail_id{1001}, key(1), 5'000}); };
    const append sent{{model::room_kind::mailbox, 7}, token, {mail(1)}, {}};
    const auto change = [&on](statement sql) { must(run(*on.connect(), sql, {})); };
    // The index overflows for this subject.
    change(
        statement{"CREATE INDEX odd ON mails "
                  "(abs(-9223372036854775807 - CASE WHEN subject = 'mail 1' THEN 1 ELSE 0 END))"});
    CHECK(code_of(in.commit(sent)) == model::ec::internal);
    CHECK(tried().has_value());
    CHECK(tried().has_value());
    CHECK(must(in.read.run(mail_page{account})).empty());
    change(statement{"ALTER TABLE mails RENAME TO lost"});
    CHECK(code_of(tried()) == model::ec::internal);
    change(statement{"ALTER TABLE lost RENAME TO mails"});
    change(statement{"DROP INDEX odd"});
    must(in.commit(sent));
    CHECK(code_of(tried()) == model::ec::conflict);
    CHECK(ids(must(in.read.run(mail_page{account}))) == std::vector<std::int64_t>{1001});
  });
}

TEST_CASE("a mail comes back as it was stored") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    mail_row row;
    row.id = model::mail_id{1001};
    row.snippet = "Dear all";
    row.mail = {.key = key(4'294'967'295u),
                .date_received = at(50),
                .size = 5'000'000'000u,
                .flags = {"\\Seen", "$Forwarded", "\\Flagged"},
                .content = {.subject = "Тема \"1\"",
                            .from = {{"Кэрол, Ltd.", "carol@example.org"}, {"", ""}},
                            .to = {{"", "alice@example.org"}},
                            .cc = {},
                            .reply_to = {{"R", "r@example.org"}},
                            .date_sent = at(49),
                            .text = "Dear all,\r\n🌲",
                            .html = "<b>Dear</b>",
                            .attachments = {{"отчёт.pdf", "application/pdf", 18'213, "cid@x"}},
                            .message_id = "m1@example.org",
                            .in_reply_to = "m0@example.org",
                            .references = {"a@x", "b@x"},
                            .cut = {"parts", "html"}}};
    const auto done = put(in, token, {entry(model::event_kind::mail_received, row)});
    CHECK(done[0].seq == 1);

    const auto found = must(in.read.run(mail_by_id{account, model::mail_id{1001}}));
    CHECK(found.id == row.id);
    CHECK(found.snippet == row.snippet);
    CHECK(found.mail.key == row.mail.key);
    CHECK(found.mail.date_received == row.mail.date_received);
    CHECK(found.mail.size == row.mail.size);
    CHECK(found.mail.flags == row.mail.flags);
    const auto& got = found.mail.content;
    const auto& put_in = row.mail.content;
    CHECK(got.subject == put_in.subject);
    CHECK(got.from == put_in.from);
    CHECK(got.to == put_in.to);
    CHECK(got.cc == put_in.cc);
    CHECK(got.reply_to == put_in.reply_to);
    CHECK(got.date_sent == put_in.date_sent);
    CHECK(got.text == put_in.text);
    CHECK(got.html == put_in.html);
    CHECK(got.attachments == put_in.attachments);
    CHECK(got.message_id == put_in.message_id);
    CHECK(got.in_reply_to == put_in.in_reply_to);
    CHECK(got.references == put_in.references);
    CHECK(got.cut == put_in.cut);

    const auto page = must(in.read.run(mail_page{account}));
    REQUIRE(page.size() == 1);
    CHECK(page[0].folder == "INBOX");
    CHECK(page[0].from == put_in.from);
    CHECK(page[0].subject == put_in.subject);
    CHECK(page[0].snippet == "Dear all");
    CHECK(page[0].received_at == at(50));
    CHECK(page[0].state == mail_summary::reading::seen);
    CHECK(page[0].attachments == 1);
    CHECK(page[0].size == row.mail.size);
  });
}

TEST_CASE("a list says what is missing of a mail that has no words to show") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    auto without_words = mail(1, 2);
    auto with_words = mail(2, 1);
    for (auto* each : {&without_words, &with_words})
      std::get<mail_row>(each->rows).mail.content.cut = {"message"};
    std::get<mail_row>(with_words.rows).snippet = "Dear all";
    put(in, token, {without_words, with_words});
    const auto page = must(in.read.run(mail_page{account}));
    REQUIRE(page.size() == 2);
    CHECK(page[0].cut == std::vector<std::string>{"message"});
    CHECK(page[1].cut.empty());
  });
}

TEST_CASE("a mail is another account's secret") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    put(in, token, {mail(1)});
    must(in.commit(create_mail_account{
        model::account_id{8}, in.person(2, "boris"), "op-8", "b@x", {}, "sealed", at(1)}));
    CHECK(code_of(in.read.run(mail_by_id{model::account_id{8}, model::mail_id{1001}})) ==
          model::ec::not_found);
    CHECK(must(in.read.run(mail_page{model::account_id{8}})).empty());
    CHECK(code_of(in.read.run(mail_by_id{account, model::mail_id{1}})) == model::ec::not_found);
  });
}

TEST_CASE("a mail is stored once per key and a known one leaves no gap") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    put(in, token, {mail(1), mail(2)});
    const auto done = put(in, token, {mail(3), mail(1), mail(3), mail(4)});
    REQUIRE(done.size() == 4);
    CHECK(done[0].seq == 3);
    CHECK(done[1].kind == fate::known);
    CHECK(done[1].seq == 0);
    CHECK(done[2].kind == fate::known);
    CHECK(done[3].seq == 4);
    CHECK(must(in.read.run(log_range{model::room_of(account), 0, 100, 100})).size() == 4);
    CHECK(must(in.commit(activate_room{model::room_of(account), "n1"})).last_seq == 4);
  });
}

TEST_CASE("a key that was quarantined is known, and the other way round") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    const auto done =
        put(in, token,
            {mail(1), quarantined(2), mail(2), quarantined(1), quarantined(2), quarantined(3)});
    REQUIRE(done.size() == 6);
    CHECK(done[0].seq == 1);
    CHECK(done[1].seq == 2);
    for (const std::size_t known : {2u, 3u, 4u})
      CHECK(done[known].kind == fate::known);
    CHECK(done[5].seq == 3);
  });
}

TEST_CASE("the same uid under another uidvalidity or folder is another mail") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    auto renumbered = mail(1);
    std::get<mail_row>(renumbered.rows).id = model::mail_id{2001};
    std::get<mail_row>(renumbered.rows).mail.key.uidvalidity = 12;
    auto moved = mail(1);
    std::get<mail_row>(moved.rows).id = model::mail_id{2002};
    std::get<mail_row>(moved.rows).mail.key.folder = "Archive";
    const auto done = put(in, token, {mail(1), renumbered, moved});
    CHECK(done[1].seq == 2);
    CHECK(done[2].seq == 3);
  });
}

TEST_CASE("a mail belongs into its own mailbox and is nobody's operation") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    auto foreign = mail(1);
    std::get<mail_row>(foreign.rows).mail.key.account = model::account_id{8};
    auto operation = mail(1);
    operation.op = "op";
    for (const auto& wrong : {foreign, operation})
      CHECK(code_of(in.commit(append{model::room_of(account), token, {wrong}, {}})) ==
            model::ec::invalid);
  });
}

TEST_CASE("a mail with a damaged list is shown without that list, and costs no page") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    put(in, token, {mail(1, 1), mail(2, 2)});
    must(run(*on.connect(),
             statement{"UPDATE mails SET flags = '[7]', from_list = 'x', attachment_list = '{}', "
                       "to_list = '', cc_list = '[', reply_to_list = '1', reference_list = '[{}]' "
                       "WHERE id = $1"},
             {model::mail_id{1001}}));
    const auto page = must(in.read.run(mail_page{account}));
    CHECK(ids(page) == std::vector<std::int64_t>{1002, 1001});
    CHECK(page.at(1).from.empty());
    CHECK(page.at(1).attachments == 0);
    CHECK(page.at(1).subject == "mail 1");
    const auto whole = must(in.read.run(mail_by_id{account, model::mail_id{1001}}));
    CHECK(whole.mail.content.subject == "mail 1");
    CHECK(whole.mail.content.to.empty());
    CHECK(whole.mail.flags.empty());
  });
}

TEST_CASE("any bytes in a text of a mail are read back as they were stored, or refused alone") {
  const std::vector<void (*)(mail_row&, std::string)> texts{
      [](mail_row& row, std::string text) {
        row.mail.flags = {"\\Seen", std::move(text)};
      },
      [](mail_row& row, std::string text) { row.snippet = std::move(text); },
      [](mail_row& row, std::string text) { row.mail.content.subject = std::move(text); },
      [](mail_row& row, std::string text) { row.mail.content.message_id = std::move(text); },
      [](mail_row& row, std::string text) { row.mail.content.in_reply_to = std::move(text); },
      [](mail_row& row, std::string text) { row.mail.content.references = {std::move(text)}; },
      [](mail_row& row, std::string text) { row.mail.content.text = std::move(text); },
      [](mail_row& row, std::string text) { row.mail.content.html = std::move(text); },
      [](mail_row& row, std::string text) {
        row.mail.content.from = {{std::move(text), "a@x"}};
      },
      [](mail_row& row, std::string text) {
        row.mail.content.to = {{"A", std::move(text)}};
      },
      [](mail_row& row, std::string text) {
        row.mail.content.cc = {{std::move(text), {}}};
      },
      [](mail_row& row, std::string text) {
        row.mail.content.reply_to = {{{}, std::move(text)}};
      },
      [](mail_row& row, std::string text) {
        row.mail.content.attachments = {{std::move(text), "image/png", 1, {}}};
      },
      [](mail_row& row, std::string text) {
        row.mail.content.attachments = {{"a.png", std::move(text), 1, {}}};
      },
      [](mail_row& row, std::string text) {
        row.mail.content.attachments = {{"a.png", "image/png", 1, std::move(text)}};
      },
      [](mail_row& row, std::string text) { row.mail.content.cut = {std::move(text)}; },
  };
  std::vector<std::string> samples{"caf\xE9",          std::string(1, '\0'), "\xED\xA0\x80",
                                   "\xF4\x90\x80\x80", "\x01\x7F\"\\{}",     "\xF0\x9F\x98\x80"};
  for (int byte = 0; byte < 256; ++byte)
    samples.emplace_back(1, static_cast<char>(byte));
  on_each_driver([&](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    std::uint32_t uid = 0;
    for (const auto set : texts)
      for (const auto& sample : samples) {
        auto entry = mail(++uid);
        auto& row = std::get<mail_row>(entry.rows);
        set(row, sample);
        const auto sent = row;
        const auto answer =
            in.commit(append{{model::room_kind::mailbox, 7}, token, {std::move(entry)}, {}});
        CAPTURE(sample);
        CHECK(code_of(answer) ==
              (model::is_valid_utf8(sample) ? model::ec::none : model::ec::invalid));
        const auto found = in.read.run(mail_by_id{account, sent.id});
        CHECK(found.has_value() == answer.has_value());
        if (found)
          CHECK((vestnik::test::same_fields(found->mail.content, sent.mail.content) &&
                 found->mail.flags == sent.mail.flags && found->snippet == sent.snippet));
      }
    CHECK(must(in.read.run(mail_page{account})).size() == 50);
  });
}

TEST_CASE("pages go by time received and then by id, newest first, without loss or repeat") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [account, token] = in.account();
    // Two of the same moment stand at the edge of a page.
    put(in, token, {mail(1, 10), mail(2, 30), mail(3, 20), mail(4, 20), mail(5, 5)});
    const auto first = must(in.read.run(mail_page{account, {}, {}, 2}));
    CHECK(ids(first) == std::vector<std::int64_t>{1002, 1004});
    const auto second =
        must(in.read.run(mail_page{account, first.back().received_at, first.back().id, 2}));
    CHECK(ids(second) == std::vector<std::int64_t>{1003, 1001});
    const auto third =
        must(in.read.run(mail_page{account, second.back().received_at, second.back().id, 2}));
    CHECK(ids(third) == std::vector<std::int64_t>{1005});
    CHECK(third[0].state == mail_summary::reading::unseen);
    CHECK(must(in.read.run(mail_page{account, third[0].received_at, third[0].id, 2})).empty());
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::mail_store_tests
