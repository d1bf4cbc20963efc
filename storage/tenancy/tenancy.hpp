#pragma once

#include "storage/secrets/secret_box.hpp"
#include "storage/sql/database.hpp"
#include "storage/tenancy/file_lock.hpp"
#include "storage/tenancy/installation.hpp"
#include "storage/tenancy/use_mark.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace vestnik::storage {

/// Who may use a database at the same time.
enum class tenants { one, nodes_of_a_cluster };

/// A server's use of its database, from before anything in it is changed until after the last
/// write. Two servers that know nothing of each other would take each other's rooms; so a lone one
/// keeps all others out, and the nodes of a cluster keep a lone one out.
///
/// A database in a file is held by FILE.lock, one of PostgreSQL by an advisory lock of its session
/// (a proxy that shares sessions, as PgBouncer by transactions, defeats that). The lock judges
/// starts only: whoever has begun goes on when its connection is lost.
class tenancy {
public:
  /// What a use is made of.
  struct connections {
    /// Holds the lock, and waits for whatever `begin_use` takes.
    std::unique_ptr<database> patient;
    /// For the notes: gives up what others hold up, since the end of the use waits for it. A
    /// session that gives up is made anew, so the lock cannot be its own.
    std::unique_ptr<database> hurried;
  };

  /// Errors: `conflict` on `storage.url` if others use it; those of `file_lock`.
  static model::result<std::unique_ptr<tenancy>> of_file(connections to,
                                                         const std::filesystem::path& file);
  /// A server that was killed may seem to be there for a moment: who wants to be the one waits for
  /// `patience`. Errors: `conflict` on `storage.url` if others use it; those of `database`.
  static model::result<std::unique_ptr<tenancy>>
  of_server(connections to, tenants allowed,
            std::chrono::milliseconds patience = std::chrono::seconds{10});

  /// Ends what `begin_use` has begun.
  ~tenancy();
  tenancy(const tenancy&) = delete;
  tenancy& operator=(const tenancy&) = delete;

  /// Opens the master key and notes which it is. A key is made only for a database that has none.
  /// After the schema is up to date. Errors: `conflict` on `secrets.key-file` if the database knows
  /// another key, or one that is not there; those of `secret_box` and `database`.
  model::result<secret_box> open_secrets(const std::filesystem::path& key_file);

  /// Whether `open_secrets` would open them; makes and notes nothing. Errors as there.
  static model::result<void> check_secrets(database& in, const std::filesystem::path& key_file);

  /// Judges whether the database is the one that was used last, and renews its logs if it is a
  /// restored one, which the log says; before rooms are loaded. From now on the use is noted each
  /// `pause`, on a thread of its own, in the database and beside the key; and once more at the end,
  /// if nobody holds that up. A mark that cannot be written is only warned of. Call it once.
  model::result<installation::finding>
  begin_use(const std::filesystem::path& key_file,
            std::chrono::milliseconds pause = std::chrono::minutes{1});

  /// What is true of the database as a whole; used before `begin_use` only.
  [[nodiscard]] installation table() noexcept { return installation{*to_.patient}; }

private:
  explicit tenancy(connections to) noexcept
      : to_{std::move(to)} {}

  void note_use(std::chrono::milliseconds pause);
  void write_mark(model::timestamp at);

  std::unique_ptr<file_lock> lock_;
  connections to_;
  std::optional<use_mark> mark_;
  /// Whether the log says that the mark cannot be written.
  bool is_unmarked_ = false;
  std::mutex mutex_;
  std::condition_variable ends_;
  bool ended_ = false;
  std::thread notes_;
};

} // namespace vestnik::storage
