#define CAF_SUITE read_answer
#include "actors/rooms/read_answer.hpp"

#include "actors/mail/mail_wire.hpp"
#include "actors/messenger/chat_wire.hpp"
#include "config/defaults.hpp"
#include "model/commands/description.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace json = boost::json;

namespace read_answer_tests {

using key_teller = caf::typed_actor<caf::replies_to<model::room_name>::with<model::json_text>>;

key_teller::behavior_type tell_key(key_teller::pointer self, const store_reader_actor& reader) {
  return {[=](model::room_name) {
    return answer_from(reader, self, storage::newest_object_key{},
                       [](std::int64_t key) { return wrapped("key", key); });
  }};
}

json::object number(const int& value) { return {{"number", value}}; }

template <class Item>
json::object write_as(const Item& item) {
  return to_wire(item);
}

struct fixture : actor_fixture {
  fixture() {
    reader = spawn_fake<store_reader_actor>(
        sys, [this](const storage::newest_object_key&) -> caf::result<std::int64_t> {
          if (refusal.code != model::ec::none)
            return to_caf(refusal);
          return 7;
        });
    aut = sys.spawn(tell_key, reader);
  }

  ~fixture() { end(aut, reader); }

  model::error refusal{model::ec::none, {}};
  store_reader_actor reader;
  key_teller aut;
};

} // namespace read_answer_tests

CAF_TEST_FIXTURE_SCOPE(read_answer_tests, fixture)

CAF_TEST(an answer is what is made of the answer of the database) {
  CAF_CHECK_EQUAL(must(ask<model::json_text>(aut, model::room_name{})).text, R"({"key":7})");
}

CAF_TEST(a refusal of the database is the answer) {
  refusal = {model::ec::unavailable, "the database is away"};
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::room_name{})) == model::ec::unavailable);
}

CAF_TEST(lists are named) {
  CAF_CHECK(json::value(list_of("numbers", std::vector<int>{}, number)) ==
            json::parse(R"({"numbers":[]})"));
  CAF_CHECK(json::value(list_of("numbers", std::vector{1, 2}, number)) ==
            json::parse(R"({"numbers":[{"number":1},{"number":2}]})"));
}

CAF_TEST(one item more than a page shows that there are more) {
  std::vector items{1, 2, 3};
  CAF_CHECK(!cut_to_page(items, 3, number));
  CAF_CHECK(cut_to_page(items, 2, number));
  CAF_CHECK(items == (std::vector{1, 2}));
}

CAF_TEST(a page ends where its bytes end but has one item in any case) {
  const auto each = json::serialize(number(1)).size() + 1;
  std::vector items{1, 2, 3};
  CAF_CHECK(!cut_to_page(items, 3, number, 3 * each));
  CAF_CHECK(cut_to_page(items, 3, number, 3 * each - 1));
  CAF_CHECK(items == (std::vector{1, 2}));
  CAF_CHECK(cut_to_page(items, 3, number, 1));
  CAF_CHECK(items == std::vector{1});
  CAF_CHECK(!cut_to_page(items, 3, number, 1));
}

CAF_TEST(each list of the wire fits what may wait for a connection whatever it shows) {
  // Six bytes of JSON for each of text.
  const auto text = [](std::size_t size) { return std::string(size, '\x01'); };
  const auto size_of = [](auto items, auto write) {
    const auto count = items.size();
    const auto more = cut_to_page(items, model::page_size.most, write);
    CAF_CHECK_EQUAL(more, items.size() < count);
    CAF_CHECK(!items.empty());
    return json::serialize(list_of("list", items, write)).size();
  };
  const auto names_and_ids = std::size_t{64} * 1024;
  const auto most = page_bytes + names_and_ids;
  const storage::chat_message message{.id = {1},
                                      .seq = 1,
                                      .author = {1},
                                      .text = text(config::defaults::limits::message_text),
                                      .at = {}};
  const storage::person peer{{1}, text(32), text(80)};
  const model::mail_server server{text(253), 993, model::mail_security::tls, text(254)};
  storage::mail_row mail;
  mail.mail.key.folder = "INBOX";
  mail.mail.content.subject = text(64 * 1024);
  mail.mail.content.message_id = text(64 * 1024);
  mail.mail.content.text = text(2 * 1024 * 1024);
  mail.snippet = text(config::defaults::mail::snippet);
  const std::vector<model::mail_address> addresses(20, {text(4 * 1024), text(4 * 1024)});
  for (auto* list : {&mail.mail.content.from, &mail.mail.content.to, &mail.mail.content.cc,
                     &mail.mail.content.reply_to})
    *list = addresses;
  mail.mail.content.attachments.resize(500, {text(255), text(255), 1, {}});

  const std::size_t sizes[]{
      size_of(std::vector(201, message), write_as<storage::chat_message>),
      size_of(std::vector(201, storage::chat_summary{{1}, peer, {message}, {}}),
              write_as<storage::chat_summary>),
      size_of(std::vector(20, peer), write_as<storage::person>),
      size_of(std::vector(201, storage::mail_account{{1}, {1}, text(254), server}),
              write_as<storage::mail_account>),
      size_of(std::vector(201, summary_of(mail)), write_as<storage::mail_summary>),
      json::serialize(to_wire(mail)).size() / 2,
  };
  for (const auto size : sizes) {
    CAF_CHECK(size <= most);
    CAF_CHECK(2 * most <= config::defaults::net::outbox_bytes);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
