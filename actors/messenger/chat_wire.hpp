#pragma once

#include "storage/requests/chats.hpp"
#include "storage/requests/people.hpp"

#include <boost/json/object.hpp>

// People and chats as docs/wire/ shows them, made from what is stored.

namespace vestnik::actors {

[[nodiscard]] boost::json::object to_wire(const storage::person& person);
[[nodiscard]] boost::json::object to_wire(const storage::chat_message& message);
[[nodiscard]] boost::json::object to_wire(const storage::chat_summary& chat);

} // namespace vestnik::actors
