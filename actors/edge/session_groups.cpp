#include "actors/edge/session_groups.hpp"

#include "consumers/core/failure.hpp"

#include <caf/send.hpp>

#include <utility>

namespace vestnik::actors {

session_groups::session_groups(groups_actor all, caf::actor_control_block* session)
    : all_{std::move(all)}
    , session_{session} {}

consumers::membership session_groups::join(std::string group, consumers::group_handler on_message) {
  const auto number = ++last_;
  auto handler = std::make_shared<consumers::group_handler>(std::move(on_message));
  handlers_.emplace(number, handler);
  caf::anon_send(all_, group_join{std::move(group), number, caf::strong_actor_ptr{session_}});
  auto* const key = handler.get();
  return {key, [this, number, alive = lifetime_.observe(), handler = std::move(handler)](void*) {
            if (alive)
              leave(number);
          }};
}

void session_groups::leave(std::uint64_t membership) {
  handlers_.erase(membership);
  caf::anon_send(all_, group_leave{membership, session_->id()});
}

void session_groups::send(std::string_view group, const model::json_text& payload) {
  caf::anon_send(all_, group_send{std::make_shared<const group_text>(
                           group_text{std::string{group}, payload})});
}

void session_groups::deliver(const group_message& message) {
  const auto found = handlers_.find(message.membership);
  if (found == handlers_.end())
    return;
  // It may leave during the call.
  const auto handler = found->second;
  try {
    (*handler)(message.text->group, message.text->payload);
  } catch (...) {
    consumers::log_failure(message.text->group, "");
  }
}

} // namespace vestnik::actors
