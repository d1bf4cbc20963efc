#pragma once

#include "storage/sql/database.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// How the stores ask: statement, parameters, and a function from row to value. It may
// return the value or a result of it. Errors are those of `database`.

namespace vestnik::storage {

/// Parameters in the order of their numbers.
using parameters = std::initializer_list<value>;

/// All rows of the answer, in its order.
template <class T, class Map>
model::result<std::vector<T>> all(database& in, statement sql, parameters values, Map map) {
  std::vector<T> found;
  auto done =
      in.execute(sql, {values.begin(), values.size()}, [&](const row& from) -> model::result<void> {
        model::result<T> mapped = map(from);
        if (!mapped)
          return mapped.error();
        found.push_back(std::move(*mapped));
        return {};
      });
  if (!done)
    return done.error();
  return found;
}

/// The only row of the answer, if there is one.
template <class T, class Map>
model::result<std::optional<T>> one(database& in, statement sql, parameters values, Map map) {
  auto found = all<T>(in, sql, values, std::move(map));
  if (!found)
    return found.error();
  if (found->empty())
    return std::optional<T>{};
  return std::optional<T>{std::move(found->front())};
}

/// Whether the answer has a row: for statements that end in RETURNING, whether they
/// changed one.
[[nodiscard]] inline model::result<std::size_t> count(database& in, statement sql,
                                                      parameters values) {
  std::size_t rows = 0;
  auto done = in.execute(sql, {values.begin(), values.size()}, [&](const row&) {
    ++rows;
    return model::result<void>{};
  });
  if (!done)
    return done.error();
  return rows;
}

/// Runs a statement that has no answer.
inline model::result<void> run(database& in, statement sql, parameters values) {
  return in.execute(sql, {values.begin(), values.size()},
                    [](const row&) { return model::result<void>{}; });
}

} // namespace vestnik::storage
