#include "tests/simulation/mail/mail_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace vestnik::simulation {

namespace json = boost::json;

namespace {

std::uint32_t number(std::string_view text, std::uint32_t highest) {
  std::uint32_t out = highest;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

bool contains(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& set, std::uint32_t uid) {
  return std::ranges::any_of(
      set, [uid](const auto& part) { return part.first <= uid && uid <= part.second; });
}

} // namespace

mail_session::mail_session(std::uint64_t number, mail_folder& of, const mail_rates& faults,
                           dice& chance, story& record, std::function<void()> changed)
    : number_{number}
    , folder_{of}
    , rates_{faults}
    , dice_{chance}
    , story_{record}
    , changed_{std::move(changed)} {
  greet();
}

void mail_session::greet() {
  abilities_ = dice_.pick(std::vector<std::string>{"IMAP4rev1 IDLE", "IMAP4rev1 IDLE", "IMAP4rev1",
                                                   "IMAP4rev1 IDLE AUTH=PLAIN SASL-IR ID",
                                                   "IMAP4rev1 IDLE AUTH=PLAIN"});
  answer(dice_.chance(500) ? fmt::format("* OK [CAPABILITY {}] hello\r\n", abilities_)
                           : "* OK hello\r\n");
}

void mail_session::hear(std::string_view bytes) {
  input_ += bytes;
  for (auto end = input_.find("\r\n"); end != std::string::npos; end = input_.find("\r\n")) {
    const auto line = input_.substr(0, end);
    input_.erase(0, end + 2);
    if (now_ == mood::serving)
      obey(line);
  }
}

void mail_session::obey(const std::string& line) {
  if (!challenged_.empty())
    return answer(std::exchange(challenged_, {}) + " OK signed in\r\n");
  if (line == "DONE")
    return answer(news() + std::exchange(idle_, {}) + " OK done\r\n");
  const auto tag = line.substr(0, line.find(' '));
  const auto rest = line.substr(std::min(line.size(), tag.size() + 1));
  const auto command = rest.substr(0, rest.find(' '));
  folder_.note("command",
               {{"session", number_},
                {"text", command == "LOGIN" || command == "AUTHENTICATE" ? command : rest}});
  obey(tag, command, rest.substr(std::min(rest.size(), command.size() + 1)));
}

void mail_session::obey(const std::string& tag, const std::string& command,
                        const std::string& rest) {
  constexpr std::string_view of_uids = "SEARCH UID ";
  if (command == "UID" && rest.starts_with(of_uids))
    return search(tag, rest.substr(of_uids.size()));
  if (command == "UID")
    return fetch(tag, rest.substr(rest.find(' ') + 1));
  if (refuses(tag, command, {}))
    return;
  if (command == "EXAMINE")
    return open(tag);
  if (command == "CAPABILITY")
    return answer(fmt::format("* CAPABILITY {}\r\n{} OK done\r\n", abilities_, tag));
  if (command == "AUTHENTICATE" && rest == "PLAIN") {
    challenged_ = tag;
    return answer("+ \r\n");
  }
  if (command == "IDLE") {
    idle_ = tag;
    return answer("+ idling\r\n" + news());
  }
  if (command == "LOGOUT") {
    answer("* BYE see you\r\n" + tag + " OK done\r\n");
    now_ = mood::hanging_up;
    return;
  }
  others_are_busy();
  answer(news() + tag + " OK done\r\n");
}

void mail_session::open(const std::string& tag) {
  view_.clear();
  for (const auto& [uid, letter] : folder_.letters())
    view_.push_back(uid);
  std::string text = fmt::format("* FLAGS (\\Seen)\r\n* {} EXISTS\r\n* 0 RECENT\r\n"
                                 "* OK [UIDVALIDITY {}] ok\r\n",
                                 claimed(view_.size()), folder_.uidvalidity());
  if (!dice_.chance(rates_.claims))
    text += fmt::format("* OK [UIDNEXT {}] ok\r\n", claimed(folder_.uidnext()));
  folder_is_ = folder::open;
  folder_.note("opens", {{"session", number_}});
  answer(text + tag + " OK [READ-ONLY] open\r\n");
}

void mail_session::fetch(const std::string& tag, const std::string& arguments) {
  const auto blank = arguments.find(' ');
  const auto set = read_set(std::string_view{arguments}.substr(0, blank));
  const auto items = arguments.substr(blank + 1);
  const bool asks_letters = items.find("BODY.PEEK[]") != std::string::npos;
  if (refuses(tag, "FETCH", asks_letters ? set : ranges{}))
    return;
  std::string text;
  for (std::size_t i = 0; i < view_.size(); ++i) {
    if (!contains(set, view_[i]))
      continue;
    others_are_busy();
    if (folder_.letters().contains(view_[i]))
      text += fetched(i + 1, view_[i], items);
  }
  answer(text + news() + tag + " OK done\r\n");
}

void mail_session::search(const std::string& tag, const std::string& set) {
  const auto uids = read_set(set);
  if (refuses(tag, "SEARCH", uids))
    return;
  others_are_busy();
  std::string text = "* SEARCH";
  for (const auto uid : view_)
    if (contains(uids, uid) && folder_.letters().contains(uid))
      text += fmt::format(" {}", uid);
  answer(text + "\r\n" + news() + tag + " OK done\r\n");
}

std::string mail_session::fetched(std::size_t place, std::uint32_t uid, const std::string& items) {
  const auto& letter = folder_.letters().at(uid);
  const auto size = claimed(letter.raw.size());
  // It may be taken for one that is too large.
  if (size != letter.raw.size())
    folder_.note("spoiled", {{"uid", uid}});
  if (items.find("BODY.PEEK[]") == std::string::npos)
    return items.find("SIZE") == std::string::npos
               ? fmt::format("* {} FETCH (UID {})\r\n", place, uid)
               : fmt::format("* {} FETCH (UID {} RFC822.SIZE {})\r\n", place, uid, size);
  if (dice_.chance(rates_.gaps)) {
    fault("mail: a letter is left out", {{"uid", uid}});
    // Who is left out twice may be held for one that the server cannot send.
    if (!left_out_.insert(uid).second)
      folder_.note("spoiled", {{"uid", uid}});
    return {};
  }
  if (dice_.chance(rates_.damage)) {
    fault("mail: a letter is damaged", {{"uid", uid}});
    folder_.note("spoiled", {{"uid", uid}});
    return dice_.pick(std::vector{fmt::format("* {} FETCH (UID {} BODY[] NIL)\r\n", place, uid),
                                  fmt::format("* {} FETCH (UID {} FLAGS ((\r\n", place, uid),
                                  fmt::format("* {} FETCH UID {}\r\n", place, uid)});
  }
  return fmt::format("* {} FETCH (UID {} FLAGS ({}) INTERNALDATE \" 1-Jul-2026 10:00:00 +0000\" "
                     "RFC822.SIZE {} BODY[] {{{}}}\r\n{})\r\n",
                     place, uid, letter.flags, size, letter.raw.size(), letter.raw);
}

std::string mail_session::news() {
  if (folder_is_ != folder::open)
    return {};
  std::string text;
  for (std::size_t i = 0; i < view_.size();) {
    if (folder_.letters().contains(view_[i])) {
      ++i;
      continue;
    }
    text += fmt::format("* {} EXPUNGE\r\n", i + 1);
    view_.erase(view_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  const auto before = view_.size();
  for (const auto& [uid, letter] : folder_.letters())
    if (view_.empty() || uid > view_.back())
      view_.push_back(uid);
  if (view_.size() != before)
    text += fmt::format("* {} EXISTS\r\n", view_.size());
  return text;
}

void mail_session::tell_news() {
  if (now_ == mood::serving && !idle_.empty())
    if (const auto text = news(); !text.empty())
      answer(text);
}

void mail_session::end() {
  if (std::exchange(folder_is_, folder::closed) == folder::open)
    folder_.note("closes", {{"session", number_}});
}

bool mail_session::refuses(const std::string& tag, const std::string& command, const ranges& uids) {
  if (!dice_.chance(rates_.refusal))
    return false;
  // Another refusal of these is for good, and means that the owner must do something.
  const bool is_for_good = command == "LOGIN" || command == "AUTHENTICATE" || command == "EXAMINE";
  std::vector<std::string> ways{"* BYE we go home\r\n",
                                tag + " NO [UNAVAILABLE] come back later\r\n"};
  if (!is_for_good)
    ways.insert(ways.end(), {tag + " NO not now\r\n", tag + " BAD what is this\r\n"});
  const auto& chosen = dice_.pick(ways);
  fault("mail: refused", {{"command", command}, {"answer", chosen}});
  for (const auto uid : view_)
    if (contains(uids, uid))
      folder_.note("spoiled", {{"uid", uid}});
  answer(chosen);
  if (chosen.starts_with("* BYE"))
    now_ = mood::hanging_up;
  return true;
}

void mail_session::answer(std::string text) {
  if (dice_.chance(rates_.silence)) {
    fault("mail: silent");
    out += text.substr(0, dice_.below(text.size() + 1));
    now_ = mood::silent;
    return;
  }
  if (dice_.chance(rates_.drop)) {
    text.resize(dice_.below(text.size() + 1));
    fault("mail: dropped", {{"after", text.size()}});
    now_ = mood::hanging_up;
  }
  out += text;
}

void mail_session::others_are_busy() {
  if (!dice_.chance(rates_.changes))
    return;
  if (dice_.chance(500))
    folder_.expunge();
  else
    folder_.arrive(dice_.between(1, 3));
  changed_();
}

void mail_session::fault(std::string_view kind, json::object details) {
  details["account"] = folder_.account();
  details["session"] = number_;
  story_.fault(kind, std::move(details));
}

mail_session::ranges mail_session::read_set(std::string_view set) const {
  const auto highest = view_.empty() ? 0 : view_.back();
  ranges parts;
  while (!set.empty()) {
    const auto part = set.substr(0, set.find(','));
    set.remove_prefix(std::min(set.size(), part.size() + 1));
    const auto colon = part.find(':');
    const auto first = number(part, highest);
    const auto last =
        colon == std::string_view::npos ? first : number(part.substr(colon + 1), highest);
    parts.push_back(std::minmax({first, last}));
  }
  return parts;
}

std::uint64_t mail_session::claimed(std::uint64_t truth) {
  if (!dice_.chance(rates_.claims))
    return truth;
  const auto said = dice_.pick(std::vector<std::uint64_t>{
      0, truth + 1, truth / 2, truth * 3 + 7, std::numeric_limits<std::uint32_t>::max()});
  fault("mail: false claim", {{"truth", truth}, {"said", said}});
  return said;
}

} // namespace vestnik::simulation
