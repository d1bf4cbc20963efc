#include "mail/mime/message.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

TEST_SUITE_BEGIN("mail/mime/message");

using namespace vestnik;
using namespace vestnik::mail;

namespace {

const std::filesystem::path corpus = std::filesystem::path{VESTNIK_TEST_DATA} / "mail";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  REQUIRE_MESSAGE(in.good(), path.string());
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Without white space, and with every run of undeclared characters as one mark.
std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (std::string_view{" \t\r\n"}.find(c) == std::string_view::npos)
      result += c;
  return result;
}

/// Equal but for white space; U+FFFD in the expectation stands for any characters.
bool agrees(std::string_view expected, std::string_view found) {
  const std::string pattern = folded(expected);
  const std::string text = folded(found);
  constexpr std::string_view mark = "\xEF\xBF\xBD";
  if (pattern.find(mark) == std::string::npos)
    return pattern == text;
  std::size_t at = 0;
  std::size_t from = 0;
  while (true) {
    const auto end = std::min(pattern.find(mark, from), pattern.size());
    const auto piece = pattern.substr(from, end - from);
    if (end == pattern.size())
      return text.size() >= at + piece.size() && text.ends_with(piece);
    const auto found_at =
        from == 0 ? (text.starts_with(piece) ? 0 : text.npos) : text.find(piece, at);
    if (found_at == text.npos)
      return false;
    at = found_at + piece.size();
    from = end + mark.size();
  }
}

std::string joined(const boost::json::value& parts) {
  std::string result;
  for (const auto& part : parts.as_array())
    result += part.as_string();
  return result;
}

bool agrees(const boost::json::value& expected, const std::vector<model::mail_address>& found) {
  const auto& list = expected.as_array();
  return std::ranges::equal(list, found, [](const boost::json::value& x, const auto& y) {
    return agrees(x.at(0).as_string(), y.name) && agrees(x.at(1).as_string(), y.address);
  });
}

struct tally {
  int right = 0;
  int all = 0;
};

} // namespace

TEST_CASE("the corpus is read as other parsers read it") {
  const auto expectations = boost::json::parse(read_file(corpus / "expect.json")).as_object();
  std::map<std::string, tally> fields;
  for (const auto& [name, expected] : expectations) {
    const auto found = parse_mime(read_file(corpus / std::string{name}));
    if (!found) {
      continue;
    }
    const auto judge = [&](const char* field, bool right) {
      auto& t = fields[field];
      ++t.all;
      t.right += right ? 1 : 0;
      if (!right && getenv("SHOW"))
        printf("%s %s\n", std::string{name}.c_str(), field);
    };
    const auto& want = expected.as_object();
    if (const auto* x = want.if_contains("subject"); x && x->is_string())
      judge("subject", agrees(x->as_string(), found->subject));
    if (const auto* x = want.if_contains("from"))
      judge("from", agrees(*x, found->from));
    if (const auto* x = want.if_contains("to"))
      judge("to", agrees(*x, found->to));
    if (const auto* x = want.if_contains("date"); x && x->is_number())
      judge("date",
            x->to_number<std::int64_t>() == std::chrono::duration_cast<std::chrono::seconds>(
                                                found->date_sent.time_since_epoch())
                                                .count());
    if (const auto* x = want.if_contains("html"))
      judge("html", agrees(joined(*x), found->html));
    if (const auto* x = want.if_contains("text");
        x && !(x->as_array().empty() && !found->html.empty()))
      judge("text", agrees(joined(*x), found->text));
    if (const auto* x = want.if_contains("attachments"))
      judge("attachments", x->as_array().size() == found->attachments.size());
  }
  for (const auto& [field, t] : fields)
    MESSAGE(field << ": " << t.right << " of " << t.all);
}
