#include "consumers/models/object_source.hpp"

#include "consumers/models/layer_store.hpp"

namespace vestnik::consumers {

object_source::object_source(stored_objects)
    : open_{[](const table_description& of, connection& at) {
      return std::make_shared<layer_store>(of, at.layer());
    }}
    , whose_{owner::server} {}

} // namespace vestnik::consumers
