#pragma once

#include "consumers/matching/filter.hpp"
#include "consumers/matching/pattern.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// Finds the handler of a request: the first whose filters all match. Made once per
/// mount, then only read, by any thread.
///
/// Each key's value is looked up once per request and turned into a number, so that
/// all comparisons with literals are comparisons of numbers; expressions are tried
/// only when a handler's literals match. Without expressions nothing is allocated.
class dispatcher {
public:
  /// Errors, naming the handlers by place and filters: `invalid` if one cannot be read,
  /// or can never be reached because one before it takes all that it would; `conflict`
  /// if some requests would match two, of which neither is the special case of the
  /// other. The special case goes first.
  [[nodiscard]] static model::result<dispatcher> make(const std::vector<filter_list>& handlers);

  /// The place of the handler for `request`; fills `groups`, which is empty, with what
  /// its expressions took. Empty: no handler matches.
  [[nodiscard]] std::optional<std::size_t> find(const request& request, group_values& groups) const;

  /// What to tell a client whose request no handler takes.
  [[nodiscard]] model::error refusal(const request& request) const;

  /// For the operator: `handler 2 {action: "say"}`.
  [[nodiscard]] std::string name_of(std::size_t handler) const;

  /// Keys that a handler filters, and names of its groups in their order.
  [[nodiscard]] std::vector<std::string> keys_of(std::size_t handler) const;
  [[nodiscard]] std::vector<std::string> groups_of(std::size_t handler) const;

private:
  /// One key that some handler filters.
  struct slot {
    std::string key;
    /// Sorted; a value's number is its place.
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers;
  };
  /// What a slot holds in a request, as a number.
  using code = std::uint32_t;
  struct literal_check {
    std::size_t slot = 0;
    /// Sorted.
    std::vector<code> allowed;
  };
  struct pattern_check {
    std::size_t slot = 0;
    pattern expected;
  };
  struct entry {
    std::vector<literal_check> literals;
    std::vector<pattern_check> patterns;
    compiled_filters filters;
  };
  class reading;

  [[nodiscard]] std::size_t slot_of(std::string_view key);
  [[nodiscard]] code code_of(const slot& at, const literal& value) const;
  void index();

  std::vector<slot> slots_;
  std::vector<entry> entries_;
};

} // namespace vestnik::consumers
