#include "consumers/ports/channel_layer.hpp"

namespace vestnik::consumers {

watch channel_layer::follow_changes(const model::table_description&, change_handler,
                                    ready_handler ready) {
  ready(model::error{model::ec::unavailable, "no objects are stored here"});
  return nullptr;
}

} // namespace vestnik::consumers
