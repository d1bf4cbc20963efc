#pragma once

#include "storage/requests/chat_members.hpp"
#include "storage/requests/chats.hpp"
#include "storage/requests/threads.hpp"

#include <boost/json/object.hpp>

#include <cstdint>

// The JSON forms of docs/wire/chats.md, as objects: what a field has only sometimes is absent
// otherwise.

namespace vestnik::actors {

/// In which thread a message stands, if in one, and whether the room shows it.
void put_thread(boost::json::object& into, std::uint64_t thread, std::uint64_t branch);

[[nodiscard]] boost::json::object to_wire(const storage::person& person);
[[nodiscard]] boost::json::object to_wire(const storage::quoted_message& message);
[[nodiscard]] boost::json::object to_wire(const storage::chat_message& message);
[[nodiscard]] boost::json::object to_wire(const storage::chat_facts& facts);
[[nodiscard]] boost::json::object to_wire(const storage::chat_settings& settings);
[[nodiscard]] boost::json::object to_wire(const storage::chat_summary& chat);
[[nodiscard]] boost::json::object to_wire(const storage::people_of_chat::participant& one);
[[nodiscard]] boost::json::object to_wire(const storage::versions_of_message::version& version);
[[nodiscard]] boost::json::object to_wire(const storage::pinned_in_chat::pin& pin);
[[nodiscard]] boost::json::object to_wire(const storage::reactions_to_message::reaction& one);
[[nodiscard]] boost::json::object to_wire(const storage::mark_read::counters& counted);
[[nodiscard]] boost::json::object to_wire(const storage::mark_thread::counters& counted);

} // namespace vestnik::actors
