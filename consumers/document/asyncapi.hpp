#pragma once

#include "consumers/routing/route_table.hpp"
#include "model/values/json.hpp"

#include <string>

namespace vestnik::consumers {

/// What the document says of the program.
struct program_facts {
  std::string title;
  std::string version;
};

/// The endpoints of a route table as an AsyncAPI 3.0.0 document: a channel for each mount,
/// with its captures as parameters; for each handler an operation that the program receives,
/// with request, reply and refusal; for each event one that it sends. Operations have
/// `x-filters`, the keys by which their handler is found, and parameters `x-schema`, since
/// AsyncAPI has no types for them. Made of what the mounts say: nothing is asked per request.
[[nodiscard]] model::json_text asyncapi_document(const route_table& routes,
                                                 const program_facts& about);

} // namespace vestnik::consumers
