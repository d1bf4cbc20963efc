#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/error.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

// How owners answer questions from the database.

namespace vestnik::actors {

/// Answers the request under way with what `write` makes of the reader's answer: a JSON object.
template <class Self, class Query, class Write>
caf::result<model::json_text> answer_from(const store_reader_actor& reader, Self self, Query query,
                                          Write write) {
  typed_answer_promise<model::json_text> promise{*self};
  self->request(reader, caf::infinite, std::move(query))
      .then(
          [promise, write](const typename Query::result_type& found) mutable {
            promise.deliver(model::json_text{boost::json::serialize(write(found))});
          },
          passing_to(promise));
  return promise;
}

/// `{"KEY": VALUE}`.
[[nodiscard]] inline boost::json::object wrapped(std::string_view key, boost::json::value value) {
  boost::json::object out;
  out.emplace(key, std::move(value));
  return out;
}

/// `{"KEY": [ … ]}`, each item as `write` has it.
template <class Item>
[[nodiscard]] boost::json::object list_of(std::string_view key, const std::vector<Item>& items,
                                          boost::json::object (*write)(const Item&)) {
  boost::json::array list;
  list.reserve(items.size());
  for (const auto& item : items)
    list.push_back(write(item));
  return wrapped(key, std::move(list));
}

/// Bytes of one page of a list, as JSON: a fraction of what may wait for one connection
/// (`net.outbox-bytes`), and of what a link between nodes carries.
inline constexpr std::size_t page_bytes = 256 * 1024;

/// Cuts a list to the items that come at once: at most `limit`, and no more than have `bytes`
/// together as `write` has them, but one in any case. @return whether there were more.
template <class Item>
[[nodiscard]] bool cut_to_page(std::vector<Item>& items, std::size_t limit,
                               boost::json::object (*write)(const Item&),
                               std::size_t bytes = page_bytes) {
  std::size_t kept = 0;
  for (std::size_t size = 0; kept < std::min(items.size(), limit); ++kept) {
    size += boost::json::serialize(write(items[kept])).size() + 1;
    if (size > bytes && kept > 0)
      break;
  }
  const bool more = kept < items.size();
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
  return more;
}

} // namespace vestnik::actors
