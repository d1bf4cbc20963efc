#pragma once

#include "model/identity.hpp"

#include <string>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// What the named captures of a route matched, in the order of the pattern.
using capture_list = std::vector<std::pair<std::string, std::string>>;

/// The facts of one connection, fixed at the upgrade.
struct scope {
  /// Who is connected; no user on mounts that let anybody in.
  model::identity identity = {};
  std::string path = {};
  capture_list captures = {};
  /// The query of the upgrade, still encoded; see `model::query_value`.
  std::string query = {};
  std::string remote_address = {};
  /// Path of the mount, as it was written: the same for all its connections.
  std::string mount = {};
};

} // namespace vestnik::consumers
