#include "storage/mail/mail_digest.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <set>
#include <string>
#include <utility>

namespace vestnik::storage::mail_digest_tests {

TEST_SUITE_BEGIN("storage/mail/mail_digest");

using namespace vestnik;
using namespace vestnik::storage;

TEST_CASE("mails that differ in anything that is shown have different digests") {
  const model::mail_content plain{.subject = "a",
                                  .from = {{"b", "c"}},
                                  .to = {},
                                  .cc = {},
                                  .reply_to = {},
                                  .text = "d",
                                  .html = "e",
                                  .attachments = {},
                                  .message_id = "f",
                                  .in_reply_to = {},
                                  .references = {},
                                  .cut = {}};
  void (*const changes[])(model::mail_content&) = {
      [](model::mail_content&) {},
      [](model::mail_content& x) { x.subject = "x"; },
      [](model::mail_content& x) { x.text = "x"; },
      [](model::mail_content& x) { x.html = "x"; },
      [](model::mail_content& x) { x.message_id = "x"; },
      [](model::mail_content& x) { std::swap(x.text, x.html); },
      [](model::mail_content& x) { std::swap(x.from, x.to); },
      [](model::mail_content& x) {
        x.from = {{"bc", ""}};
      },
      [](model::mail_content& x) {
        x.cc = {{"b", "c"}};
      },
      [](model::mail_content& x) { x.date_sent += std::chrono::seconds{1}; },
      [](model::mail_content& x) {
        x.attachments = {{"a.png", "image/png", 1, {}}};
      },
      [](model::mail_content& x) {
        x.attachments = {{"a.png", "image/png", 2, {}}};
      },
  };
  std::set<std::string> digests;
  for (const auto change : changes) {
    auto mail = plain;
    change(mail);
    CHECK(mail_digest(mail).size() == 16);
    CHECK(digests.insert(mail_digest(mail)).second);
  }
}

} // namespace vestnik::storage::mail_digest_tests
