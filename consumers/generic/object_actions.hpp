#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/core/responder.hpp"
#include "consumers/generic/live_objects.hpp"
#include "consumers/generic/paging.hpp"
#include "consumers/generic/streamed_lists.hpp"
#include "consumers/models/object_source.hpp"
#include "consumers/ports/object_store.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace vestnik::consumers {

/// One mount of a model, without the model's type: `resource` makes it of its options, once
/// for all connections.
struct object_rules {
  object_source store;
  const table_description* of = nullptr;
  std::shared_ptr<const field_list> fields;
  /// What objects must hold to be there for a connection; none: all are.
  std::function<row(const scope&)> filter;
  paging pages;
  std::size_t most_subscriptions = 0;
  access_rule permission = signed_in();
  /// Adds what the server sets to an object that a client makes, and judges it.
  std::function<model::result<row>(const scope&, const row& sent)> complete;
  /// Judges an object as a client's change would leave it.
  std::function<std::optional<model::error>(const row&)> judge;
  /// Asks the permission about one object, in an action's name.
  std::function<model::result<void>(const scope&, const row&, std::string_view action)> allow;
};

/// What can be asked of a model's objects, as the Django Channels REST framework family
/// says it: `pk` names an object, `data` holds its fields. Errors of all: what is wrong
/// with the arguments, the permission's, the store's.
class object_actions {
public:
  object_actions(connection& at, std::shared_ptr<const object_rules> rules);

  void list(const request& request, const responder& reply);
  /// All objects, in pieces that go out as fast as the client reads.
  void stream(const request& request, const responder& reply);
  /// Ends the list that the request `request` has started.
  void cancel(const request& request, const responder& reply);
  void retrieve(const request& request, const responder& reply);
  void create(const request& request, const responder& reply);
  /// All fields that a client may set.
  void update(const request& request, const responder& reply);
  /// Those that are sent.
  void patch(const request& request, const responder& reply);
  void remove(const request& request, const responder& reply);
  void subscribe_instance(const request& request, const responder& reply);
  void unsubscribe_instance(const request& request, const responder& reply);
  /// All objects, or those that hold the values of `filter`.
  void subscribe(const request& request, const responder& reply);
  /// Ends the subscription made by the request `subscription`.
  void unsubscribe(const request& request, const responder& reply);

private:
  using with_object = std::function<void(const boost::json::value& key, const row& object)>;
  /// Writes on the condition that the object is still as it was judged.
  using write_step = std::function<void(const boost::json::value& key, const row& object,
                                        object_store::row_handler done)>;
  enum class attempt : std::uint8_t { first, last };

  /// Finds the object that `pk` names and asks the permission about it.
  void find(const request& request, const responder& reply, with_object then) const;
  /// Finds the object, asks the permission and writes; all of it once more if somebody else was
  /// faster.
  void write(const request& request, const responder& reply, write_step step,
             std::function<void(const row& written)> answer, attempt now = attempt::first) const;
  void change_fields(const request& request, const responder& reply, completeness rule) const;
  [[nodiscard]] model::result<void> may(const row& object, std::string_view action) const;
  [[nodiscard]] model::result<void> may_subscribe(const request& request) const;

  connection& at_;
  std::shared_ptr<const object_rules> rules_;
  std::shared_ptr<object_store> store_;
  object_view view_;
  /// Whether lists must ask the permission about each object.
  list_source::sight sees_;
  live_objects live_;
  streamed_lists streamed_;
};

} // namespace vestnik::consumers
