#pragma once

#include "storage/requests/read.hpp"
#include "storage/requests/write.hpp"
#include "storage/sql/database.hpp"

#include <variant>
#include <vector>

namespace vestnik::storage {

/// People. Errors beyond those named are those of `database`.
class user_store {
public:
  explicit user_store(database& in) noexcept
      : database_{in} {}

  /// The person, without the room. Errors: `conflict` on `login`.
  model::result<std::monostate> create(const create_user& what);

  model::result<std::monostate> renew(const renew_password& what);

  /// Errors: `not_found`.
  model::result<user_by_login::found> find(const user_by_login& what);
  /// Errors: `not_found`.
  model::result<person> find(const user_by_id& what);
  model::result<std::vector<person>> search(const people_by_prefix& what);

private:
  database& database_;
};

} // namespace vestnik::storage
