#pragma once

#include "consumers/generic/object_view.hpp"
#include "consumers/ports/object_store.hpp"
#include "consumers/wire/request_id.hpp"
#include "model/error.hpp"
#include "model/values/json.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace vestnik::consumers {

/// The subscriptions of one connection to the changes of one model. An event is
/// `{"action": "create|update|delete", "pk", "data", "request_id"}`, with the request id
/// of the subscription. `create` has all fields of the view, `update` those that have
/// changed, and the key if the view shows it, `delete` none; each has `pk` in its data. An
/// object that comes into sight is created, and one that goes out of it deleted. What
/// changes nothing that is seen is not told. All but the id is encoded once for all
/// connections that share the change.
class live_objects {
public:
  using teller = std::function<void(const model::json_text&)>;

  /// Takes whether the subscription stands: what is committed from then on is told.
  using done_handler = std::function<void(const model::result<void>&)>;

  /// All must outlive it.
  live_objects(object_store& store, const object_view& view, std::size_t most, teller tell)
      : store_{store}
      , view_{view}
      , most_{most}
      , tell_{std::move(tell)} {}

  /// Follows one object, also one that is not there yet. A repetition renews the id.
  /// Errors: `too_many`, the store's.
  void follow_object(boost::json::value key, request_id id, const done_handler& done);

  /// Follows all objects of the view that hold these values. Errors: `too_many`, the
  /// store's.
  void follow_all(row wanted, request_id id, const done_handler& done);

  /// Errors: `not_found`.
  [[nodiscard]] model::result<void> forget_object(const boost::json::value& key);

  /// Ends the subscription of this request. Errors: `not_found`.
  [[nodiscard]] model::result<void> forget(const request_id& id);

private:
  struct subscription {
    /// Null: all objects.
    boost::json::value key;
    row wanted;
    request_id id;
  };

  void add(subscription one, const done_handler& done);
  /// Answers now if the store is followed, else once it is.
  void answer(const done_handler& done);
  void settle(const model::result<void>& outcome);
  void stop();
  [[nodiscard]] model::result<void> drop(const std::function<bool(const subscription&)>& which);
  void tell(const change& change) const;

  object_store& store_;
  const object_view& view_;
  std::size_t most_;
  teller tell_;
  std::vector<subscription> all_;
  /// Those who wait until the store is followed.
  std::vector<done_handler> waiting_;
  enum class state : std::uint8_t { idle, requested, following } now_ = state::idle;
  watch following_;
};

} // namespace vestnik::consumers
