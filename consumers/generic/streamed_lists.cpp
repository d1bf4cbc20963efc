#include "consumers/generic/streamed_lists.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace vestnik::consumers {

namespace {

/// Of one connection and resource.
constexpr std::size_t most_lists = 8;

/// Of a piece, unless one object is longer.
constexpr std::size_t piece_bytes = 64 * 1024;

} // namespace

template <class Body>
auto streamed_lists::step(const std::shared_ptr<list>& of, Body body) {
  return [this, weak = std::weak_ptr{of}, body = std::move(body)](auto... outcome) {
    const auto one = weak.lock();
    if (!one)
      return;
    try {
      body(one, std::move(outcome)...);
    } catch (const model::error& why) {
      one->reply(why);
      drop(*one);
    } catch (...) {
      one->reply.fail();
      drop(*one);
    }
  };
}

void streamed_lists::start(request_id id, const responder& reply) {
  if (std::ranges::any_of(running_, [&](const auto& one) { return one->id == id; }))
    return reply(model::error{model::ec::conflict, "a list with this request_id is under way",
                              "request_id"});
  if (running_.size() >= most_lists)
    return reply(model::error{model::ec::too_many,
                              fmt::format("at most {} lists at once per connection", most_lists)});
  running_.push_back(std::make_shared<list>(list{std::move(id), reply}));
  read(std::shared_ptr{running_.back()});
}

model::result<void> streamed_lists::cancel(const request_id& id) {
  const auto found = std::ranges::find_if(running_, [&](const auto& one) { return one->id == id; });
  if (found == running_.end())
    return model::error{model::ec::not_found, "there is no such list under way", "request"};
  const auto one = *found;
  drop(*one);
  one->reply(model::json_text{fmt::format(R"({{"count":{},"cancelled":true}})", one->count)});
  return {};
}

void streamed_lists::drop(const list& one) {
  std::erase_if(running_, [&](const auto& other) { return other.get() == &one; });
}

void streamed_lists::read(const std::shared_ptr<list>& one) {
  from_.list({.equal = view_.filter, .after = one->after, .limit = chunk_},
             step(one, [this](const std::shared_ptr<list>& of, model::result<object_list> page) {
               take(of, std::move(page));
             }));
}

void streamed_lists::take(const std::shared_ptr<list>& one, model::result<object_list> page) {
  if (!page)
    throw model::error{page.error()};
  one->objects = std::move(page->objects);
  one->next = 0;
  if (one->objects.size() < chunk_ && !page->is_cut)
    one->rest = list::store::is_read;
  else
    one->after = one->objects.back().at(view_.of->key);
  send(one);
}

void streamed_lists::send(const std::shared_ptr<list>& one) {
  std::string piece;
  while (one->next < one->objects.size() && piece.size() < piece_bytes) {
    const auto& object = one->objects[one->next++];
    if (!view_.visible(object))
      continue;
    piece += piece.empty() ? "" : ",";
    piece += boost::json::serialize(view_.fields->cut(object));
    ++one->count;
  }
  if (!piece.empty())
    at_.send({fmt::format(R"({{"action":"stream","data":[{}],"request_id":{}}})", piece,
                          one->id.json())});
  if (one->next == one->objects.size() && one->rest == list::store::is_read) {
    one->reply(model::json_text{fmt::format(R"({{"count":{},"cancelled":false}})", one->count)});
    return drop(*one);
  }
  at_.when_flushed(step(one, [this](const std::shared_ptr<list>& of) {
    if (of->next < of->objects.size())
      send(of);
    else
      read(of);
  }));
}

} // namespace vestnik::consumers
