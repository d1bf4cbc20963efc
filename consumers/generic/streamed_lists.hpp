#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/responder.hpp"
#include "consumers/generic/object_view.hpp"
#include "consumers/ports/object_store.hpp"
#include "consumers/wire/request_id.hpp"
#include "model/error.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace vestnik::consumers {

/// The lists of one connection that are sent in pieces: `{"action": "stream", "data":
/// [objects], "request_id"}`, in the order of the keys, with the request id of the list.
/// The next piece is made when the one before is on its way: so whoever reads slowly is
/// waited for, and of each list no more than one chunk of objects is in memory. The answer
/// comes at the end: `{"count", "cancelled"}`.
class streamed_lists {
public:
  /// @param chunk objects that are read at once. All must outlive it.
  streamed_lists(connection& at, object_store& from, const object_view& view, std::size_t chunk)
      : at_{at}
      , from_{from}
      , view_{view}
      , chunk_{chunk} {}

  /// Errors, answered: `conflict` if a list of this id is under way, `too_many`, the
  /// store's.
  void start(request_id id, const responder& reply);

  /// Ends the list that this request has started, which is answered with what was sent.
  /// Errors: `not_found`.
  [[nodiscard]] model::result<void> cancel(const request_id& id);

private:
  struct list {
    request_id id;
    responder reply;
    std::optional<boost::json::value> after = {};
    /// Read and not yet sent, from `next` on.
    std::vector<row> objects = {};
    std::size_t next = 0;
    enum class store : std::uint8_t { has_more, is_read } rest = store::has_more;
    std::size_t count = 0;
  };

  /// A continuation that goes nowhere once the list has ended; what it throws ends it.
  template <class Body>
  [[nodiscard]] auto step(const std::shared_ptr<list>& of, Body body);

  void read(const std::shared_ptr<list>& one);
  void take(const std::shared_ptr<list>& one, model::result<object_list> page);
  void send(const std::shared_ptr<list>& one);
  void drop(const list& one);

  connection& at_;
  object_store& from_;
  const object_view& view_;
  std::size_t chunk_;
  std::vector<std::shared_ptr<list>> running_;
};

} // namespace vestnik::consumers
