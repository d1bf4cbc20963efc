#pragma once

#include "consumers/ports/description.hpp"

#include <functional>
#include <memory>

namespace vestnik::consumers {

/// What one mount lets one connection see of a model.
struct object_view {
  const table_description* of = nullptr;
  /// One list for all connections of the mount.
  std::shared_ptr<const field_list> fields;
  /// What objects must hold to be there at all.
  row filter;
  /// Whether the object may be seen.
  std::function<bool(const row&)> visible;
};

} // namespace vestnik::consumers
