#include "storage/mail/folder_numbering.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>

namespace vestnik::storage::folder_numbering_tests {

TEST_SUITE_BEGIN("storage/mail/folder_numbering");

using namespace vestnik::storage;

TEST_CASE("each numbering is greater than those before, and tells the server's UIDVALIDITY") {
  folder_numbering last = 4'294'967'295;
  for (const std::uint32_t uidvalidity : {7U, 4'294'967'295U, 1U, 7U}) {
    const auto next = renumbered(last, uidvalidity);
    CHECK(next > last);
    CHECK(uidvalidity_of(next) == uidvalidity);
    last = next;
  }
}

} // namespace vestnik::storage::folder_numbering_tests
