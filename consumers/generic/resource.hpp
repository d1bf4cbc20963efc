#pragma once

#include "consumers/dispatch/handler.hpp"
#include "consumers/generic/model_rules.hpp"
#include "consumers/generic/object_actions.hpp"
#include "consumers/generic/resource_description.hpp"
#include "consumers/models/described.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// The objects of the model `Model` at a mount, with these actions on the wire: `list`,
/// `stream` and `cancel`, `retrieve`, `create`, `update` and `patch`, `delete`,
/// `subscribe_instance` and `unsubscribe_instance`, `subscribe` and `unsubscribe`. See
/// `object_actions`.
template <described Model, actions Allowed>
class resource : public object_actions {
  static_assert(!includes(Allowed, actions::stream) || includes(Allowed, actions::list),
                "what is streamed can be listed");

public:
  struct options {
    /// A store for all connections, or `stored_objects{}`.
    object_source store;
    /// Fields that are shown; empty: all.
    std::vector<std::string> fields = {};
    /// Fields that clients may not set, beside the model's own.
    std::vector<std::string> read_only = {};
    access_rule permission = signed_in();
    /// What objects must hold to be there for this connection.
    std::function<row(const scope&)> filter = {};
    /// Sets what the server knows of an object that a client makes.
    typename model_rules<Model>::filler fill = {};
    paging pages = {};
    std::size_t most_subscriptions = 1'000;

    [[nodiscard]] std::optional<model::error> problem() const {
      if (!store)
        return model::error{model::ec::invalid, "there is no store", "store"};
      const auto list = field_list::make(description_of<Model>(), fields, read_only);
      return list ? pages.problem() : std::optional{list.error()};
    }
  };

  resource(connection& at, std::shared_ptr<const object_rules> rules)
      : object_actions{at, std::move(rules)} {}

  /// For those who hold it as a member.
  resource(connection& at, const options& chosen)
      : resource{at, prepare(chosen)} {}

  [[nodiscard]] static std::shared_ptr<const object_rules> prepare(const options& chosen) {
    return std::make_shared<const object_rules>(
        object_rules{.store = chosen.store,
                     .of = &description_of<Model>(),
                     .fields = std::make_shared<const field_list>(shown_fields(chosen)),
                     .filter = chosen.filter,
                     .pages = chosen.pages,
                     .most_subscriptions = chosen.most_subscriptions,
                     .permission = chosen.permission,
                     .complete = std::bind_front(&judging::complete, chosen.fill),
                     .judge = &judging::judge,
                     .allow = std::bind_front(&judging::permit, chosen.permission)});
  }

  [[nodiscard]] static handler_list<resource> handlers(const options& chosen) {
    handler_list<resource> all;
    const auto facts = facts_of(chosen);
    const auto add = [&](actions flag, const char* name, auto serve, success status = success::ok) {
      using action = void (resource::*)(const request&, const responder&);
      if (includes(Allowed, flag))
        all.push_back(on(name, static_cast<action>(serve))
                          .takes(facts.arguments_of(name))
                          .gives(facts.data_of(name), status));
    };
    add(actions::list, "list", &object_actions::list);
    add(actions::stream, "stream", &object_actions::stream);
    add(actions::stream, "cancel", &object_actions::cancel);
    add(actions::retrieve, "retrieve", &object_actions::retrieve);
    add(actions::create, "create", &object_actions::create, success::created);
    add(actions::update, "update", &object_actions::update);
    add(actions::update, "patch", &object_actions::patch);
    add(actions::remove, "delete", &object_actions::remove, success::deleted);
    add(actions::follow_object, "subscribe_instance", &object_actions::subscribe_instance);
    add(actions::follow_object, "unsubscribe_instance", &object_actions::unsubscribe_instance);
    add(actions::follow_all, "subscribe", &object_actions::subscribe);
    add(actions::follow_all, "unsubscribe", &object_actions::unsubscribe);
    return all;
  }

  [[nodiscard]] static std::vector<event_description> events(const options& chosen) {
    return facts_of(chosen).events(Allowed);
  }

  [[nodiscard]] static std::vector<const model::table_description*> stored(const options& chosen) {
    if (chosen.store.is_server())
      return {&description_of<Model>()};
    return {};
  }

private:
  using judging = model_rules<Model>;

  static field_list shown_fields(const options& chosen) {
    return field_list::make(description_of<Model>(), chosen.fields, chosen.read_only).value();
  }
  static resource_description facts_of(const options& chosen) {
    return {description_of<Model>(), shown_fields(chosen), chosen.pages};
  }
};

template <described Model>
using list_only = resource<Model, actions::list>;
template <described Model>
using read_only = resource<Model, actions::list | actions::retrieve>;
template <described Model>
using create_only = resource<Model, actions::create>;
template <described Model>
using update_only = resource<Model, actions::update>;
template <described Model>
using delete_only = resource<Model, actions::remove>;
template <described Model>
using crud = resource<Model, actions::list | actions::retrieve | actions::create | actions::update |
                                 actions::remove>;
template <described Model>
using object_subscription = resource<Model, actions::follow_object>;
template <described Model>
using model_subscription = resource<Model, actions::follow_all>;
template <described Model>
using live_crud =
    resource<Model, actions::list | actions::retrieve | actions::create | actions::update |
                        actions::remove | actions::follow_object | actions::follow_all>;

} // namespace vestnik::consumers
