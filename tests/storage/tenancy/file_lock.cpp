#include "storage/tenancy/file_lock.hpp"

#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>

namespace vestnik::storage::file_lock_tests {

TEST_SUITE_BEGIN("storage/tenancy/file_lock");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

TEST_CASE("a file is one's at a time, and the next one's when the lock ends") {
  const temporary_folder folder;
  const auto file = folder / "a.lock";
  {
    const auto first = must(file_lock::take(file));
    const auto refused = file_lock::take(file);
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().message == "another process has " + file.string());
  }
  CHECK(file_lock::take(file).has_value());
}

TEST_CASE("a file that cannot be made is an error with the system's reason") {
  const temporary_folder folder;
  const auto failed = file_lock::take(folder / "missing/a.lock");
  REQUIRE(code_of(failed) == model::ec::unavailable);
  CHECK(failed.error().message.find("No such file or directory") != std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::storage::file_lock_tests
