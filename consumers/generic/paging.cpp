#include "consumers/generic/paging.hpp"

#include "model/values/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

model::error bad_page(std::string_view field, std::string message) {
  return {model::ec::invalid, std::move(message), std::string{field}};
}

model::result<std::size_t> read_size(const paging& rules, const row& arguments) {
  const auto* said = arguments.if_contains("page_size");
  if (!said)
    return std::min(rules.size, rules.most);
  const auto* number = said->if_int64();
  if (!number || *number < 1 || static_cast<std::size_t>(*number) > rules.most)
    return bad_page("page_size",
                    fmt::format("page_size must be a whole number from 1 to {}", rules.most));
  return static_cast<std::size_t>(*number);
}

model::result<std::size_t> read_page(const row& arguments) {
  const auto* said = arguments.if_contains("page");
  if (!said)
    return std::size_t{1};
  const auto* number = said->if_int64();
  if (number && *number >= 1)
    return static_cast<std::size_t>(*number);
  if (said->is_string() && said->get_string() == "last")
    return std::size_t{0};
  return bad_page("page", R"(page must be a whole number from 1 up, or "last")");
}

/// Looked at by one list.
constexpr std::size_t most_looked_at = 10'000;

/// Kept by one list that has to find all before it knows which are its page.
constexpr std::size_t most_kept = 16 * 1024 * 1024;

/// As it is answered.
struct shown_object {
  json::value key;
  std::string text;
};

/// One list under way: its steps share it.
struct list_run {
  paging rules;
  list_plan plan;
  list_source source;
  const connection& at;
  responder reply;
  /// In order.
  std::vector<shown_object> visible = {};
  /// Of their texts.
  std::size_t bytes = 0;
  std::size_t looked_at = 0;
  enum class store : std::uint8_t { has_more, is_read } rest = store::has_more;
};
using list_run_ptr = std::shared_ptr<list_run>;
using next_step = std::function<void()>;

/// That are read for the answer; a piece behind a cursor is one of several that may wait.
std::size_t most_bytes(const list_run& run) {
  if (run.plan.cut == paging::style::cursor)
    return std::min(list_bytes, run.at.largest_reply() / 2);
  if (run.plan.cut == paging::style::pages && run.source.sees == list_source::sight::some)
    return most_kept;
  return run.at.largest_reply();
}

model::error too_long(const list_run& run) {
  return {model::ec::too_large,
          run.plan.cut == paging::style::pages
              ? "the page is too long for one answer: ask for a smaller page_size"
              : "the list is too long for one answer: ask with a cursor, which is null at first"};
}

std::string shown(const list_run& run, std::size_t first, std::size_t count) {
  std::string all;
  for (auto at = first; at < std::min(first + count, run.visible.size()); ++at)
    all += (all.empty() ? "" : ",") + run.visible[at].text;
  return all;
}

void keep(list_run& run, row object) {
  run.plan.query.after = object.at(run.source.view.of->key);
  if (run.source.sees == list_source::sight::some && !run.source.view.visible(object))
    return;
  auto text = json::serialize(run.source.view.fields->cut(object));
  run.bytes += text.size();
  run.visible.push_back({*run.plan.query.after, std::move(text)});
}

/// Goes on with `then` when so many visible objects are read, or all there are, or enough was
/// looked at. @param at_once objects that the store is asked for.
void read(const list_run_ptr& run, std::size_t wanted, std::size_t at_once, next_step then) {
  auto query = run->plan.query;
  query.limit = at_once;
  run->source.from.list(query, run->at.guarded(run->reply, [run, wanted, limit = query.limit,
                                                            then = std::move(then)](
                                                               model::result<object_list> page) {
    if (!page)
      return run->reply(page.error());
    for (auto& one : page->objects)
      keep(*run, std::move(one));
    // What is behind a key is not counted from the beginning.
    run->plan.query.offset = 0;
    run->looked_at += page->objects.size();
    if (page->objects.size() < limit && !page->is_cut)
      run->rest = list_run::store::is_read;
    if (run->bytes > most_bytes(*run))
      return run->plan.cut == paging::style::cursor ? then() : run->reply(too_long(*run));
    if (run->rest == list_run::store::is_read || run->visible.size() >= wanted)
      return then();
    // Where objects are long, the store reads no more of them than it gives.
    if (run->looked_at < most_looked_at)
      return read(run, wanted, page->is_cut ? page->objects.size() + 1 : run->rules.most + 1, then);
    if (run->plan.cut == paging::style::cursor && !run->visible.empty())
      return then();
    run->reply(
        model::error{model::ec::too_large,
                     fmt::format("a list looks at {} objects, and too few of them may be seen",
                                 most_looked_at)});
  }));
}

void answer_page(const list_run& run, const page_place& place, std::size_t first,
                 std::size_t count) {
  const auto results = shown(run, first, place.size);
  if (results.size() > run.at.largest_reply())
    return run.reply(too_long(run));
  run.reply(model::json_text{fmt::format(R"({{"results":[{}],"page":{},"pages":{},"count":{}}})",
                                         results, place.page, place.pages, count)});
}

/// How many there are decides which stretch a page is.
void run_pages(const list_run_ptr& run) {
  if (run->source.sees == list_source::sight::some)
    return read(run, std::numeric_limits<std::size_t>::max(), run->rules.most + 1, [run] {
      const auto place = place_page(run->rules, run->plan, run->visible.size());
      if (!place)
        return run->reply(place.error());
      answer_page(*run, *place, place->offset, run->visible.size());
    });
  auto counting = run->plan.query;
  counting.limit = 0;
  run->source.from.list(
      counting, run->at.guarded(run->reply, [run](model::result<object_list> counted) {
        if (!counted)
          return run->reply(counted.error());
        const auto place = place_page(run->rules, run->plan, counted->total);
        if (!place)
          return run->reply(place.error());
        if (place->size == 0)
          return answer_page(*run, *place, 0, 0);
        run->plan.query.offset = place->offset;
        read(run, place->size, place->size,
             [run, place = *place, total = counted->total] { answer_page(*run, place, 0, total); });
      }));
}

void run_cursor(const list_run_ptr& run) {
  // One more, to know whether there are more.
  read(run, run->plan.size + 1, run->plan.size + 1, [run, size = run->plan.size] {
    auto count = std::min(run->visible.size(), size);
    auto bytes = run->bytes;
    for (auto at = run->visible.size(); at > 1 && (at > count || bytes > most_bytes(*run)); --at) {
      bytes -= run->visible[at - 1].text.size();
      count = std::min(count, at - 1);
    }
    const bool may_be_more = run->visible.size() > count || run->rest == list_run::store::has_more;
    const auto cursor =
        may_be_more && count > 0 ? json::serialize(run->visible[count - 1].key) : "null";
    run->reply(model::json_text{
        fmt::format(R"({{"results":[{}],"cursor":{}}})", shown(*run, 0, count), cursor)});
  });
}

void run_whole(const list_run_ptr& run) {
  const auto wanted = run->rules.most + 1;
  read(run, wanted, wanted, [run] {
    if (run->visible.size() > run->rules.most)
      return run->reply(
          model::error{model::ec::too_large,
                       fmt::format("there are more than the {} of a list: ask with a cursor, which "
                                   "is null at first",
                                   run->rules.most)});
    run->reply(model::json_text{fmt::format("[{}]", shown(*run, 0, run->visible.size()))});
  });
}

} // namespace

std::optional<model::error> paging::problem() const {
  if (size == 0 || most == 0 || size > most)
    return bad_page("pages", fmt::format("a page of {} objects does not fit 1 to {}", size, most));
  return std::nullopt;
}

model::result<list_plan> plan_list(const paging& rules, const row& arguments,
                                   const table_description& of, row equal) {
  list_plan made{.cut = rules.cut, .query = {.equal = std::move(equal)}};
  const auto allowed = [&](std::string_view name) {
    return name == "page_size" || name == (rules.cut == paging::style::pages ? "page" : "cursor");
  };
  for (const auto& [key, value] : arguments) {
    const auto name = model::first_code_points(key, 64);
    if (!allowed(key))
      return bad_page(name, fmt::format("a list here takes no {}", name));
  }
  if (rules.cut == paging::style::none && arguments.empty())
    return made;
  const auto size = read_size(rules, arguments);
  const auto page = read_page(arguments);
  if (!size || !page)
    return size ? page.error() : size.error();
  made.size = *size;
  made.page = *page;
  if (rules.cut != paging::style::pages) {
    made.cut = paging::style::cursor;
    if (const auto* said = arguments.if_contains("cursor"); said && !said->is_null()) {
      auto key = read_key(of, said);
      if (!key)
        return bad_page("cursor", "cursor must be that of the answer before, or null");
      made.query.after = std::move(*key);
    }
  }
  return made;
}

model::result<page_place> place_page(const paging& rules, const list_plan& plan,
                                     std::size_t total) {
  const auto size = plan.size;
  auto pages = std::max<std::size_t>((total + size - 1) / size, 1);
  if (pages > 1 && total - (pages - 1) * size <= rules.orphans)
    --pages;
  const auto page = plan.page == 0 ? pages : plan.page;
  if (page > pages)
    return model::error{model::ec::not_found,
                        fmt::format("there is no page {}: there are {}", page, pages), "page"};
  const auto offset = (page - 1) * size;
  return page_place{page, pages, offset, page == pages ? total - offset : size};
}

void run_list(const paging& rules, list_plan plan, const list_source& source, const connection& at,
              const responder& reply) {
  const auto run = std::make_shared<list_run>(list_run{rules, std::move(plan), source, at, reply});
  switch (run->plan.cut) {
  case paging::style::none:
    return run_whole(run);
  case paging::style::pages:
    return run_pages(run);
  case paging::style::cursor:
    return run_cursor(run);
  }
}

} // namespace vestnik::consumers
