#include "config/load.hpp"
#include "net/nodes/node_certificates.hpp"
#include "storage/open.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// What an operator does beside a running server, or before its start.

namespace {

using namespace vestnik;

constexpr std::string_view usage =
    R"(vestnikctl COMMAND …

  ca FOLDER [NAME…]
      Makes in FOLDER what the nodes of one cluster show each other: a private authority (ca.pem,
      ca.key) unless it is there, and for each node's NAME a certificate (NAME.pem, NAME.key). No
      file is overwritten. A node needs ca.pem and its own two files; ca.key belongs on none of them.

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

template <class T>
T value_or_throw(model::result<T> outcome) {
  if (!outcome)
    throw std::runtime_error{
        outcome.error().field.empty()
            ? outcome.error().message
            : fmt::format("{}: {}", outcome.error().field, outcome.error().message)};
  if constexpr (!std::is_void_v<T>)
    return std::move(*outcome);
}

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

/// Runs a command with the settings of vestnikd.
int with_settings(std::span<const std::string> words, int (*run)(const config::settings&)) {
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
    fmt::print("vestnikctl {}\n", VESTNIK_VERSION);
    return 0;
  }
  if (command == "ca")
    return make_certificates(rest);
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
