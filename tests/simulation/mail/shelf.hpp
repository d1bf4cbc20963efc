#pragma once

#include "tests/simulation/story.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <utility>
#include <vector>

struct sqlite3;

namespace vestnik::simulation {

/// What the database has of each mailbox, read past the product by statements of its own.
class shelf {
public:
  /// @param file a database with the product's schema.
  explicit shelf(const std::filesystem::path& file);
  ~shelf();
  shelf(const shelf&) = delete;
  shelf& operator=(const shelf&) = delete;

  /// A letter, by UIDVALIDITY and UID.
  using key = std::pair<std::int64_t, std::int64_t>;
  struct mailbox {
    std::int64_t account = 0;
    /// Of the folder's cursor; zero before the first.
    std::int64_t uidvalidity = 0;
    std::int64_t last_uid = 0;
    std::set<key> stored;
    std::set<key> quarantined;
    /// The UIDVALIDITY as the database has it, with how often the folder was renumbered.
    std::int64_t numbering = 0;

    friend bool operator==(const mailbox&, const mailbox&) = default;
  };
  [[nodiscard]] std::vector<mailbox> read() const;

  /// Writes it into the story, if it is not what was written last.
  void note(story& record);

private:
  sqlite3* database_ = nullptr;
  std::map<std::int64_t, mailbox> noted_;
};

} // namespace vestnik::simulation
