#include "consumers/generic/paging.hpp"

#include "model/values/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
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

json::array shown(const std::vector<row>& objects,
                  const std::function<std::optional<row>(const row&)>& show) {
  json::array all;
  for (const auto& one : objects)
    if (auto visible = show(one))
      all.emplace_back(std::move(*visible));
  return all;
}

} // namespace

std::optional<model::error> paging::problem() const {
  if (size == 0 || most == 0 || size > most)
    return bad_page("pages", fmt::format("a page of {} objects does not fit 1 to {}", size, most));
  return std::nullopt;
}

model::result<list_plan> plan_list(const paging& rules, const row& arguments,
                                   const table_description& of, row equal) {
  list_plan made{.query = {.equal = std::move(equal)}};
  const auto allowed = [&](std::string_view name) {
    return (rules.cut != paging::style::none && name == "page_size") ||
           (rules.cut == paging::style::pages && name == "page") ||
           (rules.cut == paging::style::cursor && name == "cursor");
  };
  for (const auto& [key, value] : arguments) {
    const auto name = model::first_code_points(key, 64);
    if (!allowed(key))
      return bad_page(name, fmt::format("a list here takes no {}", name));
  }
  if (rules.cut == paging::style::none) {
    made.query.limit = rules.most + 1;
    return made;
  }
  const auto size = read_size(rules, arguments);
  const auto page = read_page(arguments);
  if (!size || !page)
    return size ? page.error() : size.error();
  made.size = *size;
  made.page = *page;
  if (rules.cut == paging::style::cursor) {
    // One more, to know whether there are more.
    made.query.limit = *size + 1;
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

void run_list(const paging& rules, list_plan plan, object_store& from, const table_description& of,
              const std::function<std::optional<row>(const row&)>& show, list_done done) {
  if (rules.cut == paging::style::pages) {
    // How many there are decides which stretch a page is.
    auto counting = plan.query;
    counting.limit = 0;
    return from.list(counting, [rules, plan, &from, show,
                                done](model::result<object_list> counted) {
      if (!counted)
        return done(counted.error());
      const auto place = place_page(rules, plan, counted->total);
      if (!place)
        return done(place.error());
      auto query = plan.query;
      query.offset = place->offset;
      query.limit = place->size;
      from.list(query, [place = *place, total = counted->total, show,
                        done](model::result<object_list> page) {
        if (!page)
          return done(page.error());
        done(model::json_text{json::serialize(json::object{{"results", shown(page->objects, show)},
                                                           {"page", place.page},
                                                           {"pages", place.pages},
                                                           {"count", total}})});
      });
    });
  }
  from.list(plan.query, [rules, plan, key = of.key, show, done](model::result<object_list> page) {
    if (!page)
      return done(page.error());
    auto& objects = page->objects;
    if (rules.cut == paging::style::none) {
      if (objects.size() > rules.most)
        return done(model::error{
            model::ec::too_large,
            fmt::format("there are {}, more than the {} of a list", page->total, rules.most)});
      return done(model::json_text{json::serialize(shown(objects, show))});
    }
    json::value cursor;
    if (objects.size() > plan.size) {
      objects.pop_back();
      cursor = objects.back().at(key);
    }
    done(model::json_text{json::serialize(
        json::object{{"results", shown(objects, show)}, {"cursor", std::move(cursor)}})});
  });
}

} // namespace vestnik::consumers
