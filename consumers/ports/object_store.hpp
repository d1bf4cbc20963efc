#pragma once

#include "consumers/ports/change.hpp"
#include "consumers/ports/description.hpp"
#include "model/error.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// Which objects, in the order of their keys.
struct list_query {
  /// Only those that have all these values.
  row equal = {};
  /// Only those behind this key.
  std::optional<boost::json::value> after = {};
  std::size_t offset = 0;
  std::size_t limit = 0;
};

/// Bytes of JSON behind which a store may end a list, but not before its first object: then nobody
/// reads, carries or keeps what others have made large.
inline constexpr std::size_t list_bytes = 256 * 1024;

struct object_list {
  std::vector<row> objects;
  /// Whether it was ended so: the rest is behind the last key.
  bool is_cut = false;
  /// Counted only if `limit` is 0: how many there are without `after` and `offset`.
  std::size_t total = 0;
};

/// What `find`, `update` and `remove` answer when no object has the key.
[[nodiscard]] inline model::error no_such_object() {
  return {model::ec::not_found, "there is no such object", "pk"};
}

/// What `update` and `remove` answer when the object is no longer what was judged.
[[nodiscard]] inline model::error changed_meanwhile() {
  return {model::ec::conflict, "the object has been changed meanwhile", "pk"};
}

/// Objects of one model. Every handler is called on the caller's thread, once, possibly
/// before the function that took it returns; what a write changes reaches the feed after
/// its handler was called. Errors of all: `unavailable`, `outcome_unknown`.
class object_store : public change_feed {
public:
  using row_handler = std::function<void(model::result<row>)>;
  using list_handler = std::function<void(model::result<object_list>)>;

  /// Errors: `not_found`.
  virtual void find(const boost::json::value& key, row_handler done) = 0;

  /// Fewer than `limit` are all there are, unless the list is cut.
  virtual void list(const list_query& wanted, list_handler done) = 0;

  /// Gives the object a key, unless its key is text, and stores it. Errors: `conflict` if
  /// there is an object with that key.
  void insert(row object, row_handler done) { insert_once(std::move(object), {}, std::move(done)); }

  /// As `insert`; an operation that comes again happens once, and gives the object of the first
  /// time. @param op its name, which nobody else may give to one; empty: it does not come again.
  virtual void insert_once(row object, std::string op, row_handler done) = 0;

  /// Sets these fields; gives the object as it is afterwards. @param before values that the object
  /// must still have: those that were judged. Errors: `not_found`; `conflict` on `pk` if it has
  /// others.
  virtual void update(const boost::json::value& key, row fields, row before, row_handler done) = 0;

  /// Gives the object as it was. @param before and errors as of `update`.
  virtual void remove(const boost::json::value& key, row before, row_handler done) = 0;
};

} // namespace vestnik::consumers
