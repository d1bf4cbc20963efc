#pragma once

#include "consumers/consumer.hpp"
#include "consumers/scope.hpp"
#include "model/error.hpp"
#include "model/identity.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// Who may connect to a mount.
enum class permission : std::uint8_t { signed_in, anonymous };

struct mount_options {
  permission who = permission::signed_in;
};

/// A consumer class at a path. The pattern's segments are literals or named captures
/// of one whole segment: `/ws/getMessages/{chat}/`.
struct mount {
  std::string pattern;
  consumer_factory make;
  mount_options options = {};
};

/// Where a path leads.
struct route_match {
  /// Owned by the table.
  const mount* target = nullptr;
  capture_list captures;
};

/// Which consumer serves which path. Made at start, then only read, by any thread.
class route_table {
public:
  /// Errors, for the operator: `ec::invalid` naming the route, for a pattern that
  /// cannot be read; `ec::conflict` naming both routes, if one path could match both.
  [[nodiscard]] static model::result<route_table> make(std::vector<mount> mounts);

  /// `path` is percent-decoded. Empty: there is no such endpoint (404).
  [[nodiscard]] std::optional<route_match> match(std::string_view path) const;

private:
  /// One part of a pattern between slashes.
  struct segment {
    enum class kind : std::uint8_t { literal, capture };
    kind is = kind::literal;
    /// What must stand there, or the name of the capture.
    std::string text;
  };
  struct route {
    mount target;
    std::vector<segment> segments;
  };

  [[nodiscard]] static model::result<route> compile(mount target);
  [[nodiscard]] static bool overlap(const route& a, const route& b);

  std::vector<route> routes_;
};

/// Whether `who` may connect to `target`. Errors: `unauthenticated`.
[[nodiscard]] model::result<void> authorise(const mount& target, const model::identity& who);

} // namespace vestnik::consumers
