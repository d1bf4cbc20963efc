#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/matching/path_pattern.hpp"
#include "consumers/ports/client.hpp"
#include "model/error.hpp"

#include <boost/core/type_name.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a consumer class may have; everything is optional but a way to take messages.
//
//   struct options { … };                  chosen per mount; `permission` in it is asked
//     std::optional<model::error> problem() const   or with the path's captures: refuses a
//                                                   mount, naming the option
//   C(), C(connection&), C(connection&, const options&)
//   static S prepare(const options&)       what all instances of a mount share and never
//                                          change: made once, and then given to C(connection&,
//                                          const S&) instead of the options
//   static handler_list<C> handlers(const options&)   or without parameters
//   static std::vector<decorator> decorators(const options&)   or without parameters
//   static std::vector<event_description> events(const options&)   or without parameters: for the
//                                          document of the endpoints
//   static std::vector<const model::table_description*> stored(const options&)   models whose
//                                          objects the server is to store for it
//   model::result<void> connect()          or void; an error ends the connection
//   void disconnect(std::uint16_t code)
//   std::optional<model::error> on_error(const std::exception&)   a coded reply for it
//   void receive(frame_kind, std::string_view)   instead of handlers: whole messages

namespace vestnik::consumers {

/// The options of a class that has none.
struct plain_options {
  access_rule permission = signed_in();
};

template <class C>
struct options_finder {
  using type = plain_options;
};
template <class C>
requires requires { typename C::options; }
struct options_finder<C> {
  using type = typename C::options;
};
template <class C>
using options_of = typename options_finder<C>::type;

/// What the instances of a class share at one mount: the options, unless it prepares more.
template <class C>
concept prepares = requires(const options_of<C>& chosen) {
  C::prepare(chosen);
};
template <class C>
struct shared_finder {
  using type = options_of<C>;
};
template <prepares C>
struct shared_finder<C> {
  using type = decltype(C::prepare(std::declval<const options_of<C>&>()));
};
template <class C>
using shared_of = typename shared_finder<C>::type;

template <class C>
concept takes_messages = requires(C& self, frame_kind kind, std::string_view payload) {
  self.receive(kind, payload);
};

/// For the operator.
template <class C>
[[nodiscard]] std::string class_name() {
  return boost::core::type_name<C>();
}

template <class C>
[[nodiscard]] access_rule permission_of(const options_of<C>& chosen) {
  if constexpr (requires { access_rule{chosen.permission}; })
    return chosen.permission;
  else
    return signed_in();
}

/// Why the options cannot be used on a path with these captures.
template <class Options>
[[nodiscard]] std::optional<model::error> problem_of(const Options& chosen,
                                                     const std::vector<capture>& captures) {
  if constexpr (requires { chosen.problem(captures); })
    return chosen.problem(captures);
  else if constexpr (requires { chosen.problem(); })
    return chosen.problem();
  else
    return std::nullopt;
}

/// Braces, so that the class may be an aggregate whose first member is the connection.
template <class C>
[[nodiscard]] std::unique_ptr<C> make_instance(connection& at, const shared_of<C>& shared) {
  if constexpr (requires { C{at, shared}; })
    return std::unique_ptr<C>{new C{at, shared}};
  else if constexpr (requires { C{at}; })
    return std::unique_ptr<C>{new C{at}};
  else
    return std::make_unique<C>();
}

/// Calls the class's `connect`, if it has one.
template <class C>
[[nodiscard]] model::result<void> connect_instance(C& self) {
  if constexpr (requires {
                  { self.connect() } -> std::same_as<model::result<void>>;
                })
    return self.connect();
  else if constexpr (requires { self.connect(); })
    self.connect();
  return {};
}

} // namespace vestnik::consumers
