#pragma once

#include "tests/storage/test_store.hpp"

#include <string>
#include <utility>

namespace vestnik::storage::test {

/// A change of a chat, as its owner would append it. `op` may be empty.
inline log_entry changed(model::event_kind kind, chat_change_row row, std::string op = {}) {
  log_entry entry;
  entry.kind = kind;
  entry.at = at(500);
  entry.data = "{}";
  entry.author = model::user_id{1};
  entry.op = std::move(op);
  entry.result = "{}";
  entry.rows = std::move(row);
  return entry;
}

inline log_entry changed(message_change wanted, std::string op = {}) {
  return changed(model::event_kind::message_edited, {std::move(wanted)}, std::move(op));
}

inline log_entry changed(membership_change wanted, std::string op = {}) {
  return changed(model::event_kind::members_added, {std::move(wanted)}, std::move(op));
}

} // namespace vestnik::storage::test
