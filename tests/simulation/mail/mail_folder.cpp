#include "tests/simulation/mail/mail_folder.hpp"

#include "tests/simulation/database_faults.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace vestnik::simulation {

namespace json = boost::json;

mail_folder::mail_folder(std::string account, dice& chance, story& record, const habits& writers)
    : account_{std::move(account)}
    , dice_{chance}
    , story_{record}
    , habits_{writers}
    , uidvalidity_{static_cast<std::uint32_t>(chance.between(1, 9))}
    , uidnext_{static_cast<std::uint32_t>(chance.pick(std::vector{1, 1, 7, 4'000'000}))} {}

void mail_folder::arrive(std::size_t count) {
  for (; count > 0; --count) {
    add(write());
    // Of some that came, nothing is left.
    if (dice_.chance(100))
      uidnext_ += static_cast<std::uint32_t>(dice_.between(1, 40));
  }
}

void mail_folder::expunge() {
  if (letters_.empty())
    return;
  const auto which =
      std::next(letters_.begin(), static_cast<std::ptrdiff_t>(dice_.below(letters_.size())));
  note("gone", {{"uid", which->first}});
  letters_.erase(which);
}

void mail_folder::renumber() {
  uidvalidity_ += 1;
  uidnext_ = 1;
  note("renumbered", {});
  for (auto& [uid, text] : std::exchange(letters_, {}))
    add(std::move(text));
}

void mail_folder::note(std::string_view kind, json::object fields) {
  fields["account"] = account_;
  fields["uidvalidity"] = uidvalidity_;
  story_.mail(kind, std::move(fields));
}

mail_folder::letter mail_folder::write() {
  const std::string_view taste = dice_.chance(habits_.poison) ? poison : "plain";
  const auto head =
      fmt::format("From: carol@example.org\r\nSubject: letter {} is {}\r\n", ++written_, taste);
  static const std::vector<std::string> bodies{
      "\r\nHello.\r\n",
      "Content-Type: text/html; charset=iso-8859-1\r\n\r\n<p>caf\xE9 <b>au lait</p>\r\n",
      "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello.\r\n"
      "--x\r\nContent-Type: image/png; name=\"a)b(\\\\\".png\r\n\r\nno image\r\n",
      "\r\n{17}\r\n)\r\nA1 OK done\r\n* BYE\r\n",
      "Date: yesterday\r\nTo: \xFF\xFE <\r\n",
  };
  static const std::vector<std::string> strange{
      "caf\xE9",
      R"(\Seen \Answered $Forwarded)",
      R"(\X-Odd NonJunk)",
      "\xF0\x9F \\Seen",
      "a-flag-of-many-words-" + std::string(300, 'x'),
      "\\*",
  };
  static const std::vector<std::string> usual{"", R"(\Seen)", R"(\Seen \Answered)"};
  return {head + dice_.pick(bodies), dice_.pick(dice_.chance(habits_.flags) ? strange : usual)};
}

void mail_folder::add(letter text) {
  const auto uid = uidnext_++;
  const auto subject = text.raw.find("Subject: ") + std::string_view{"Subject: "}.size();
  note("letter", {{"uid", uid},
                  {"subject", text.raw.substr(subject, text.raw.find("\r\n", subject) - subject)}});
  letters_[uid] = std::move(text);
}

} // namespace vestnik::simulation
