#pragma once

#include <array>
#include <bitset>
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
  /// A process of a cluster stands still.
  still,
  /// The network between nodes is cut, or their links break.
  links,
  /// What nodes say to each other comes late.
  late,
  /// Nodes come (back) while others serve.
  joins,
  /// There are two nodes in some runs, not always three.
  pair,
  /// Rooms of a cluster are given up when they are idle.
  idle,
};

struct fault_traits {
  fault kind;
  std::string_view name;
  /// What it shows that is known and not yet mended; empty: nothing, so runs have the fault.
  /// Whoever mends that empties it.
  std::string_view not_yet_mended;
};

inline constexpr std::array<fault_traits, 26> fault_table{{
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
    {fault::gaps, "gaps", ""},
    {fault::changes, "changes", ""},
    {fault::renumber, "renumber", ""},
    {fault::still, "still", ""},
    {fault::links, "links", ""},
    {fault::late, "late", ""},
    {fault::joins, "joins",
     "of two nodes that are left for a moment one is declared dead while its link is made"},
    {fault::pair, "pair", "of two nodes one is declared dead when their link breaks twice"},
    {fault::idle, "idle", ""},
}};

using fault_set = std::bitset<fault_table.size()>;

/// All but those that show what is not yet mended.
[[nodiscard]] fault_set usual_faults();
/// Nothing if there is no fault of that name.
[[nodiscard]] std::optional<fault> fault_named(std::string_view name);

} // namespace vestnik::simulation
