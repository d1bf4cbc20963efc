#pragma once

#include "consumers/core/consumer.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/matching/path_pattern.hpp"
#include "consumers/ports/scope.hpp"
#include "consumers/routing/mount.hpp"
#include "model/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// A mount, checked and compiled.
struct route {
  path_pattern path;
  /// For the operator: the class.
  std::string consumer;
  access_rule permission;
  consumer_factory make;
  /// For the document of the endpoints.
  mount_description described;
};

/// Where a path leads.
struct route_match {
  /// Owned by the table.
  const route* target = nullptr;
  capture_list captures;
};

/// Which consumer serves which path. Made at start, then only read, by any thread.
class route_table {
public:
  /// Errors, for the operator, naming route and class: `ec::invalid` for a path that
  /// cannot be read, a wrong option, a handler that cannot be called or never would be;
  /// `ec::conflict` naming both, if one path could match two routes or one request two
  /// handlers.
  [[nodiscard]] static model::result<route_table> make(std::vector<mount_point> mounts);

  /// `path` is percent-decoded. Empty: there is no such endpoint (404).
  [[nodiscard]] std::optional<route_match> match(std::string_view path) const;

  /// In the order of mounting.
  [[nodiscard]] const std::vector<std::unique_ptr<const route>>& routes() const noexcept {
    return routes_;
  }

  /// Models whose objects the server is to store for the mounts, each once.
  [[nodiscard]] std::vector<const model::table_description*> stored() const;

private:
  /// Each where it is for good: matches point to it.
  std::vector<std::unique_ptr<const route>> routes_;
};

/// Whether the connection of these facts may be opened at `target`. Errors: the
/// permission's own, returned or thrown, such as `unauthenticated`; `internal`, logged, for what
/// else it throws.
[[nodiscard]] model::result<void> authorise(const route& target, const scope& facts);

} // namespace vestnik::consumers
