#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/responder.hpp"
#include "consumers/generic/object_view.hpp"
#include "consumers/ports/object_store.hpp"
#include "model/error.hpp"
#include "model/values/json.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace vestnik::consumers {

/// How a list is cut.
struct paging {
  enum class style : std::uint8_t {
    /// An array of all objects; too many are refused with `too_large`, and are read as with
    /// `cursor` by who asks with its arguments.
    none,
    /// `page`: 1, 2 … or `"last"`, `page_size`. Answer: `results`, `page`, `pages`, `count`.
    pages,
    /// `cursor` of the answer before, `page_size`. Answer: `results`, `cursor`, which is the key of
    /// the last one, and null at the end. What is inserted or deleted meanwhile shifts nothing.
    cursor,
  };
  style cut = style::none;
  /// Objects of a page, if the client does not say.
  std::size_t size = 50;
  /// That a client may ask for; without pages, that a list may have.
  std::size_t most = 200;
  /// So few on a last page join the page before.
  std::size_t orphans = 0;

  [[nodiscard]] std::optional<model::error> problem() const;
};

/// One list request: which objects to ask the store for, and how to answer.
struct list_plan {
  /// How this client wants it.
  paging::style cut = paging::style::none;
  list_query query;
  /// Asked for by number; 0: the last one.
  std::size_t page = 1;
  std::size_t size = 0;
};

/// Reads the arguments of a list. Errors: `invalid`, naming the argument.
[[nodiscard]] model::result<list_plan> plan_list(const paging& rules, const row& arguments,
                                                 const table_description& of, row equal);

/// Which stretch page `page` of `total` objects is: its number and how many pages there
/// are. Errors: `not_found` for a page that is not there.
struct page_place {
  std::size_t page = 1;
  std::size_t pages = 1;
  std::size_t offset = 0;
  std::size_t size = 0;
};
[[nodiscard]] model::result<page_place> place_page(const paging& rules, const list_plan& plan,
                                                   std::size_t total);

/// Which objects a list is made of. What it refers to outlives the instance.
struct list_source {
  object_store& from;
  const object_view& view;
  /// Whether the view's `visible` leaves any of its objects out: then nothing of the answer tells
  /// of those, and they are looked for one by one.
  enum class sight : std::uint8_t { all, some } sees = sight::some;
};

/// Asks the store as planned and answers in the form of the rules with what is visible, until the
/// instance at this connection ends. A piece behind a cursor has 256 KiB at most, but one object in
/// any case. Errors, answered: the store's, `not_found`, `too_large` for more than a list or a
/// reply may have, and when 10,000 objects were looked at and too few may be seen.
void run_list(const paging& rules, list_plan plan, const list_source& source, const connection& at,
              const responder& reply);

} // namespace vestnik::consumers
