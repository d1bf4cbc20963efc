#pragma once

#include "model/error.hpp"
#include "tests/simulation/database_faults.hpp"
#include "tests/simulation/device.hpp"
#include "tests/simulation/fault.hpp"
#include "tests/simulation/line.hpp"
#include "tests/simulation/mail/mail_folder.hpp"
#include "tests/simulation/mail/mail_session.hpp"
#include "tests/simulation/node.hpp"
#include "tests/simulation/processes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vestnik::simulation {

/// What a run is about. The same seed is another run in each.
enum class play : std::uint8_t {
  /// People and their chats.
  chats,
  /// The same, but fewer, and mailboxes at servers that are scripted by the seed.
  mail,
  /// Two or three nodes on one database, for people and a mailbox.
  nodes,
};
/// Nothing if there is no play of that name.
[[nodiscard]] std::optional<play> play_named(std::string_view name);

/// What happens in a run, as far as it is decided beforehand.
struct plan {
  std::uint64_t seed = 0;
  std::size_t people = 0;
  std::size_t devices = 0;
  /// Things that people do.
  std::size_t acts = 0;
  database_faults::rates database;
  model::ec poison_code = model::ec::internal;
  /// In thousandths of the acts.
  std::uint64_t kills = 0;
  std::uint64_t stops = 0;
  device::habits habits;
  /// How often, in thousandths, the actor that became ready last goes first, so that others wait.
  std::uint64_t newest_first = 0;
  node_settings node;
  line::quality lines = line::quality::sound;
  /// The play `mail` alone has some.
  std::size_t mailboxes = 0;
  /// In each, when the run begins.
  std::size_t letters = 0;
  mail_folder::habits writers;
  mail_rates servers;
  processes::settings::following follows = processes::settings::following::always;
  /// Processes; one is no cluster.
  std::size_t nodes = 1;
  /// In thousandths of the acts.
  std::uint64_t pauses = 0;
  std::uint64_t cuts = 0;
  std::uint64_t breaks = 0;
  std::chrono::milliseconds late{};
  processes::settings::joining joins = processes::settings::joining::together;
};

/// The plan of this seed: some of the faults, each in some measure.
[[nodiscard]] plan plan_of(play subject, std::uint64_t seed, const fault_set& faults);

} // namespace vestnik::simulation
