#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"
#include "consumers/dispatch/class_traits.hpp"
#include "consumers/dispatch/dispatcher.hpp"
#include "consumers/dispatch/endpoint_description.hpp"
#include "consumers/dispatch/handler.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// A class at one mount: options, handlers, decorators. Made at start-up, then only read,
/// by all instances and threads.
template <class C>
class consumer_class {
public:
  /// Use `make`.
  explicit consumer_class(options_of<C> options)
      : chosen{std::move(options)}
      , permission{permission_of<C>(chosen)} {}

  /// @param captures of the mount's path.
  /// Errors: what is wrong with the options or the handlers; the caller adds where.
  [[nodiscard]] static model::result<std::shared_ptr<const consumer_class>>
  make(options_of<C> options, const std::vector<capture>& captures) {
    auto made = std::make_shared<consumer_class>(std::move(options));
    if (const auto problem = problem_of(made->chosen, captures))
      return model::error{model::ec::invalid, "option " + problem->field + ": " + problem->message,
                          problem->field};
    if constexpr (!takes_messages<C>)
      if (const auto read = made->read_handlers(captures); !read)
        return read.error();
    made->described.events = declared_events(made->chosen);
    if constexpr (requires { C::stored(made->chosen); })
      made->described.stored = C::stored(made->chosen);
    if constexpr (prepares<C>)
      made->prepared_ = C::prepare(made->chosen);
    return std::shared_ptr<const consumer_class>{std::move(made)};
  }

  /// What instances are made with.
  [[nodiscard]] const shared_of<C>& shared() const noexcept {
    if constexpr (prepares<C>)
      return *prepared_;
    else
      return chosen;
  }

  /// Lets the first handler that matches serve the request, within its decorators.
  void serve(C& self, connection& at, const request& request, const responder& reply) const {
    group_values groups;
    const auto place = dispatch.find(request, groups);
    if (!place)
      return reply(dispatch.refusal(request));
    const auto& found = entries[*place];
    call current{at, request, reply, groups};
    const end_of_way end{self, found.serve};
    next{current, found.around, {&end, &end_of_way::go}}();
  }

  options_of<C> chosen;
  access_rule permission;
  class_description described{.takes = takes_messages<C> ? class_description::form::messages
                                                         : class_description::form::requests};

private:
  struct entry {
    bound_handler<C> serve;
    /// Of the class, then of the handler.
    std::vector<decorator> around;
  };
  struct end_of_way {
    C& self;
    const bound_handler<C>& serve;

    static void go(const void* context, call& current) {
      const auto& here = *static_cast<const end_of_way*>(context);
      here.serve(here.self, current);
    }
  };

  [[nodiscard]] model::result<void> read_handlers(const std::vector<capture>& captures) {
    auto declared = declared_handlers();
    std::vector<filter_list> filters;
    for (const auto& one : declared)
      filters.push_back(one.when);
    auto compiled = dispatcher::make(filters);
    if (!compiled)
      return compiled.error();
    dispatch = std::move(*compiled);
    const auto outer = declared_decorators();
    for (std::size_t i = 0; i < declared.size(); ++i) {
      auto bound = declared[i].bind({dispatch.groups_of(i), captures, dispatch.keys_of(i)});
      if (!bound)
        return model::error{model::ec::invalid, dispatch.name_of(i) + ": " + bound.error().message};
      entry made{std::move(*bound), outer};
      made.around.insert(made.around.end(), declared[i].around.begin(), declared[i].around.end());
      entries.push_back(std::move(made));
      described.operations.push_back(
          describe(declared[i].when, declared[i].facts, i, dispatch.groups_of(i), captures));
    }
    return {};
  }

  [[nodiscard]] handler_list<C> declared_handlers() const {
    if constexpr (requires { C::handlers(chosen); })
      return C::handlers(chosen);
    else
      return C::handlers();
  }

  [[nodiscard]] std::vector<decorator> declared_decorators() const {
    if constexpr (requires { C::decorators(chosen); })
      return C::decorators(chosen);
    else if constexpr (requires { C::decorators(); })
      return C::decorators();
    else
      return {};
  }

  [[nodiscard]] static std::vector<event_description> declared_events(const options_of<C>& chosen) {
    if constexpr (requires { C::events(chosen); })
      return C::events(chosen);
    else if constexpr (requires { C::events(); })
      return C::events();
    else
      return {};
  }

  dispatcher dispatch;
  std::vector<entry> entries;
  /// Only of a class that prepares it.
  std::optional<shared_of<C>> prepared_;
};

} // namespace vestnik::consumers
