#include "api/account_rules.hpp"

#include "model/values/text.hpp"
#include "model/values/utf8.hpp"

#include <fmt/format.h>

namespace vestnik::api {

namespace {

constexpr std::size_t shortest_login = 3;
constexpr std::size_t longest_login = 32;
constexpr std::size_t shortest_password = 8;

} // namespace

model::result<void> check_login(std::string_view login) {
  if (login.size() < shortest_login || login.size() > longest_login)
    return model::error{
        model::ec::invalid,
        fmt::format("a login has {} to {} characters", shortest_login, longest_login), "login"};
  const bool lettered = login.front() >= 'a' && login.front() <= 'z';
  if (!lettered || login.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != login.npos)
    return model::error{model::ec::invalid,
                        "a login has the characters a-z 0-9 . _ - and starts with a letter",
                        "login"};
  return {};
}

model::result<void> check_name(std::string_view name) {
  if (!model::is_valid_utf8(name) || model::has_control(name))
    return model::error{model::ec::invalid, "a name has characters that show", "name"};
  if (name.empty() || model::trimmed(name) != name || model::code_points(name) > longest_name)
    return model::error{model::ec::invalid,
                        fmt::format("a name has 1 to {} characters", longest_name), "name"};
  return {};
}

model::result<void> check_password(std::string_view password) {
  if (password.size() < shortest_password || password.size() > longest_password)
    return model::error{
        model::ec::invalid,
        fmt::format("a password has {} to {} octets", shortest_password, longest_password),
        "password"};
  return {};
}

} // namespace vestnik::api
