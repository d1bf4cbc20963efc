#pragma once

#include <boost/json/value.hpp>

namespace vestnik::consumers {

/// Judges and makes values by the JSON Schemas of a document. Knows the keywords that
/// `consumers/wire/schema.hpp` uses; any other fails the test.
class json_schemas {
public:
  /// The document must outlive it.
  explicit json_schemas(const boost::json::value& document)
      : document_{document} {}

  /// What a `$ref` refers to, or the value itself.
  [[nodiscard]] const boost::json::value& at(const boost::json::value& of) const;

  [[nodiscard]] bool allows(const boost::json::value& by, const boost::json::value& value) const;

  /// A value that the schema allows, with everything that may be there.
  [[nodiscard]] boost::json::value sample(const boost::json::value& by) const;

private:
  [[nodiscard]] boost::json::value guess(const boost::json::object& by) const;

  const boost::json::value& document_;
};

} // namespace vestnik::consumers
