#include "storage/people/search_key.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::search_key_tests {

TEST_SUITE_BEGIN("storage/people/search_key");

using vestnik::storage::search_end;
using vestnik::storage::search_key;

TEST_CASE("writings that differ only in case or form have one key") {
  const struct {
    const char* written;
    const char* key;
  } table[]{
      {"", ""},
      {"Alice", "alice"},
      {"БОРИС Годунов", "борис годунов"},
      {"ЁЛКА", "ёлка"},
      {"Е\u0308ЛКА", "ёлка"},
      {"Straße", "strasse"},
      {"ＡＢＣ", "abc"},
      {"ΟΔΥΣΣΕΥΣ", "οδυσσευσ"},
      {"Iİ", "ii\u0307"},
      {"100%_\\", "100%_\\"},
  };
  for (const auto& each : table) {
    CAPTURE(each.written);
    CHECK(search_key(each.written) == each.key);
    CHECK(search_key(each.key) == each.key);
  }
}

TEST_CASE("the range of a prefix has what begins with it and nothing else") {
  const auto begin = search_key("бо");
  const auto end = search_end(begin);
  for (const auto* inside : {"бо", "Бо\u0001", "БОРИС", "бо\U0010ffff"}) {
    CAPTURE(inside);
    CHECK(search_key(inside) >= begin);
    CHECK(search_key(inside) < end);
  }
  for (const auto* outside : {"б", "бн", "бп", "", "в", "a"}) {
    CAPTURE(outside);
    CHECK((search_key(outside) < begin || search_key(outside) >= end));
  }
}

TEST_SUITE_END();

} // namespace vestnik::storage::search_key_tests
