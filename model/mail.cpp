#include "model/mail.hpp"

namespace vestnik::model {

bool is_mail_address(std::string_view text) noexcept {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == std::string_view::npos;
}

bool is_mail_host(std::string_view text) noexcept {
  return text.find_first_of(" /@") == std::string_view::npos;
}

} // namespace vestnik::model
