#include "mail/imap/news.hpp"

#include <doctest/doctest.h>

namespace vestnik::mail::imap_news_tests {

TEST_SUITE_BEGIN("mail/imap/news");

using namespace vestnik::mail;

TEST_CASE("news is another number, or the same after an expunge") {
  imap_news aut;
  aut.exists(0);
  CHECK(!aut.any());
  aut.exists(3);
  CHECK(aut.any());
  aut.folder_opened();
  CHECK(!aut.any());
  aut.exists(3);
  CHECK(!aut.any());
  aut.expunged();
  CHECK(!aut.any());
  CHECK(aut.count() == 2);
  aut.exists(3);
  CHECK(aut.any());
}

TEST_CASE("an expunge of nothing leaves nothing") {
  imap_news aut;
  aut.expunged();
  CHECK(aut.count() == 0);
}

TEST_CASE("what is told during a listing is news for the next one") {
  imap_news aut;
  aut.exists(1);
  aut.listing_begins();
  CHECK(!aut.any());
  aut.exists(2);
  aut.message_found();
  aut.listing_ends();
  CHECK(aut.any());
  CHECK(!aut.at_leisure());
}

TEST_CASE("news that bring nothing are looked at once more, at leisure") {
  imap_news aut;
  aut.exists(1);
  aut.listing_begins();
  aut.listing_ends();
  CHECK(aut.any());
  CHECK(aut.at_leisure());
  aut.listing_begins();
  aut.listing_ends();
  CHECK(!aut.any());
  CHECK(aut.at_leisure());
  MESSAGE("until a listing brings something");
  aut.exists(2);
  aut.listing_begins();
  aut.message_found();
  aut.listing_ends();
  CHECK(!aut.any());
  CHECK(!aut.at_leisure());
}

} // namespace vestnik::mail::imap_news_tests
