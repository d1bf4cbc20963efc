#include "actors/store/store_reader.hpp"

#include "actors/runtime/error.hpp"

#include <utility>

namespace vestnik::actors {

namespace {

using reader_pointer = store_reader_actor::stateful_pointer<store_reader_state>;

template <class Read>
auto run(reader_pointer self) {
  return [self](const Read& read) -> caf::result<storage::answer_to<Read>> {
    return answer(self->state.database->run(read));
  };
}

template <class... Reads>
store_reader_actor::behavior_type behaviour(reader_pointer self, boost::mp11::mp_list<Reads...>) {
  return {run<Reads>(self)...};
}

} // namespace

store_reader_actor::behavior_type store_reader(reader_pointer self,
                                               std::shared_ptr<storage::reader> database) {
  self->state.database = std::move(database);
  return behaviour(self, storage::reads{});
}

} // namespace vestnik::actors
