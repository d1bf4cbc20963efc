#include "actors/store_writer.hpp"

#include "actors/error.hpp"

#include <type_traits>
#include <utility>

namespace vestnik::actors {

namespace {

using self_pointer = store_writer_actor::stateful_pointer<store_writer_state>;

/// The handler of one kind of write: join the batch.
template <class Write>
auto gather(self_pointer self) {
  return [self](const Write& what) -> caf::result<typename Write::result_type> {
    if (self->state.batch.empty())
      self->send(self, atom::commit::value);
    auto promise = self->make_response_promise<typename Write::result_type>();
    self->state.batch.push_back({what, promise});
    return promise;
  };
}

} // namespace

void store_writer_state::commit() {
  std::vector<storage::write> writes;
  writes.reserve(batch.size());
  for (auto& entry : batch)
    writes.push_back(std::move(entry.what));
  auto outcomes = database->commit(writes);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    auto& promise = batch[i].promise;
    if (!outcomes[i])
      promise.deliver(to_caf(outcomes[i].error()));
    else
      std::visit([&promise](auto& value) { promise.deliver(std::move(value)); }, *outcomes[i]);
  }
  batch.clear();
}

store_writer_actor::behavior_type store_writer(self_pointer self,
                                               std::shared_ptr<storage::writer> database) {
  self->state.database = std::move(database);
  return {
      gather<storage::activate_room>(self),       gather<storage::append>(self),
      gather<storage::create_user>(self),         gather<storage::create_session>(self),
      gather<storage::end_session>(self),         gather<storage::open_dialog>(self),
      gather<storage::create_mail_account>(self), [self](atom::commit) { self->state.commit(); },
  };
}

} // namespace vestnik::actors
