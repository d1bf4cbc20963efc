#include "mail/imap/news.hpp"

#include <utility>

namespace vestnik::mail {

void imap_news::exists(std::uint32_t count) noexcept {
  if (std::exchange(count_, count) != count)
    news_ = news::announced;
}

void imap_news::listing_begins() noexcept {
  reason_ = std::exchange(news_, news::none);
  fruit_ = fruit::unknown;
}

void imap_news::listing_ends() noexcept {
  if (fruit_ == fruit::found)
    return;
  fruit_ = fruit::none;
  if (reason_ == news::announced && news_ == news::none)
    news_ = news::looked_at_once;
}

} // namespace vestnik::mail
