#pragma once

#include "config/settings.hpp"
#include "model/table.hpp"
#include "storage/nodes/census.hpp"
#include "storage/nodes/node_table.hpp"
#include "storage/objects/object_table.hpp"
#include "storage/people/people_desk.hpp"
#include "storage/reader.hpp"
#include "storage/tenancy/tenancy.hpp"
#include "storage/writer.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace vestnik::storage {

/// A database ready for work: one writer and some readers, to be given to one thread
/// each.
struct opened_storage {
  /// Ends after the readers, since only it may tidy the files up.
  std::unique_ptr<storage::writer> writer;
  std::vector<std::unique_ptr<reader>> readers;
  /// Of the models, in their order.
  std::vector<object_table_ptr> collections;
};

/// Begins the use of the database that `settings.url` names, before `open_storage`, on
/// connections of its own; it ends after all that is opened. Errors: `invalid` on `storage.url`,
/// else those of `tenancy` and `database`.
model::result<std::unique_ptr<tenancy>> open_tenancy(const config::storage_settings& settings,
                                                     tenants expected);

/// Opens the database that `settings.url` names, brings its schema and the tables of
/// `models` up to date, and connects `settings.readers` readers (at least one).
///
/// `sqlite:///var/lib/vestnik/vestnik.db` or just a path; the path is taken literally
/// and its directory must exist. `postgresql://vestnik@db.example.org/vestnik`: see
/// `to_connection_string`.
/// @param models outlive what is opened.
/// Errors: `invalid` on `storage.url` with what is allowed, else those of `migrate`,
/// `make_collections` and `database`.
model::result<opened_storage>
open_storage(const config::storage_settings& settings,
             const std::vector<const model::table_description*>& models = {});

/// Whether `open_tenancy` and `open_storage` would find a database that they can open, and the key
/// file one that is its own; whoever uses it is not disturbed, and nothing is made or changed. What
/// is yet to be made is as good. Errors: those that they and `tenancy::open_secrets` would end
/// with.
model::result<void> check_storage(const config::storage_settings& settings,
                                  const std::filesystem::path& key_file);

/// A database that is only looked at, on a connection of its own, to be given to one thread.
struct opened_census {
  std::unique_ptr<database> connection;
  storage::census census;
  /// When a server used it last, by the database's clock; 1970: none did.
  model::timestamp used_at;
};

/// Connects to a database that servers use or have used; nobody is disturbed, and nothing is made
/// or changed. Errors: `invalid` on `storage.url`; `conflict` on it if its schema is not that of
/// this program, as before the first start or in the middle of an upgrade; those of `database`.
model::result<opened_census> open_census(const config::storage_settings& settings);

/// People's accounts, to be changed beside servers, on a connection of its own for one thread.
struct opened_people_desk {
  std::unique_ptr<database> connection;
  people_desk desk;
};

/// As `open_census`, but what is asked of the desk changes the database.
model::result<opened_people_desk> open_people_desk(const config::storage_settings& settings);

/// How long the writer keeps what is kept for a time only.
[[nodiscard]] writer::retention retention_of(const config::storage_settings& settings);

/// The table of nodes on a connection of its own, to be given to one thread.
struct opened_node_table {
  std::unique_ptr<database> connection;
  std::unique_ptr<node_table> table;
};

/// Connects to a database that `open_storage` has brought up to date; the table's clock is
/// the database's. A statement that takes longer than a second, as for another's lock, is given
/// up: the lease it would renew is worth no more. Errors: `invalid` on `storage.url`, else
/// those of `database`.
model::result<opened_node_table> open_node_table(const config::storage_settings& settings);

} // namespace vestnik::storage
