#include "mail/mime/message.hpp"

#include "model/values/time.hpp"
#include "model/values/utf8.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace vestnik::mail::mime_message_tests {

TEST_SUITE_BEGIN("mail/mime/message");

using namespace vestnik;
using namespace vestnik::mail;
using namespace std::string_literals;

namespace {

const std::filesystem::path corpus = std::filesystem::path{VESTNIK_TEST_DATA} / "mail";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  REQUIRE_MESSAGE(in.good(), path.string());
  return {std::istreambuf_iterator<char>{in}, {}};
}

model::mail_content parsed(std::string_view raw) {
  auto content = parse_mime(raw);
  REQUIRE(content.has_value());
  return std::move(*content);
}

model::mail_content our_mail(const char* name) { return parsed(read_file(corpus / "own" / name)); }

std::string without_blanks(std::string_view text) {
  std::string result{text};
  std::erase_if(
      result, [](char c) { return std::string_view{" \t\r\n"}.find(c) != std::string_view::npos; });
  return result;
}

/// Equal but for white space; each run of U+FFFD in the expectation stands for any characters.
bool agrees(std::string_view expected, std::string_view found) {
  constexpr std::string_view mark = "\xEF\xBF\xBD";
  const auto pattern = without_blanks(expected);
  const auto text = without_blanks(found);
  std::size_t at = 0;
  std::size_t from = 0;
  for (auto end = pattern.find(mark); end != pattern.npos; end = pattern.find(mark, from)) {
    const auto piece = pattern.substr(from, end - from);
    const auto place = text.find(piece, at);
    if (place == text.npos || (from == 0 && place != 0))
      return false;
    at = place + piece.size();
    from = end + mark.size();
  }
  const auto tail = pattern.substr(from);
  return from == 0 ? tail == text : text.size() >= at + tail.size() && text.ends_with(tail);
}

std::string joined(const boost::json::value& parts) {
  std::string result;
  for (const auto& part : parts.as_array())
    result += part.as_string();
  return result;
}

bool agree(const boost::json::value& expected, const std::vector<model::mail_address>& found) {
  return std::ranges::equal(expected.as_array(), found, [](const auto& x, const auto& y) {
    return agrees(x.at(0).as_string(), y.name) && agrees(x.at(1).as_string(), y.address);
  });
}

/// By name, type and size; sizes of messages are not judged by the expectations.
bool agree(const boost::json::value& expected, const std::vector<model::mail_attachment>& found) {
  return std::ranges::equal(expected.as_array(), found, [](const auto& x, const auto& y) {
    const auto& size = x.at("size");
    return agrees(x.at("name").as_string(), y.name) && x.at("type").as_string() == y.type &&
           (size.is_null() || size.template to_number<std::uint64_t>() == y.size);
  });
}

/// Whether one field of a message is as expected.
using judge = std::function<bool(const boost::json::value&, const model::mail_content&)>;

const std::map<std::string, judge> judges{
    {"subject", [](auto& x, auto& y) { return agrees(x.as_string(), y.subject); }},
    {"from", [](auto& x, auto& y) { return agree(x, y.from); }},
    {"to", [](auto& x, auto& y) { return agree(x, y.to); }},
    {"date",
     [](auto& x, auto& y) {
       const auto expected = x.is_null() ? 0 : x.template to_number<std::int64_t>();
       return y.date_sent == model::timestamp{std::chrono::seconds{expected}};
     }},
    {"html", [](auto& x, auto& y) { return agrees(joined(x), y.html); }},
    // Of a message that is all HTML, ours is the only text.
    {"text",
     [](auto& x, auto& y) {
       return agrees(joined(x), y.text) || (x.as_array().empty() && !y.html.empty());
     }},
    {"attachments", [](auto& x, auto& y) { return agree(x, y.attachments); }},
};

/// Per mille of agreement that was measured, rounded down. What is missing are mostly the
/// choices of one parser (mail-parser calls further text parts attachments), flowed lines that
/// others leave apart, and bodies that others do not find.
const std::map<std::string, int> floors{{"subject", 990},    {"from", 990}, {"to", 990},
                                        {"date", 990},       {"html", 980}, {"text", 935},
                                        {"attachments", 950}};

bool is_clean(const model::mail_content& content) {
  std::vector<std::string> texts{content.subject, content.text, content.html, content.message_id,
                                 content.in_reply_to};
  for (const auto* list : {&content.from, &content.to, &content.cc, &content.reply_to})
    for (const auto& [name, address] : *list)
      texts.insert(texts.end(), {name, address});
  for (const auto& x : content.attachments)
    texts.insert(texts.end(), {x.name, x.type, x.content_id});
  texts.insert(texts.end(), content.references.begin(), content.references.end());
  return std::ranges::all_of(
      texts, [](const auto& x) { return model::is_valid_utf8(x) && x.find('\0') == x.npos; });
}

} // namespace

TEST_CASE("the corpus is read as other parsers read it") {
  const auto expectations = boost::json::parse(read_file(corpus / "expect.json")).as_object();
  std::map<std::string, std::pair<int, int>> tally;
  for (const auto& [name, expected] : expectations) {
    const auto found = parsed(read_file(corpus / std::string{name}));
    CHECK(is_clean(found));
    for (const auto& [field, is_right] : judges) {
      const auto* value = expected.as_object().if_contains(field);
      if (value == nullptr)
        continue;
      auto& [right, all] = tally[field];
      ++all;
      right += is_right(*value, found) ? 1 : 0;
    }
  }
  std::pair<int, int> sum;
  for (const auto& [field, count] : tally) {
    const auto [right, all] = count;
    MESSAGE(field << ": " << right << " of " << all);
    CHECK_MESSAGE(right * 1000 >= all * floors.at(field), field);
    sum = {sum.first + right, sum.second + all};
  }
  CHECK(sum.first * 1000 >= sum.second * 970);
  CHECK(expectations.size() > 450);
}

TEST_CASE("a text fit to show can be shown") {
  std::ifstream list{corpus / "demo.txt"};
  int count = 0;
  for (std::string name; std::getline(list, name); ++count) {
    CAPTURE(name);
    const auto content = parsed(read_file(corpus / name));
    CHECK(!content.subject.empty());
    CHECK(!content.from.empty());
    CHECK(content.date_sent > model::timestamp{});
    CHECK(!content.text.empty());
  }
  CHECK(count >= 25);
}

TEST_CASE("Russian mail in its charsets is read") {
  const auto koi8 = our_mail("koi8-r-plain.eml");
  CHECK(koi8.subject == "Поход в выходные: кто с нами?");
  CHECK(koi8.from == std::vector<model::mail_address>{{"Анна Смирнова", "anna@example.org"}});
  CHECK(koi8.text.starts_with("Привет всем!\n\nВ субботу собираемся на Ладогу."));
  CHECK(koi8.message_id == "hike-1@example.org");

  const auto reply = our_mail("windows-1251-reply.eml");
  CHECK(reply.subject == "Re: Поход в выходные: кто с нами?");
  CHECK(reply.text.starts_with("Я с вами! Возьму гитару — и «Зенит» для фотографий."));
  CHECK(reply.cc == std::vector<model::mail_address>{{"", "team@example.org"}});
  CHECK(reply.in_reply_to == "hike-1@example.org");
  CHECK(reply.references == std::vector<std::string>{"hike-1@example.org"});

  const auto undeclared = our_mail("undeclared-windows-1251.eml");
  CHECK(undeclared.subject == "Отчёт за ночь: копия базы готова");
  CHECK(undeclared.from.at(0).name == "Старый сервер");
  CHECK(undeclared.text.starts_with("Резервная копия снята"));
}

TEST_CASE("an alternative keeps both forms, and the plain one is the text") {
  const auto content = our_mail("utf-8-alternative.eml");
  CHECK(content.subject == "Новинки ноября и встреча с переводчиком");
  CHECK(content.text.find("* Туве Янссон, «Летняя книга»") != content.text.npos);
  CHECK(content.html.find("<b>новый перевод</b>") != content.html.npos);
  CHECK(content.attachments.empty());
  CHECK(content.reply_to.at(0).address == "questions@example.com");
}

TEST_CASE("attachments have names, types and sizes") {
  const auto content = our_mail("utf-8-attachments.eml");
  CHECK(content.text.starts_with("Анна, добрый день!"));
  REQUIRE(content.attachments.size() == 2);
  CHECK(content.attachments[0] ==
        model::mail_attachment{"Счёт за октябрь.pdf", "application/pdf", 193, ""});
  CHECK(content.attachments[1].name == "план офиса.png");
  const auto forwarded = our_mail("forwarded.eml");
  CHECK(forwarded.text.starts_with("Маша, смотри"));
  REQUIRE(forwarded.attachments.size() == 1);
  CHECK(forwarded.attachments[0].type == "message/rfc822");
  CHECK(forwarded.attachments[0].size > 200);
}

TEST_CASE("a message that is all HTML gets a text, and its images keep their ids") {
  const auto content = our_mail("inline-image.eml");
  CHECK(content.text == "What a sunset!\n\nsunset over the lake\n\nMaria");
  REQUIRE(content.attachments.size() == 1);
  CHECK(content.attachments[0].content_id == "sunset@example.org");
}

TEST_CASE("text in pieces is put together in order") {
  const auto content = parsed("Content-Type: multipart/mixed; boundary=b\n\n"
                              "--b\nContent-Type: text/html\n\n<p>news</p>\n"
                              "--b\nContent-Type: text/plain\n\nlist footer\n"
                              "--b\nContent-Type: text/plain; name=log.txt\n\nattached\n--b--\n");
  CHECK(content.text == "news\n\nlist footer");
  CHECK(content.attachments.at(0).name == "log.txt");
}

TEST_CASE("a long file name in several encoded words is whole") {
  const auto content =
      parsed("Content-Type: application/pdf\nContent-Disposition: attachment;\n"
             " filename=\"=?utf-8?B?0J/RgNC40LI=?=\n =?utf-8?B?0LXRgi5wZGY=?=\"\n\nx\n");
  CHECK(content.attachments.at(0).name == "Привет.pdf");
}

TEST_CASE("a name cannot lead out of the folder it is saved in") {
  const auto content =
      parsed("Content-Type: text/plain\n"
             "Content-Disposition: attachment; filename=\"../../.ssh/authorized_keys\"\n\nx\n");
  CHECK(content.attachments.at(0).name == "authorized_keys");
}

TEST_CASE("text behind a NUL is not lost") {
  const auto content = parsed("Content-Type: text/plain\n\nbefore\0after\n"s);
  CHECK(content.text == "before\xEF\xBF\xBD"
                        "after\n");
}

TEST_CASE("text and HTML are cut at the limit, and the mail says so") {
  mime_limits limits;
  limits.text = 11;
  const auto content = parse_mime("Content-Type: text/html; charset=utf-8\n\n<p>ыыыыыыыы", limits);
  REQUIRE(content.has_value());
  CHECK(content->html == "<p>ыыыы");
  CHECK(content->text == "ыыыы\n\n[…]");
  CHECK(content->cut == std::vector<std::string>{"text"});
}

TEST_CASE("text is made from so much HTML of all parts together") {
  mime_limits limits;
  limits.html = 10;
  const auto content = parse_mime("Content-Type: multipart/mixed; boundary=b\n\n"
                                  "--b\nContent-Type: text/html\n\n<p>one</p>\n"
                                  "--b\nContent-Type: text/html\n\n<p>two</p>\n--b--\n",
                                  limits);
  REQUIRE(content.has_value());
  CHECK(content->text == "one\n\n[…]");
  CHECK(content->html == "<p>one</p>\n<p>two</p>");
  CHECK(content->cut == std::vector<std::string>{"text"});
}

TEST_CASE("header fields without a charset are in that of the text") {
  const auto content = parsed("Subject: \xd0\xd2\xc9\xd7\xc5\xd4\nFrom: \xf0\xc5\xd4\xd2 <a@b.c>\n"
                              "Content-Type: text/plain; charset=koi8-r\n\n\xf0\xd2\xc9\n");
  CHECK(content.subject == "привет");
  CHECK(content.from.at(0).name == "Петр");
}

TEST_CASE("a message without a header is all text") {
  CHECK(parsed("just words\nand more\n").text == "just words\nand more\n");
  CHECK(parsed("").text.empty());
  CHECK(parsed("\n\n\n").subject.empty());
  CHECK(parsed(" broken\nSubject: x\n\ny").subject == "x");
  CHECK(parsed("   ").attachments.empty());
}

TEST_CASE("of a bomb sender, subject and what is within the limits are read") {
  const std::string head = "From: a@b.c\nSubject: hello\n";
  std::string nested = head;
  for (int i = 0; i < 20'000; ++i)
    nested += fmt::format("Content-Type: multipart/mixed; boundary=b{}\n\n--b{}\n", i, i);
  std::string parts = head + "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 200'000; ++i)
    parts += "--b\n\nx\n";
  const std::string field = head + "X: " + std::string(500'000, 'x') + "\n\ntext";
  std::string fields = head;
  for (int i = 0; i < 100'000; ++i)
    fields += "X: y\n";
  const std::pair<std::string, const char*> rows[] = {
      {nested, "nesting"}, {parts, "parts"}, {field, "header"}, {fields + "\ntext", "header"}};
  for (const auto& [bomb, limit] : rows) {
    const auto content = parsed(bomb);
    CAPTURE(limit);
    CHECK(content.subject == "hello");
    CHECK(content.from.at(0).address == "a@b.c");
    CHECK(content.cut == std::vector<std::string>{limit});
  }
  CHECK(parsed(parts).text.starts_with("x\n\nx"));
  CHECK(parsed(field).text == "text");
  mime_limits limits;
  limits.message = 30;
  CHECK(parse_mime(head + "\n" + std::string(1000, 'x'), limits).value().subject == "hello");
}

TEST_CASE("mutated mail is read, and what is read is clean") {
  std::mt19937 random{1126};
  const std::vector<std::string> seeds{
      read_file(corpus / "own/utf-8-attachments.eml"), read_file(corpus / "own/forwarded.eml"),
      read_file(corpus / "own/utf-8-alternative.eml"), read_file(corpus / "rfc/000.eml")};
  for (int round = 0; round < 1000; ++round) {
    auto raw = seeds[random() % seeds.size()];
    for (auto n = 1 + random() % 15; n > 0; --n) {
      const auto at = random() % raw.size();
      switch (random() % 3) {
      case 0:
        raw[at] = static_cast<char>(random());
        break;
      case 1:
        raw.erase(at, random() % 20);
        break;
      default:
        raw.insert(at, raw.substr(random() % raw.size(), random() % 60));
      }
    }
    CHECK(is_clean(parsed(raw)));
  }
}

TEST_CASE("messages are parsed on many threads at once") {
  const auto raw = read_file(corpus / "own/utf-8-attachments.eml");
  std::vector<std::string> subjects(4);
  std::vector<std::jthread> threads;
  for (auto& subject : subjects)
    threads.emplace_back([&raw, &subject] {
      for (int i = 0; i < 50; ++i)
        subject = parse_mime(raw).value().subject;
    });
  threads.clear();
  CHECK(subjects == std::vector<std::string>(4, "Счёт за октябрь и план офиса"));
}

} // namespace vestnik::mail::mime_message_tests
