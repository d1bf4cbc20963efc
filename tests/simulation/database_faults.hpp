#pragma once

#include "model/error.hpp"
#include "storage/sql/value.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/story.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace vestnik::simulation {

/// A text with this word in it is one that the database refuses to store, whenever it is tried.
inline constexpr std::string_view poison = "poison";

/// What goes wrong with the database of a run, and when: drawn from the seed at each statement and
/// commit, and told in the story.
class database_faults {
public:
  using time = story::time;

  /// How often, in thousandths of the statements or commits (zero: never), and how fast.
  struct rates {
    /// The database cannot be reached, for up to seconds.
    std::uint64_t away = 0;
    /// One statement waits in vain for a lock.
    std::uint64_t locked = 0;
    /// One statement takes up to seconds.
    std::uint64_t slow = 0;
    /// The answer to a commit is lost, and the commit with it.
    std::uint64_t lost_before = 0;
    /// The answer to a commit is lost; it was made.
    std::uint64_t lost_after = 0;
    /// No fault but a lie, which must be found out: a commit is acknowledged and was not made.
    std::uint64_t lies = 0;
    /// Another lie: of the refused batches of mail, those whose cursor moves all the same.
    std::uint64_t skips = 0;
    /// What a commit takes that nothing is wrong with.
    time commit{2'000};
  };

  /// @param pass lets time pass at once. All outlive the faults.
  database_faults(dice& chance, story& record, std::function<void(time)> pass);

  /// From now on.
  void strike(const rates& how_often) { rates_ = how_often; }
  void heal();

  /// Of a process to the database. Behind a closed one is a process that is gone.
  enum class door : std::uint8_t { open, closed };

  /// What poison is refused with.
  void refuse_poison_with(model::ec code) { poison_code_ = code; }

  /// How a statement of this text fails before it is run; nothing if it does not.
  [[nodiscard]] std::optional<model::error> at_statement(std::string_view text,
                                                         std::span<const storage::value> cells);

  /// Whether a cursor moves now that a statement of this text was refused.
  [[nodiscard]] bool skips_after(std::string_view text);

  enum class fate : std::uint8_t { made, lost_before, lost_after, forgotten };
  [[nodiscard]] fate at_commit();

private:
  [[nodiscard]] std::optional<model::error> fail(model::ec code, std::string_view kind,
                                                 std::string_view text);

  dice& dice_;
  story& story_;
  std::function<void(time)> pass_;
  rates rates_;
  time away_until_{};
  model::ec poison_code_ = model::ec::internal;
};

} // namespace vestnik::simulation
