#include "api/routes.hpp"
#include "model/values/ascii.hpp"
#include "model/values/fields.hpp"
#include "model/values/text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <utility>

namespace vestnik::api {

namespace {

constexpr model::text_rule login_rule{3, 32};
constexpr std::size_t longest_name = 80;
/// Before trimming.
constexpr model::text_rule raw_name_rule{0, 4 * longest_name,
                                         model::text_rule::characters::printable};
constexpr std::size_t shortest_password = 8;
constexpr std::size_t longest_password = 1024;

std::string read_login(model::fields& in) {
  auto login = model::lower_ascii(in.text("login", login_rule));
  const bool lettered = !login.empty() && login.front() >= 'a' && login.front() <= 'z';
  if (!lettered ||
      login.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != std::string::npos)
    in.refuse("login", "a login has the characters a-z 0-9 . _ - and starts with a letter");
  return login;
}

std::string read_name(model::fields& in) {
  const auto raw = in.text("name", raw_name_rule);
  const auto name = model::trimmed(raw);
  if (name.empty() || model::code_points(name) > longest_name)
    in.refuse("name", fmt::format("a name has 1 to {} characters", longest_name));
  return std::string{name};
}

model::secret read_password(model::fields& in) {
  auto password = in.text("password", {0, longest_password});
  if (password.size() < shortest_password || password.size() > longest_password)
    in.refuse("password",
              fmt::format("a password has {} to {} octets", shortest_password, longest_password));
  if (in.text("password_again", {0, longest_password}) != password)
    in.refuse("password_again", "the two passwords differ");
  return model::secret{std::move(password)};
}

} // namespace

void create_account(exchange call) {
  model::fields in{call.body};
  auto login = read_login(in);
  auto name = read_name(in);
  auto password = read_password(in);
  if (const auto problem = in.problem())
    return call.respond(refusal_response(*problem));
  call.accounts.register_account(std::move(login), std::move(name), std::move(password),
                                 read_visitor(call.request, call.cookies),
                                 answer_with_session(call));
}

} // namespace vestnik::api
