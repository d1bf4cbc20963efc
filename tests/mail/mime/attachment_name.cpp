#include "mail/mime/attachment_name.hpp"

#include "mail/mime/scan.hpp"
#include "model/values/utf8.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::mail::mime_attachment_name_tests {

TEST_SUITE_BEGIN("mail/mime/attachment_name");

using namespace vestnik::mail;

constexpr auto limit = mime_limits{}.name;

TEST_CASE("names become safe base names") {
  const std::pair<std::string, const char*> rows[] = {
      {"report.pdf", "report.pdf"},
      {"Счёт за октябрь.pdf", "Счёт за октябрь.pdf"},
      {"../../etc/passwd", "passwd"},
      {"C:\\Windows\\system32\\cmd.exe", "cmd.exe"},
      {"/", ""},
      {"..", ""},
      {". . .", ""},
      {".bashrc", "bashrc"},
      {" spaced .txt. ", "spaced .txt"},
      {"new\r\nline\t.txt", "newline.txt"},
      {"nul\x01\x7F.txt", "nul.txt"},
      {"\xC2\x85next\xC2\x9F.txt", "next.txt"},
      {"invoice\xE2\x80\xAE"
       "fdp.exe",
       "invoicefdp.exe"},
      {"\xE2\x81\xA6\xE2\x80\x8F\xD8\x9Cx.txt", "x.txt"},
      {"a\xE2\x80\xA8"
       "b",
       "ab"},
      {"dir\xE2\x80\xAE/x.txt", "x.txt"},
      {"bad\xFF.txt", "bad\xEF\xBF\xBD.txt"},
      {"", ""},
  };
  for (const auto& [name, expected] : rows) {
    CAPTURE(name);
    CHECK(safe_attachment_name(name, limit) == expected);
    CHECK(safe_attachment_name(expected, limit) == expected);
  }
}

TEST_CASE("long names are cut between characters and keep a short extension") {
  std::string name;
  for (int i = 0; i < 200; ++i)
    name += "ы";
  const auto cut = safe_attachment_name(name + ".tar", limit);
  CHECK(cut.size() <= 255);
  CHECK(cut.size() > 250);
  CHECK(cut.ends_with("ы.tar"));
  CHECK(model::is_valid_utf8(cut));
  CHECK(safe_attachment_name("x." + std::string(300, 'y'), limit).size() == 255);
  CHECK(safe_attachment_name("abcdef.txt", 6) == "abcdef");
  CHECK(safe_attachment_name("abcdef.t", 6) == "abcd.t");
}

} // namespace vestnik::mail::mime_attachment_name_tests
