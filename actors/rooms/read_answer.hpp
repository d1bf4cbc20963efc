#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/error.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

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

/// Cuts a list, of which one item more than a page was read, to the page. @return whether there
/// are more.
template <class Item>
[[nodiscard]] bool cut_to_page(std::vector<Item>& items, std::size_t limit) {
  if (items.size() <= limit)
    return false;
  items.resize(limit);
  return true;
}

} // namespace vestnik::actors
