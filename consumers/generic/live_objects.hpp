#pragma once

#include "consumers/models/object_store.hpp"
#include "consumers/request_id.hpp"
#include "model/error.hpp"
#include "model/json.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace vestnik::consumers {

/// What one mount lets one connection see of a model.
struct object_view {
  const table_description* of = nullptr;
  field_list fields;
  /// What objects must hold to be there at all.
  row filter;
  /// Whether the object may be seen.
  std::function<bool(const row&)> visible;
};

/// The subscriptions of one connection to the changes of one model. An event is
/// `{"action": "create|update|delete", "pk", "data", "request_id"}`, with the request id
/// of the subscription. `create` has all fields of the view, `update` those that have
/// changed, and the key if the view shows it, `delete` none; each has `pk` in its data. An
/// object that comes into sight is
/// created, and one that goes out of it deleted. What changes nothing that is seen is not
/// told.
class live_objects {
public:
  using teller = std::function<void(const model::json_text&)>;

  /// All must outlive it.
  live_objects(object_store& store, const object_view& view, std::size_t most, teller tell)
      : store_{store}
      , view_{view}
      , most_{most}
      , tell_{std::move(tell)} {}

  /// Follows one object, also one that is not there yet. A repetition renews the id.
  /// Errors: `too_many`.
  [[nodiscard]] model::result<void> follow_object(boost::json::value key, request_id id);

  /// Follows all objects of the view that hold these values.
  /// Errors: `too_many`.
  [[nodiscard]] model::result<void> follow_all(row wanted, request_id id);

  /// Errors: `not_found`.
  [[nodiscard]] model::result<void> forget_object(const boost::json::value& key);

  /// Ends the subscription of this request. Errors: `not_found`.
  [[nodiscard]] model::result<void> forget(const request_id& id);

private:
  struct followed {
    /// Null: all objects.
    boost::json::value key;
    row wanted;
    request_id id;
  };

  [[nodiscard]] model::result<void> add(followed one);
  [[nodiscard]] model::result<void> drop(const std::function<bool(const followed&)>& which);
  void tell(const change& what) const;
  [[nodiscard]] bool sees(const followed& by, const row* object) const;

  object_store& store_;
  const object_view& view_;
  std::size_t most_;
  teller tell_;
  std::vector<followed> all_;
  watch following_;
};

} // namespace vestnik::consumers
