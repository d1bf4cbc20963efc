#pragma once

#include "model/error.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace vestnik::storage {

class database;
class object_table;

/// What becomes of the object of a model that its log entry tells of.
struct object_row {
  enum class change : std::uint8_t {
    /// There is none with the key; else the database refuses it: `conflict`.
    insert,
    /// There is one, and its fields become these. Those that only newer programs know stay.
    replace,
    erase,
  };
  change kind = change::insert;
  std::shared_ptr<const object_table> table;
  /// As it fits the key's column.
  boost::json::value key;
  /// All fields of the object, as they fit; null for `erase`.
  std::shared_ptr<const boost::json::object> fields;
};

/// Single objects of a model.
struct objects_by_key {
  struct object_list {
    /// One for each key; null: there is none.
    std::vector<std::shared_ptr<const boost::json::object>> objects;
  };
  using result_type = object_list;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::shared_ptr<const object_table> table = {};
  /// As they fit the key's column.
  std::vector<boost::json::value> keys = {};
};

/// Objects of a model in the order of their keys.
struct object_page {
  struct object_list {
    std::vector<boost::json::object> objects;
    /// Counted only if `limit` is 0: how many there are without `after` and `offset`.
    std::uint64_t total = 0;
  };
  using result_type = object_list;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::shared_ptr<const object_table> table = {};
  /// Only those that have all these values, which fit their fields.
  boost::json::object equal = {};
  /// Only those behind this key; null: all.
  boost::json::value after = {};
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;
};

/// The greatest key that an object of a model whose keys are whole numbers has or had; 0 if there
/// was none.
struct newest_object_key {
  using result_type = std::int64_t;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::shared_ptr<const object_table> table = {};
};

} // namespace vestnik::storage
