#include "actors/store/read_queue.hpp"

#include "actors/runtime/error.hpp"

#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using queue_pointer = read_queue_actor::stateful_pointer<read_queue_state>;

template <class Read>
auto enqueue(queue_pointer self) {
  return [self](const Read& question) -> caf::result<storage::answer_to<Read>> {
    typed_answer_promise<storage::answer_to<Read>> promise{*self};
    self->state.add(question, promise);
    return promise;
  };
}

template <class... Reads>
read_queue_actor::behavior_type behaviour(queue_pointer self, boost::mp11::mp_list<Reads...>) {
  return {
      enqueue<Reads>(self)...,
      [self](atom::expire) { self->state.expire(); },
  };
}

void refuse(answer_promise promise) {
  promise.deliver(to_caf(
      {model::ec::unavailable, "the database does not keep up", {}, std::chrono::seconds{1}}));
}

} // namespace

void read_queue_state::add(storage::read question, answer_promise promise) {
  if (waiting_.size() >= settings.waiting)
    return refuse(std::move(promise));
  waiting_.push_back({std::move(question), std::move(promise),
                      model::deadline::after(settings.patience, self->clock().now())});
  serve();
  look_again();
}

void read_queue_state::expire() {
  next_expiry_ = next::none;
  const auto now = self->clock().now();
  while (!waiting_.empty() && waiting_.front().until.has_passed(now)) {
    refuse(std::move(waiting_.front().promise));
    waiting_.pop_front();
  }
  look_again();
}

void read_queue_state::look_again() {
  if (waiting_.empty() || std::exchange(next_expiry_, next::due) == next::due)
    return;
  const auto left = waiting_.front().until.left(self->clock().now());
  self->delayed_send(self, left + std::chrono::milliseconds{1}, atom::expire::value);
}

void read_queue_state::serve() {
  const auto now = self->clock().now();
  while (!free.empty() && !waiting_.empty()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    if (next.until.has_passed(now)) {
      refuse(std::move(next.promise));
      continue;
    }
    const auto reader = std::move(free.back());
    free.pop_back();
    ask(reader, std::move(next));
  }
}

void read_queue_state::ask(const store_reader_actor& reader, waiting_read next) {
  std::visit(
      [&]<class Read>(Read& question) {
        self->request(reader, caf::infinite, std::move(question))
            .then(
                [this, reader, promise = next.promise](storage::answer_to<Read>& answer) mutable {
                  promise.deliver(std::move(answer));
                  free.push_back(reader);
                  serve();
                },
                [this, reader, promise = next.promise](const caf::error& why) mutable {
                  promise.deliver(why);
                  free.push_back(reader);
                  serve();
                });
      },
      next.question);
}

read_queue_actor::behavior_type read_queue(queue_pointer self,
                                           std::vector<store_reader_actor> readers,
                                           read_queue_settings settings) {
  self->state.free = std::move(readers);
  self->state.settings = settings;
  return behaviour(self, storage::reads{});
}

} // namespace vestnik::actors
