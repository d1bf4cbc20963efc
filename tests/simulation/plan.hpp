#pragma once

#include "model/error.hpp"
#include "tests/simulation/database_faults.hpp"
#include "tests/simulation/device.hpp"
#include "tests/simulation/line.hpp"
#include "tests/simulation/mail/mail_folder.hpp"
#include "tests/simulation/mail/mail_session.hpp"
#include "tests/simulation/node.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vestnik::simulation {

/// A kind of thing that goes wrong in a run.
enum class fault : std::uint8_t {
  /// The database cannot be reached for a while.
  away,
  /// The outcome of a commit is lost, before it or after it.
  lost,
  /// A statement takes long.
  slow,
  /// A statement waits in vain for a lock.
  locked,
  /// Clients send what the database refuses to store.
  poison,
  /// The process is killed and started again.
  kill,
  /// The process is told to stop, does so in order, and is started again.
  stop,
  /// People open dialogs while other things go wrong.
  dialogs,
  /// People read, while outcomes are lost.
  reads,
  /// People send much at once, and each commit takes a while.
  storm,
  /// Mail servers cannot be reached.
  unreachable,
  /// Connections to mail servers break.
  drop,
  /// Mail servers say nothing any more.
  silence,
  /// Mail servers refuse what they are asked, or end the session.
  refusal,
  /// Mail servers claim what is not so.
  claims,
  /// Letters have flags that no standard knows.
  flags,
  /// Letters come from the mail server in a form that cannot be understood.
  damage,
  /// Mail servers leave out letters that they are asked for.
  gaps,
  /// Letters come and go while a mailbox is being read.
  changes,
  /// Folders are renumbered.
  renumber,
};

struct fault_traits {
  fault kind;
  std::string_view name;
  /// What it shows that is known and not yet mended; empty: nothing, so runs have the fault.
  /// Whoever mends that empties it.
  std::string_view not_yet_mended;
};

inline constexpr std::array<fault_traits, 20> fault_table{{
    {fault::away, "away", ""},
    {fault::lost, "lost", ""},
    {fault::slow, "slow", ""},
    {fault::locked, "locked", ""},
    {fault::poison, "poison", ""},
    {fault::kill, "kill", ""},
    {fault::stop, "stop", ""},
    {fault::dialogs, "dialogs", ""},
    {fault::reads, "reads", ""},
    {fault::storm, "storm", ""},
    {fault::unreachable, "unreachable", ""},
    {fault::drop, "drop", ""},
    {fault::silence, "silence", ""},
    {fault::refusal, "refusal", ""},
    {fault::claims, "claims", ""},
    {fault::flags, "flags", ""},
    {fault::damage, "damage", ""},
    {fault::gaps, "gaps", "a letter that a server leaves out twice counts as deleted, and is lost"},
    {fault::changes, "changes", ""},
    {fault::renumber, "renumber", ""},
}};

using fault_set = std::bitset<fault_table.size()>;

/// All but those that show what is not yet mended.
[[nodiscard]] fault_set usual_faults();
/// Nothing if there is no fault of that name.
[[nodiscard]] std::optional<fault> fault_named(std::string_view name);

/// What a run is about. The same seed is another run in each.
enum class play : std::uint8_t {
  /// People and their chats.
  chats,
  /// The same, but fewer, and mailboxes at servers that are scripted by the seed.
  mail,
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
  /// A process that follows no mailbox after it was restarted must be found out.
  enum class following : std::uint8_t { always, first_life } follows = following::always;
};

/// The plan of this seed: some of the faults, each in some measure.
[[nodiscard]] plan plan_of(play subject, std::uint64_t seed, const fault_set& faults);

} // namespace vestnik::simulation
