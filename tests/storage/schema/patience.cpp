#include "storage/schema/patience.hpp"

#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>

namespace vestnik::storage::patience_tests {

TEST_SUITE_BEGIN("storage/schema/patience");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr schema_patience twice{std::chrono::milliseconds{0}, 2};

/// How often a change is made that ends like this each time.
unsigned attempts_at(model::ec end) {
  unsigned made = 0;
  const auto done = insist_on(
      "it",
      [&]() -> model::result<void> {
        ++made;
        if (end == model::ec::none)
          return {};
        return model::error{end, "as told"};
      },
      twice);
  CHECK(code_of(done) == end);
  return made;
}

} // namespace

TEST_CASE("a change that is in the way of others is made again, so often and no more") {
  CHECK(attempts_at(model::ec::unavailable) == 2);
}

TEST_CASE("a change that succeeds, or can never succeed, is made once") {
  CHECK(attempts_at(model::ec::none) == 1);
  CHECK(attempts_at(model::ec::conflict) == 1);
  CHECK(attempts_at(model::ec::outcome_unknown) == 1);
}

TEST_SUITE_END();

} // namespace vestnik::storage::patience_tests
