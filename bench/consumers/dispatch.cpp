// What it costs to find a request's handler: 50 handlers with 5 filters each. Prints
// nanoseconds and allocations per dispatch, for literals alone and with one expression.

#include "bench/allocations.hpp"
#include "consumers/dispatch/dispatcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace vestnik;
using namespace vestnik::consumers;

constexpr int handlers = 50;
constexpr int rounds = 200'000;

enum class last_filter { literal, expression };

dispatcher made(last_filter last) {
  std::vector<filter_list> all;
  for (int i = 0; i < handlers; ++i) {
    filter_list filters{{"kind", "message"}, {"version", 2}, {"live", true}, {"scope", "room"}};
    if (last == last_filter::literal)
      filters.emplace_back("action", fmt::format("action-number-{}", i));
    else
      filters.emplace_back("action", matches{fmt::format("action-number-(?P<n>{})", i)});
    all.push_back(std::move(filters));
  }
  return dispatcher::make(all).value();
}

void measure(const char* name, const dispatcher& aut, const std::vector<request>& requests) {
  std::array<double, 9> runs{};
  std::size_t sum = 0;
  const auto before = bench::allocations();
  for (auto& run : runs) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds; ++i) {
      group_values groups;
      sum += *aut.find(requests[static_cast<std::size_t>(i) % requests.size()], groups);
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    run = took.count() / rounds;
  }
  const auto allocated = bench::allocations() - before;
  std::ranges::sort(runs);
  fmt::print("{:<44} {:>7.0f} ns {:>7.2f} allocations   (best {:.0f}, worst {:.0f}; sum {})\n",
             name, runs[runs.size() / 2],
             static_cast<double>(allocated) / (static_cast<double>(rounds) * runs.size()),
             runs.front(), runs.back(), sum);
}

request asking(int action) {
  return read_request(
      fmt::format(R"({{"kind":"message","version":2,"live":true,"scope":"room","room":42,)"
                  R"("text":"hello","action":"action-number-{}"}})",
                  action),
      wire_form::bare);
}

} // namespace

int main() {
  const auto literals = made(last_filter::literal);
  const auto expressions = made(last_filter::expression);
  std::vector<request> each;
  for (int i = 0; i < handlers; ++i)
    each.push_back(asking(i));
  fmt::print("50 handlers, 5 filters each; median of 9 runs of {} dispatches\n", rounds);
  measure("literals, each handler in turn", literals, each);
  measure("literals, always the last handler", literals, {asking(handlers - 1)});
  measure("one filter an expression, always the first", expressions, {asking(0)});
  measure("one filter an expression, each in turn", expressions, each);
}
