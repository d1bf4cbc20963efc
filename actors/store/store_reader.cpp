#include "actors/store/store_reader.hpp"

#include "actors/runtime/error.hpp"

#include <utility>

namespace vestnik::actors {

namespace {

using reader_pointer = store_reader_actor::stateful_pointer<store_reader_state>;

template <class Query>
auto run(reader_pointer self) {
  return [self](const Query& query) -> caf::result<typename Query::result_type> {
    return answer(self->state.database->run(query));
  };
}

} // namespace

store_reader_actor::behavior_type store_reader(reader_pointer self,
                                               std::shared_ptr<storage::reader> database) {
  self->state.database = std::move(database);
  return {
      run<storage::user_by_login>(self),
      run<storage::session_by_token>(self),
      run<storage::ended_sessions>(self),
      run<storage::user_by_id>(self),
      run<storage::people_by_prefix>(self),
      run<storage::chats_of_user>(self),
      run<storage::members_of_chat>(self),
      run<storage::chat_history>(self),
      run<storage::log_range>(self),
      run<storage::fetch_clearance>(self),
      run<storage::mail_accounts_of_user>(self),
      run<storage::followed_mail_accounts>(self),
      run<storage::mail_account_by_id>(self),
      run<storage::mail_page>(self),
      run<storage::mail_by_id>(self),
      run<storage::objects_by_key>(self),
      run<storage::object_page>(self),
      run<storage::newest_object_key>(self),
  };
}

} // namespace vestnik::actors
