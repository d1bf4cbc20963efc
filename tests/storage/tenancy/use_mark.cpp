#include "storage/tenancy/use_mark.hpp"

#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

namespace vestnik::storage::use_mark_tests {

TEST_SUITE_BEGIN("storage/tenancy/use_mark");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

TEST_CASE("a mark is what was written last, beside the key") {
  const temporary_folder folder;
  const use_mark mark{folder / "master.key"};
  CHECK_FALSE(mark.read());
  must(mark.write(at(1)));
  must(mark.write(at(2)));
  CHECK(use_mark{folder / "master.key"}.read() == at(2));
  const std::filesystem::directory_iterator files{folder / ""};
  CHECK(std::distance(begin(files), end(files)) == 1);
  CHECK(std::filesystem::exists(folder / "master.key.used"));
}

TEST_CASE("a file that holds no time is no mark") {
  const temporary_folder folder;
  for (const auto* text : {"", "yesterday", "-5", "0"}) {
    CAPTURE(text);
    std::ofstream{folder / "k.used"} << text;
    CHECK_FALSE(use_mark{folder / "k"}.read());
  }
}

TEST_CASE("a mark that cannot be written is an error that names its file") {
  const temporary_folder folder;
  const auto failed = use_mark{folder / "missing/k"}.write(at(1));
  REQUIRE(code_of(failed) == model::ec::unavailable);
  CHECK(failed.error().message.find("missing/k.used cannot be written: No such file") !=
        std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::storage::use_mark_tests
