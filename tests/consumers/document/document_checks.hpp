#pragma once

#include "tests/consumers/document/described_routes.hpp"

#include <boost/json/value.hpp>

#include <functional>
#include <set>
#include <string>

// What must be true of the document of any route table. Each check fails the test that
// calls it.

namespace vestnik::consumers {

/// The document has the form that AsyncAPI 3.0.0 asks for.
void check_form(const described_routes& aut);

/// Tries one operation of the document on the routes. `frame` is a request with every
/// field that its `schema` has.
using request_check =
    std::function<void(described_routes& aut, const described_routes::operation& tried,
                       const boost::json::value& schema, const boost::json::value& frame)>;

/// Calls `check` for each operation that takes a request. Returns their names.
std::set<std::string> check_each_request(described_routes& aut, const request_check& check);

/// The request is not refused for its form, and its answer is as the document says.
void check_served(described_routes& aut, const described_routes::operation& tried,
                  const boost::json::value& schema, const boost::json::value& frame);

/// `check_served`, and the request is not refused at all.
void check_granted(described_routes& aut, const described_routes::operation& tried,
                   const boost::json::value& schema, const boost::json::value& frame);

/// Each required argument, when it is left out, is refused by its name.
void check_required(described_routes& aut, const described_routes::operation& tried,
                    const boost::json::value& schema, const boost::json::value& frame);

/// Each argument that is not required may be left out.
void check_optional(described_routes& aut, const described_routes::operation& tried,
                    const boost::json::value& schema, const boost::json::value& frame);

/// What the schema of an argument refuses is refused by its name; what it allows is not.
void check_types(described_routes& aut, const described_routes::operation& tried,
                 const boost::json::value& schema, const boost::json::value& frame);

/// A field that the document does not have is refused by its name.
void check_unknown_field(described_routes& aut, const described_routes::operation& tried,
                         const boost::json::value& schema, const boost::json::value& frame);

/// An action that the document does not have is refused as it says.
void check_unknown_action(described_routes& aut, const described_routes::operation& tried,
                          const boost::json::value& schema, const boost::json::value& frame);

} // namespace vestnik::consumers
