#include "storage/mail/mail_columns.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::mail_columns_tests {

TEST_SUITE_BEGIN("storage/mail/mail_columns");

using namespace vestnik;
using namespace vestnik::storage;

TEST_CASE("lists come back as they were written") {
  const std::vector<model::mail_address> addresses{{"Кэрол \"C\"", "carol@example.org"}, {"", ""}};
  CHECK(to_addresses(to_column(addresses)).value() == addresses);
  const std::vector<model::mail_attachment> attachments{
      {"a\\b\n.pdf", "application/pdf", 18'446'744'073'709'551'615u, "cid"}};
  CHECK(to_attachments(to_column(attachments)).value() == attachments);
  const std::vector<std::string> flags{"\\Seen", "$Junk", ""};
  CHECK(to_strings(to_column(flags)).value() == flags);
  CHECK(to_strings(to_column(std::vector<std::string>{})).value().empty());
}

TEST_CASE("the form in the database is this, and stays so") {
  CHECK(to_column(std::vector<model::mail_address>{{"Carol", "c@x"}}) ==
        R"([{"name":"Carol","address":"c@x"}])");
  CHECK(to_column(std::vector<model::mail_attachment>{{"a.pdf", "application/pdf", 7, ""}}) ==
        R"([{"name":"a.pdf","type":"application/pdf","size":7,"content_id":""}])");
  CHECK(to_column(std::vector<std::string>{"\\Seen"}) == R"(["\\Seen"])");
}

TEST_CASE("a damaged column is an error and no exception") {
  for (const auto* text : {"", "[", "{}", "[1]", "[{}]", R"([{"name":1,"address":"a"}])"}) {
    CAPTURE(text);
    CHECK(to_addresses(text).error().code == model::ec::internal);
    CHECK(to_strings(text).has_error());
    CHECK(to_attachments(text).has_error());
  }
}

TEST_SUITE_END();

} // namespace vestnik::storage::mail_columns_tests
