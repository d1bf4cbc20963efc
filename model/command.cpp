#include "model/command.hpp"

namespace vestnik::model {

bool is_write(const command_body& body) noexcept {
  return std::holds_alternative<open_dialog>(body) ||
         std::holds_alternative<add_mail_account>(body) ||
         std::holds_alternative<send_message>(body) || std::holds_alternative<change_objects>(body);
}

} // namespace vestnik::model
