#include "cluster/rooms/placement.hpp"
#include "config/engine/syntax.hpp"
#include "config/load.hpp"
#include "config/version.hpp"
#include "model/value_or_throw.hpp"
#include "model/values/json.hpp"
#include "net/health_question.hpp"
#include "net/nodes/node_certificates.hpp"
#include "storage/open.hpp"
#include "vestnikctl_user.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What an operator does beside a running server, or before its start.

namespace {

using namespace vestnik;
using model::value_or_throw;

constexpr std::string_view usage =
    R"(vestnikctl COMMAND …

  ca FOLDER [NAME…]
      Makes in FOLDER what the nodes of one cluster show each other: a private authority (ca.pem,
      ca.key) unless it is there, and for each node's NAME a certificate (NAME.pem, NAME.key). No
      file is overwritten. A node needs ca.pem and its own two files; ca.key belongs on none of them.

  status [SETTINGS]
      Shows who uses the database, and what the server with these settings says of its health. Changes
      nothing, while servers run as well.

  room NAME [SETTINGS]
      Shows the room chat:ID, mailbox:ID, user:ID or collection:ID: its log, who has it, and why.
      Changes nothing either.

  user list | add LOGIN NAME | password LOGIN | lock LOGIN | unlock LOGIN | sessions LOGIN [SETTINGS]
      Shows and changes people's accounts, while servers run as well. add and password read the
      password from the first line of the standard input; nothing: one is made and printed. Who is
      locked, or has another password, is signed in nowhere within a minute.

  restored [SETTINGS]
      Says that the database was restored from a backup: all clients read anew. No server may run.

  new-key [SETTINGS]
      Gives the master key up that was lost: the next server that starts makes or brings another. The
      passwords of all mailboxes must then be entered again. No server may run.

  --help, --version

SETTINGS are those of vestnikd: --config FILE, --storage URL and so on, and its environment.
)";

/// A command that was not understood.
constexpr int misused = 2;

int make_certificates(std::span<const std::string> words) {
  if (words.empty()) {
    fmt::print(stderr, "vestnikctl: ca needs a folder; vestnikctl --help tells more\n");
    return misused;
  }
  const auto made = net::make_node_certificates(words.front(), words.subspan(1));
  if (!made)
    throw std::runtime_error{made.error().message};
  fmt::print("{} has the authority (ca.pem, ca.key)", words.front());
  for (const auto& name : words.subspan(1))
    fmt::print(", {0}.pem, {0}.key", name);
  fmt::print("\n");
  return 0;
}

/// Nobody else uses the database until it ends. Its schema is up to date.
std::unique_ptr<storage::tenancy> only_tenant(const config::settings& settings) {
  auto tenancy = value_or_throw(storage::open_tenancy(settings.storage, storage::tenants::one));
  value_or_throw(storage::open_storage(settings.storage));
  return tenancy;
}

int say_restored(const config::settings& settings) {
  value_or_throw(only_tenant(settings)->table().renew_logs());
  fmt::print("All logs have a new id: clients that come back read anew.\n");
  return 0;
}

int give_key_up(const config::settings& settings) {
  value_or_throw(only_tenant(settings)->table().forget_key());
  fmt::print("The next server that starts brings the master key.\n");
  return 0;
}

std::string in_seconds(std::chrono::milliseconds span) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>{span}.count());
}

std::string_view word_for(model::node_state state) {
  switch (state) {
  case model::node_state::joining:
    return "joining";
  case model::node_state::active:
    return "active";
  case model::node_state::leaving:
    return "leaving";
  case model::node_state::dead:
    break;
  }
  return "dead";
}

/// What its state and its lease are.
std::string life_of(const storage::census::member& node) {
  const auto span = in_seconds(std::chrono::abs(node.lease));
  return fmt::format("{}, its lease {}", word_for(node.state),
                     node.lease.count() >= 0 ? "runs " + span + " more" : "ended " + span + " ago");
}

int show_status(const config::settings& settings) {
  const auto opened = value_or_throw(storage::open_census(settings.storage));
  const auto members = value_or_throw(opened.census.members());
  fmt::print("database  {}, used last at {}\n", config::hide_password(settings.storage.url),
             model::to_rfc3339(opened.used_at));
  const auto health = net::ask_health(net::server_settings_of(settings.net));
  fmt::print("server    {}\n", health ? *health : "none: " + health.error().message);
  if (members.empty())
    fmt::print("nodes     none: no cluster uses this database\n");
  for (const auto& node : members) {
    fmt::print("node      {} at {}: {}, {} rooms", node.name, node.address, life_of(node),
               node.rooms);
    if (!node.suspected_by.empty())
      fmt::print(", suspected by {}", fmt::join(node.suspected_by, ", "));
    fmt::print("\n");
  }
  return 0;
}

model::room_name room_called(const std::string& name) {
  constexpr std::string_view collection = "collection:";
  if (name.starts_with(collection))
    if (const auto id = model::parse_id(name.substr(collection.size()), "room"))
      return {model::room_kind::collection, *id};
  if (const auto found = model::parse_room_name(name))
    return *found;
  throw std::runtime_error{
      fmt::format("{} is no name of a room: those are chat:ID, mailbox:ID, user:ID and "
                  "collection:ID, where ID is a number",
                  model::quoted(name))};
}

/// Who has the room by its row.
std::string owner_of(const storage::census::room& room,
                     const std::vector<storage::census::member>& members) {
  if (room.token == 0)
    return "nobody: it was never loaded";
  const auto holder = fmt::format("{}, token {}", room.owner, room.token);
  if (room.owner_life == model::node_id{})
    return holder + (members.empty() ? ": a server that runs alone" : ": has released it");
  const auto owner = std::ranges::find(members, room.owner_life, &storage::census::member::life);
  return holder + ": " + (owner == members.end() ? "in a life that has ended" : life_of(*owner));
}

/// Where the room belongs, and why there.
std::string place_of(model::room_name name, const std::vector<storage::census::member>& members) {
  std::vector<model::node> active;
  std::vector<std::string> names;
  for (const auto& one : members)
    if (one.state == model::node_state::active) {
      auto& node = active.emplace_back();
      node.id = one.life;
      node.name = one.name;
      names.push_back(one.name);
    }
  const auto place = cluster::place(name, active);
  if (!place)
    return members.empty() ? "to the server that runs alone" : "to nobody: no node is active";
  const auto chosen = std::ranges::find(active, *place, &model::node::id);
  return fmt::format("to {}: of the active nodes ({}) it has the highest score for this name",
                     chosen->name, fmt::join(names, ", "));
}

int show_room(const std::string& called, const config::settings& settings) {
  const auto name = room_called(called);
  const auto opened = value_or_throw(storage::open_census(settings.storage));
  const auto found = value_or_throw(opened.census.find(name));
  if (!found)
    throw std::runtime_error{fmt::format("there is no room {}", model::to_string(name))};
  const auto members = value_or_throw(opened.census.members());
  fmt::print("room      {}\n"
             "log       {}, seq {}, kept from {} on\n"
             "owner     {}\n"
             "belongs   {}\n",
             model::to_string(name), found->log, found->last_seq, found->first_seq,
             owner_of(*found, members), place_of(name, members));
  return 0;
}

/// Runs a command with the settings of vestnikd.
int with_settings(std::span<const std::string> words,
                  const std::function<int(const config::settings&)>& run) {
  std::vector<const char*> arguments{"vestnikctl"};
  for (const auto& word : words)
    arguments.push_back(word.c_str());
  const auto loaded = config::load(static_cast<int>(arguments.size()), arguments.data(),
                                   config::process_environment());
  for (const auto& warning : loaded.warnings)
    fmt::print(stderr, "vestnikctl: {}\n", warning);
  if (loaded.next == config::outcome::kind::run)
    return run(loaded.values);
  fmt::print(loaded.next == config::outcome::kind::error ? stderr : stdout, "{}", loaded.text);
  return loaded.exit_code;
}

int run(std::span<const std::string> words) {
  const std::string_view command = words.empty() ? "" : std::string_view{words.front()};
  const auto rest = words.subspan(words.empty() ? 0 : 1);
  if (command == "--help" || command == "-h") {
    fmt::print("{}", usage);
    return 0;
  }
  if (command == "--version") {
    fmt::print("vestnikctl {}\n", config::version());
    return 0;
  }
  if (command == "ca")
    return make_certificates(rest);
  if (command == "status")
    return with_settings(rest, &show_status);
  if (command == "room") {
    if (rest.empty() || rest.front().starts_with('-')) {
      fmt::print(stderr, "vestnikctl: room needs a name, such as chat:42\n");
      return misused;
    }
    return with_settings(rest.subspan(1), [&rest](const config::settings& settings) {
      return show_room(rest.front(), settings);
    });
  }
  if (command == "user") {
    const auto length = user_command_length(rest);
    if (length == 0) {
      fmt::print(stderr, "vestnikctl: user takes list, add LOGIN NAME, password LOGIN, lock LOGIN, "
                         "unlock LOGIN or sessions LOGIN\n");
      return misused;
    }
    return with_settings(rest.subspan(length), [&rest, length](const config::settings& settings) {
      return run_user_command(rest.first(length), settings);
    });
  }
  if (command == "restored")
    return with_settings(rest, &say_restored);
  if (command == "new-key")
    return with_settings(rest, &give_key_up);
  fmt::print(stderr, "{}", usage);
  return misused;
}

} // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    return run(words);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "vestnikctl: {}\n", problem.what());
    return 1;
  }
}
