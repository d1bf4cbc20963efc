#pragma once

#include "consumers/ports/description.hpp"
#include "model/error.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// What clients are told of one change, but for the request id: made once for all
/// subscriptions of a mount, which know it by their list of fields.
class event_bodies {
public:
  enum class kind : std::uint8_t { create, update, remove };

  /// @param make gives the body, if nobody asked for it before.
  template <class Make>
  [[nodiscard]] const std::string& of(const std::shared_ptr<const field_list>& fields, kind how,
                                      Make make) {
    for (const auto& one : made_)
      if (one->fields == fields && one->how == how)
        return one->text;
    made_.push_back(std::make_unique<body>(body{fields, how, make()}));
    return made_.back()->text;
  }

private:
  struct body {
    std::shared_ptr<const field_list> fields;
    kind how;
    std::string text;
  };
  std::vector<std::unique_ptr<body>> made_;
};

/// One committed change of one object. Those who are told of it share it, on one thread.
struct change {
  /// 1, 2, 3 … in the order of commits, for one store.
  std::uint64_t position = 0;
  boost::json::value key = {};
  /// Null if the object was created.
  std::shared_ptr<const row> before = {};
  /// Null if it was deleted.
  std::shared_ptr<const row> after = {};
  std::shared_ptr<event_bodies> bodies = std::make_shared<event_bodies>();
};

using change_handler = std::function<void(const change&)>;

/// Takes whether changes will be told.
using ready_handler = std::function<void(model::result<void>)>;

/// Ends when the last copy goes.
using watch = std::shared_ptr<void>;

/// What is committed, by whom ever, in the order of commits: each change once, none that
/// was rolled back.
class change_feed {
public:
  virtual ~change_feed() = default;

  /// Tells all changes that are committed after `ready` was called without an error, and
  /// none before it is. Both are called on the caller's thread while the watch lasts,
  /// `ready` once and possibly before this returns. Errors: `unavailable`.
  [[nodiscard]] virtual watch follow(change_handler on_change, ready_handler ready) = 0;
};

} // namespace vestnik::consumers
