#include "actors/messenger/notice_courier.hpp"

#include "model/values/clock.hpp"

#include <utility>
#include <vector>

namespace vestnik::actors {

void notice_courier_state::sweep() {
  self->request(reader, caf::infinite, storage::people_with_notices{model::now() - pause})
      .then(
          [this](const std::vector<model::user_id>& people) {
            for (const auto person : people)
              self->send(rooms, atom::wake::value, model::room_of(person));
            self->delayed_send(self, pause, atom::sweep::value);
          },
          [this](const caf::error&) { self->delayed_send(self, pause, atom::sweep::value); });
}

notice_courier_actor::behavior_type
notice_courier(notice_courier_actor::stateful_pointer<notice_courier_state> self,
               store_reader_actor reader, own_rooms_actor rooms, std::chrono::milliseconds pause) {
  self->state.reader = std::move(reader);
  self->state.rooms = std::move(rooms);
  self->state.pause = pause;
  self->delayed_send(self, pause, atom::sweep::value);
  return {[self](atom::sweep) { self->state.sweep(); }};
}

} // namespace vestnik::actors
