#pragma once

#include "consumers/ports/client.hpp"
#include "consumers/ports/lifetime.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/error.hpp"
#include "model/values/json.hpp"

#include <memory>
#include <string>
#include <utility>

namespace vestnik::consumers {

/// Answers one request, once: later answers and answers after the end of the
/// connection go nowhere. Copies share that; so a responder is a `reply_handler`. A request that
/// the last copy leaves without an answer is logged and answered `internal`.
/// An answer that is longer than `client::largest_reply` becomes a refusal, `too_large`.
/// Used on the connection's thread only.
class responder {
public:
  /// @param out must outlive what `connected` watches.
  responder(reply_head head, client& out, lifetime::watch connected);

  void operator()(const model::result<model::json_text>& outcome, success how = success::ok) const;

  /// Logs what a handler threw, with the request's id, and answers `internal`.
  /// Call it in a `catch` block.
  void fail() const;

  /// A continuation for a channel layer that answers with what `make` makes of the
  /// outcome. `make` is not called after the end of the connection, and what it
  /// throws ends in `fail`.
  template <class Make>
  [[nodiscard]] auto then(Make make) const {
    return [self = *this, make = std::move(make)](auto&&... outcome) {
      if (!self.shared_->connected)
        return;
      try {
        self(make(std::forward<decltype(outcome)>(outcome)...));
      } catch (...) {
        self.fail();
      }
    };
  }

  /// Whether nobody else can answer any more, and nobody has.
  [[nodiscard]] bool abandoned() const noexcept {
    return !shared_->answered && shared_.use_count() == 1;
  }

private:
  struct state {
    state(reply_head to, client& with, lifetime::watch while_it_stands)
        : head{std::move(to)}
        , out{with}
        , connected{std::move(while_it_stands)} {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state();

    /// For the log: stream and action, and the request's id.
    [[nodiscard]] std::string where() const;
    [[nodiscard]] std::string id() const;

    reply_head head;
    client& out;
    lifetime::watch connected;
    bool answered = false;
  };

  std::shared_ptr<state> shared_;
};

} // namespace vestnik::consumers
