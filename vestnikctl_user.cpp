#include "vestnikctl_user.hpp"

#include "api/account_rules.hpp"
#include "model/value_or_throw.hpp"
#include "model/values/clock.hpp"
#include "model/values/id_generator.hpp"
#include "model/values/secret.hpp"
#include "storage/open.hpp"
#include "storage/secrets/common_passwords.hpp"
#include "storage/secrets/encoding.hpp"
#include "storage/secrets/password_hash.hpp"
#include "storage/secrets/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <termios.h>
#include <unistd.h>

namespace vestnik {

namespace {

using model::value_or_throw;
using storage::people_desk;

/// Ids of this program: no node gets the last slot.
constexpr std::uint16_t own_slot = 1023;

constexpr std::uint32_t page = 1000;

std::string day_of(model::timestamp at) { return model::to_rfc3339(at).substr(0, 10); }

/// The terminal as it was; a handler of signals reads it.
termios terminal_before{};

constexpr std::array ending_signals{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

/// Nothing that is typed shows until it ends, also by a signal.
class silence {
public:
  silence() {
    if (::tcgetattr(STDIN_FILENO, &terminal_before) != 0)
      return;
    struct sigaction action {};
    action.sa_handler = [](int signal) {
      ::tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
      // The program ends by it when the handler returns.
      ::raise(signal);
    };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const auto signal : ending_signals)
      ::sigaction(signal, &action, nullptr);
    auto silent = terminal_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_silent_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;
  ~silence() {
    if (is_silent_)
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
    for (const auto signal : ending_signals)
      std::signal(signal, SIG_DFL);
  }

private:
  bool is_silent_ = false;
};

/// Without the end of the line, be it that of Windows.
std::string read_line() {
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar())
    line.push_back(static_cast<char>(c));
  if (line.ends_with('\r'))
    line.pop_back();
  return line;
}

std::string ask(std::string_view question) {
  fmt::print(stderr, "{}: ", question);
  const silence while_typing;
  auto line = read_line();
  fmt::print(stderr, "\n");
  return line;
}

/// The first line of the standard input; a terminal is asked twice. Empty: one is made, and
/// printed.
model::secret read_password() {
  std::string line;
  if (::isatty(STDIN_FILENO) != 0) {
    line = ask("Password (nothing: one is made)");
    if (!line.empty() && ask("Password again") != line)
      throw std::runtime_error{"the two passwords differ"};
  } else {
    line = read_line();
  }
  if (line.empty()) {
    line = storage::to_base64url(storage::random_bytes(15));
    fmt::print("password  {}\n", line);
  }
  value_or_throw(api::check_password(line));
  if (storage::is_common_password(line))
    throw std::runtime_error{"this password is among the first that guessers try"};
  return model::secret{std::move(line)};
}

std::string hash_of(const model::secret& password, const config::settings& settings) {
  const storage::password_hash hasher{
      {settings.accounts.argon2_passes, settings.accounts.argon2_memory}};
  return value_or_throw(hasher.make(password));
}

void list(people_desk& desk) {
  std::string after;
  for (;;) {
    const auto people = value_or_throw(desk.list(after, page));
    for (const auto& each : people)
      fmt::print("{:<32} {}  seen {}{}  {}\n", each.login, day_of(each.created_at),
                 each.seen_at == model::timestamp{} ? "–         " : day_of(each.seen_at),
                 each.locked_at == model::timestamp{} ? "" : ", locked " + day_of(each.locked_at),
                 each.name);
    if (people.size() < page)
      return;
    after = people.back().login;
  }
}

void show_sessions(people_desk& desk, const std::string& login) {
  const auto sessions =
      value_or_throw(desk.sessions_of(value_or_throw(desk.find(login)).id, model::now()));
  if (sessions.empty())
    fmt::print("{} is signed in nowhere.\n", login);
  for (const auto& each : sessions)
    fmt::print("{}  until {}  {:<15} {}\n", model::to_rfc3339(each.created_at),
               day_of(each.expires_at), each.address, each.client);
}

void add(people_desk& desk, const std::string& login, const std::string& name,
         const config::settings& settings) {
  value_or_throw(api::check_login(login));
  value_or_throw(api::check_name(name));
  const auto phc = hash_of(read_password(), settings);
  model::id_generator ids{own_slot};
  value_or_throw(desk.add(model::user_id{ids.next()}, login, name, phc, model::now()));
  fmt::print("{} can sign in.\n", login);
}

struct subcommand {
  std::string_view name;
  /// With its own.
  std::size_t words;
};

constexpr std::array subcommands{subcommand{"list", 1},     subcommand{"add", 3},
                                 subcommand{"password", 2}, subcommand{"lock", 2},
                                 subcommand{"unlock", 2},   subcommand{"sessions", 2}};

} // namespace

std::size_t user_command_length(std::span<const std::string> words) {
  if (words.empty())
    return 0;
  const auto known = std::ranges::find(subcommands, words.front(), &subcommand::name);
  if (known == subcommands.end() || words.size() < known->words)
    return 0;
  const auto operands = words.subspan(1, known->words - 1);
  const auto is_setting = [](const std::string& word) { return word.starts_with("--"); };
  return std::ranges::any_of(operands, is_setting) ? 0 : known->words;
}

int run_user_command(std::span<const std::string> words, const config::settings& settings) {
  const auto opened = value_or_throw(storage::open_people_desk(settings.storage));
  auto desk = opened.desk;
  const auto& action = words[0];
  if (action == "list") {
    list(desk);
    return 0;
  }
  const auto& login = words[1];
  if (action == "sessions") {
    show_sessions(desk, login);
  } else if (action == "add") {
    add(desk, login, words[2], settings);
  } else if (action == "password") {
    const auto person = value_or_throw(desk.find(login));
    value_or_throw(desk.set_password(person.id, hash_of(read_password(), settings)));
    fmt::print("{} has another password, and is signed in nowhere within a minute.\n", login);
  } else if (action == "lock") {
    value_or_throw(desk.lock(value_or_throw(desk.find(login)).id, model::now()));
    fmt::print("{} cannot sign in, and is signed in nowhere within a minute.\n", login);
  } else {
    value_or_throw(desk.unlock(value_or_throw(desk.find(login)).id));
    fmt::print("{} can sign in.\n", login);
  }
  return 0;
}

} // namespace vestnik
