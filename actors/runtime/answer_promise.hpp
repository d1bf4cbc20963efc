#pragma once

#include <caf/error.hpp>
#include <caf/local_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <memory>
#include <utility>

namespace vestnik::actors {

/// The answer to a request, given later. All copies are one promise. Unlike CAF's, which leaves
/// the asker waiting without end when it is dropped, the last copy answers `outcome_unknown` if
/// none has answered: an actor that ends drops what it has promised, and cannot forget anybody.
/// Used by the actor that made it, from its own handlers.
class answer_promise {
public:
  /// No request's: it is not pending.
  answer_promise() = default;
  explicit answer_promise(caf::response_promise promise);

  /// The first answer counts, later ones go nowhere.
  template <class T>
  void deliver(T&& value) {
    if (pending())
      promise_->inner.deliver(std::forward<T>(value));
  }

  /// Another actor, whose `Handle` takes the message, is to answer it.
  template <class Handle, class Message>
  void delegate(const Handle& to, Message message) {
    promise_->inner.delegate(to, std::move(message));
  }

  [[nodiscard]] bool pending() const noexcept { return promise_ && promise_->inner.pending(); }

private:
  struct shared {
    explicit shared(caf::response_promise promise)
        : inner{std::move(promise)} {}
    shared(const shared&) = delete;
    shared& operator=(const shared&) = delete;
    ~shared();

    caf::response_promise inner;
  };

  std::shared_ptr<shared> promise_;
};

/// The answer to a request that is answered with a `T`.
template <class T>
class typed_answer_promise : public answer_promise {
public:
  typed_answer_promise() = default;

  /// Of the request that `self` is handling.
  explicit typed_answer_promise(caf::local_actor& self)
      : answer_promise{self.make_response_promise()} {}

  void deliver(T value) { answer_promise::deliver(std::move(value)); }
  void deliver(const caf::error& why) { answer_promise::deliver(why); }

  /// What the handler returns.
  operator caf::result<T>() const { return caf::delegated<T>{}; }
};

} // namespace vestnik::actors
