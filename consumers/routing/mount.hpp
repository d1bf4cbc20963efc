#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/core/consumer.hpp"
#include "consumers/core/endpoint.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/dispatch/consumer_class.hpp"
#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/dispatch/message_consumer.hpp"
#include "consumers/dispatch/request_consumer.hpp"
#include "consumers/matching/path_pattern.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// A class, checked and compiled for one mount.
template <class Factory, class Description>
struct blueprint {
  Factory make;
  Description described;
};
using mount_blueprint = blueprint<consumer_factory, mount_description>;
using stream_blueprint = blueprint<action_consumer_factory, class_description>;

/// A consumer class at a path; `route_table` makes routes of them.
struct mount_point {
  /// As `path_pattern` reads it.
  std::string path;
  /// For the operator: the class.
  std::string consumer;
  access_rule permission;
  /// Checks and compiles the class for this path. Errors: what is wrong with it.
  std::function<model::result<mount_blueprint>(const std::vector<capture>&)> prepare;
};

/// A consumer class as one stream of a multiplexer.
struct stream_point {
  std::string consumer;
  std::function<model::result<stream_blueprint>(const std::vector<capture>&)> prepare;
};

/// `C` as a stream: `{"chats", stream<chats>({.page = 50})}`.
template <class C>
[[nodiscard]] stream_point stream(options_of<C> chosen = {}) {
  static_assert(!takes_messages<C>, "a stream carries requests, not whole messages");
  return {class_name<C>(),
          [chosen = std::move(chosen)](
              const std::vector<capture>& captures) -> model::result<stream_blueprint> {
            auto type = consumer_class<C>::make(chosen, captures);
            if (!type)
              return type.error();
            auto described = (*type)->described;
            return stream_blueprint{[type = std::move(*type)](action_place place) {
                                      return std::make_unique<request_consumer<C>>(std::move(place),
                                                                                   type);
                                    },
                                    std::move(described)};
          }};
}

/// `C` at a path: `mount<chat>("/chat/{room:int}", {.page = 50})`. One class can be
/// mounted many times; every connection has an instance of its own.
template <class C>
[[nodiscard]] mount_point mount(std::string path, options_of<C> chosen = {}) {
  auto permission = permission_of<C>(chosen);
  if constexpr (takes_messages<C>) {
    static_assert(
        !requires { C::handlers; }, "whole messages or handlers, not both");
    return {std::move(path), class_name<C>(), std::move(permission),
            [chosen = std::move(chosen)](
                const std::vector<capture>& captures) -> model::result<mount_blueprint> {
              auto type = consumer_class<C>::make(chosen, captures);
              if (!type)
                return type.error();
              mount_description described{{{"", (*type)->described}}};
              return mount_blueprint{factory_of<message_consumer<C>>(std::move(*type)),
                                     std::move(described)};
            }};
  } else {
    return {std::move(path), class_name<C>(), std::move(permission),
            [point = stream<C>(std::move(chosen))](
                const std::vector<capture>& captures) -> model::result<mount_blueprint> {
              auto ready = point.prepare(captures);
              if (!ready)
                return ready.error();
              return mount_blueprint{factory_of<endpoint>(std::move(ready->make)),
                                     {{{"", std::move(ready->described)}}}};
            }};
  }
}

} // namespace vestnik::consumers
