#define CAF_SUITE mime_worker
#include "actors/mail/mime_worker.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace mime_worker_tests {

struct fixture : actor_fixture {
  parsed_mail parse(std::string raw) {
    raw_mail message;
    message.facts.key = {model::account_id{7}, "INBOX", 77, 10};
    message.facts.flags = {"\\Seen"};
    message.raw = std::move(raw);
    auto parsed = ask<parsed_mail>(aut, std::move(message));
    CAF_REQUIRE(parsed.has_value());
    return std::move(*parsed);
  }

  mime_worker_actor aut =
      sys.spawn(mime_worker, mail::mime_limits{.message = 1000}, &mail::parse_mime);
};

} // namespace mime_worker_tests

CAF_TEST_FIXTURE_SCOPE(mime_worker_tests, fixture)

CAF_TEST(a message is parsed and keeps what the server said of it) {
  const auto parsed = parse("Subject: hello\r\nFrom: Ann <ann@example.org>\r\n\r\nDear you\r\n");
  CAF_CHECK(parsed.problem.code == model::ec::none);
  CAF_CHECK_EQUAL(parsed.mail.content.subject, "hello");
  CAF_CHECK_EQUAL(parsed.mail.content.from.at(0).address, "ann@example.org");
  CAF_CHECK_EQUAL(parsed.mail.key.uid, 10u);
  CAF_CHECK(parsed.mail.flags == std::vector<std::string>{"\\Seen"});
}

CAF_TEST(a message over the limits is cut and says so) {
  const auto parsed = parse("Subject: much\r\n\r\n" + std::string(2000, 'x'));
  CAF_CHECK(parsed.problem.code == model::ec::none);
  CAF_CHECK_EQUAL(parsed.mail.content.subject, "much");
  CAF_CHECK(parsed.mail.content.cut == std::vector<std::string>{"message"});
}

CAF_TEST(a message whose beginning alone was fetched says so) {
  raw_mail beginning;
  beginning.facts.size = 4'000'000'000;
  beginning.raw = "Subject: much\r\n\r\nDear you";
  const auto parsed = must(ask<parsed_mail>(aut, beginning));
  CAF_CHECK_EQUAL(parsed.mail.content.text, "Dear you");
  CAF_CHECK(parsed.mail.content.cut == std::vector<std::string>{"message"});
  beginning.raw += std::string(2000, 'x');
  const auto longer = must(ask<parsed_mail>(aut, beginning));
  CAF_CHECK(longer.mail.content.cut == std::vector<std::string>{"message"});
}

CAF_TEST(no mail is to blame where memory runs short) {
  auto short_of_memory =
      sys.spawn(mime_worker, mail::mime_limits{},
                mime_parser{[](std::string_view, const mail::mime_limits&)
                                -> decltype(mail::parse_mime({}, {})) { throw std::bad_alloc{}; }});
  CAF_CHECK(code_of(ask<parsed_mail>(short_of_memory, raw_mail{})) == model::ec::unavailable);
  auto defective =
      sys.spawn(mime_worker, mail::mime_limits{},
                mime_parser{[](std::string_view,
                               const mail::mime_limits&) -> decltype(mail::parse_mime({}, {})) {
                  throw std::logic_error{"a defect"};
                }});
  CAF_CHECK(must(ask<parsed_mail>(defective, raw_mail{})).problem.code == model::ec::malformed);
  end(short_of_memory, defective);
}

CAF_TEST_FIXTURE_SCOPE_END()
