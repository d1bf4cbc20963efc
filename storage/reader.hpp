#pragma once

#include "storage/chats/chat_store.hpp"
#include "storage/mail/mail_account_store.hpp"
#include "storage/mail/mail_store.hpp"
#include "storage/objects/object_store.hpp"
#include "storage/people/session_store.hpp"
#include "storage/people/user_store.hpp"
#include "storage/requests/read.hpp"
#include "storage/rooms/room_ownership.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/database.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace vestnik::storage {

/// Answers what read.hpp can ask, from what is committed when it is asked. Used by one
/// thread at a time; several readers and a writer work at once. Errors are those that
/// read.hpp names and those of `database`.
class reader {
public:
  explicit reader(std::unique_ptr<database> in)
      : database_{std::move(in)} {}

  model::result<user_by_login::found> run(const user_by_login& what) { return users_.find(what); }
  model::result<person> run(const user_by_id& what) { return users_.find(what); }
  model::result<std::vector<person>> run(const people_by_prefix& what) {
    return users_.search(what);
  }

  model::result<model::identity> run(const session_by_token& what) { return sessions_.find(what); }
  model::result<std::vector<model::session_id>> run(const ended_sessions& what) {
    return sessions_.find(what);
  }

  model::result<std::vector<chat_summary>> run(const chats_of_user& what) {
    return chats_.find(what);
  }
  model::result<std::vector<chat_member>> run(const members_of_chat& what) {
    return chats_.find(what);
  }
  model::result<std::vector<chat_message>> run(const chat_history& what) {
    return chats_.find(what);
  }

  model::result<std::vector<model::event>> run(const log_range& what) { return rooms_.find(what); }

  model::result<std::chrono::milliseconds> run(const fetch_clearance& what) {
    return ownership_.find(what);
  }

  model::result<std::vector<mail_account>> run(const mail_accounts_of_user& what) {
    return mail_accounts_.find(what);
  }
  model::result<std::vector<model::account_id>> run(const followed_mail_accounts& what) {
    return mail_accounts_.find(what);
  }
  model::result<mail_account_by_id::found> run(const mail_account_by_id& what) {
    return mail_accounts_.find(what);
  }

  model::result<std::vector<mail_summary>> run(const mail_page& what) { return mails_.find(what); }
  model::result<mail_row> run(const mail_by_id& what) { return mails_.find(what); }

  model::result<objects_by_key::found> run(const objects_by_key& what) {
    return objects_.find(what);
  }
  model::result<object_page::found> run(const object_page& what) { return objects_.find(what); }
  model::result<std::int64_t> run(const newest_object_key& what) { return objects_.find(what); }

private:
  std::unique_ptr<database> database_;
  user_store users_{*database_};
  session_store sessions_{*database_};
  room_store rooms_{*database_};
  room_ownership ownership_{*database_};
  chat_store chats_{*database_};
  mail_account_store mail_accounts_{*database_};
  mail_store mails_{*database_};
  object_store objects_{*database_};
};

} // namespace vestnik::storage
