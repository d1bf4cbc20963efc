#include "storage/drivers/postgres_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace vestnik::storage {

namespace {

using keywords = std::map<std::string, std::string>;

constexpr std::pair<const char*, const char*> defaults[]{
    {"application_name", "vestnikd"},
    {"connect_timeout", "4"},
    {"target_session_attrs", "read-write"},
    // Milliseconds that what was sent may stay unacknowledged …
    {"tcp_user_timeout", "4000"},
    // … and seconds of silence while an answer is due: 2, then 2 probes.
    {"keepalives_idle", "2"},
    {"keepalives_interval", "1"},
    {"keepalives_count", "2"},
};

model::result<keywords> parse(const std::string& url) {
  char* reason = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed{
      PQconninfoParse(url.c_str(), &reason), &PQconninfoFree};
  const std::unique_ptr<char, decltype(&PQfreemem)> owned{reason, &PQfreemem};
  if (!parsed) {
    // Complaints about parameters quote their names, others may quote the password.
    std::string why{reason == nullptr ? "" : reason};
    std::erase(why, '\n');
    if (why.find("query parameter") == std::string::npos)
      why = "write it as postgresql://user:password@host/database, with special characters as %XX";
    return model::error{model::ec::invalid,
                        fmt::format("the address of the PostgreSQL database: {}", why),
                        "storage.url"};
  }
  keywords found;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr)
      found.emplace(option->keyword, option->val);
  return found;
}

bool is_this_machine(std::string_view host) {
  // '@' begins the name of an abstract socket.
  return host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         host.starts_with("127.") || host == "::1";
}

/// Without a host libpq takes PGHOST or a socket; a socket has no use for `sslmode`.
bool stays_on_this_machine(const keywords& said) {
  auto hosts = said.find("hostaddr");
  if (hosts == said.end())
    hosts = said.find("host");
  if (hosts == said.end())
    return false;
  std::string_view rest = hosts->second;
  for (;;) {
    const auto end = std::min(rest.find(','), rest.size());
    if (!is_this_machine(rest.substr(0, end)))
      return false;
    if (end == rest.size())
      return true;
    rest.remove_prefix(end + 1);
  }
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const auto c : text) {
    if (c == '\'' || c == '\\')
      out += '\\';
    out += c;
  }
  return out += '\'';
}

} // namespace

model::result<std::string> to_connection_string(const std::string& url) {
  auto said = parse(url);
  if (!said)
    return said.error();
  for (const auto& [keyword, text] : defaults)
    said->emplace(keyword, text);
  if (!stays_on_this_machine(*said))
    said->emplace("sslmode", "verify-full");
  said->insert_or_assign("client_encoding", "UTF8");

  std::string made;
  for (const auto& [keyword, text] : *said)
    made += fmt::format("{}{}={}", made.empty() ? "" : " ", keyword, quoted(text));
  return made;
}

} // namespace vestnik::storage
