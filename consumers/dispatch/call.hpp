#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/responder.hpp"
#include "consumers/matching/pattern.hpp"
#include "consumers/wire/envelope.hpp"

#include <functional>
#include <span>
#include <utility>

namespace vestnik::consumers {

/// One request on its way to its handler: what decorators see, and handlers that ask
/// for it. Lives until the handler returns; `reply` may be copied and kept.
struct call {
  connection& at;
  const consumers::request& request;
  const responder& reply;
  /// What the named groups of the handler's filters took.
  const group_values& groups;
};

/// The rest of the way, from a decorator on.
class next;

/// Stands around handlers: does something, calls `go`, does something more. Instead of
/// calling `go` it may answer or throw `model::error`. Never stores `go`.
/// ```
/// void timed(call& current, const next& go) { … go(); … }
/// ```
/// Those of the class stand around those of the handler, and within each list the first
/// is the outermost. Each is called once per request.
using decorator = std::function<void(call&, const next&)>;

class next {
public:
  /// What stands at the end of the way.
  struct last {
    const void* context = nullptr;
    void (*serve)(const void* context, call& current) = nullptr;
  };

  /// All must outlive it.
  next(call& current, std::span<const decorator> rest, last end)
      : current_{current}
      , rest_{rest}
      , end_{end} {}

  void operator()() const {
    if (rest_.empty())
      end_.serve(end_.context, current_);
    else
      rest_.front()(current_, next{current_, rest_.subspan(1), end_});
  }

private:
  call& current_;
  std::span<const decorator> rest_;
  last end_;
};

} // namespace vestnik::consumers
