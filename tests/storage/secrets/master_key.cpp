#include "storage/secrets/master_key.hpp"

#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <set>
#include <string>
#include <thread>

#include <sys/stat.h>

namespace vestnik::storage::master_key_tests {

TEST_SUITE_BEGIN("storage/secrets/master_key");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

TEST_CASE("a key is made once, for its owner only, and read from then on") {
  const temporary_folder folder;
  const auto file = folder / "key";
  const auto key = must(read_or_make_key(file, 32));
  CHECK(key.size() == 32);
  CHECK(must(read_or_make_key(file, 32)) == key);
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 07777) == 0600);
  CHECK(must(read_or_make_key(folder / "other", 32)) != key);
}

TEST_CASE("the folder holds the key and nothing else") {
  const temporary_folder folder;
  must(read_or_make_key(folder / "key", 32));
  std::size_t files = 0;
  for (const auto& each : std::filesystem::directory_iterator{folder / "."}) {
    CHECK(each.path().filename() == "key");
    ++files;
  }
  CHECK(files == 1);
}

TEST_CASE("all who make the key at the same time get the same") {
  const temporary_folder folder;
  std::vector<std::string> keys(8);
  {
    std::vector<std::jthread> threads;
    for (auto& key : keys)
      threads.emplace_back([&key, file = folder / "key"] {
        if (auto made = read_or_make_key(file, 32))
          key = *made;
      });
  }
  CHECK(keys[0].size() == 32);
  CHECK(std::set<std::string>(keys.begin(), keys.end()).size() == 1);
}

TEST_CASE("a key that others may touch is refused") {
  const temporary_folder folder;
  const auto file = folder / "key";
  must(read_or_make_key(file, 32));
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0610, 0644}) {
    CAPTURE(mode);
    REQUIRE(::chmod(file.c_str(), mode) == 0);
    const auto refused = read_or_make_key(file, 32);
    REQUIRE(code_of(refused) == model::ec::invalid);
    CHECK(refused.error().field == "secrets.key-file");
    CHECK(refused.error().message.find("chmod 600") != std::string::npos);
  }
  REQUIRE(::chmod(file.c_str(), 0400) == 0);
  CHECK(code_of(read_or_make_key(file, 32)) == model::ec::none);
}

TEST_CASE("a key of another size is refused, with both sizes") {
  const temporary_folder folder;
  const auto file = folder / "key";
  must(read_or_make_key(file, 31));
  const auto refused = read_or_make_key(file, 32);
  REQUIRE(code_of(refused) == model::ec::invalid);
  CHECK(refused.error().message.find("31 bytes instead of 32") != std::string::npos);
}

TEST_CASE("a folder is no key file") {
  const temporary_folder folder;
  CHECK(code_of(read_or_make_key(folder / ".", 32)) == model::ec::invalid);
}

TEST_CASE("a key that cannot be made is told with the system's reason") {
  const temporary_folder folder;
  const auto failed = read_or_make_key(folder / "missing/key", 32);
  REQUIRE(code_of(failed) == model::ec::unavailable);
  CHECK(failed.error().message.find("No such file or directory") != std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::storage::master_key_tests
