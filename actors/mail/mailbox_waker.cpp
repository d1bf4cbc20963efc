#include "actors/mail/mailbox_waker.hpp"

#include "actors/runtime/error.hpp"

#include <spdlog/spdlog.h>

#include <utility>
#include <vector>

namespace vestnik::actors {

void mailbox_waker_state::wake_all() {
  self->request(reader, caf::infinite, storage::followed_mail_accounts{})
      .then(
          [this](const std::vector<model::account_id>& accounts) {
            if (said == log::complains)
              spdlog::info("the mail accounts are read; mail arrives from now on");
            for (const auto account : accounts)
              self->send(rooms, atom::wake::value, model::room_of(account));
          },
          [this](const caf::error& why) {
            if (std::exchange(said, log::complains) == log::silent)
              spdlog::error("no mail arrives until the mail accounts can be read: {}",
                            from_caf(why).message);
            self->delayed_send(self, pause, atom::wake::value);
          });
}

mailbox_waker_actor::behavior_type
mailbox_waker(mailbox_waker_actor::stateful_pointer<mailbox_waker_state> self,
              store_reader_actor reader, own_rooms_actor rooms, std::chrono::milliseconds pause) {
  self->state.reader = std::move(reader);
  self->state.rooms = std::move(rooms);
  self->state.pause = pause;
  return {[self](atom::wake) { self->state.wake_all(); }};
}

} // namespace vestnik::actors
