#include "api/account_rules.hpp"
#include "api/routes.hpp"
#include "model/values/ascii.hpp"
#include "model/values/fields.hpp"
#include "model/values/text.hpp"

#include <string>
#include <utility>

namespace vestnik::api {

namespace {

constexpr model::text_rule raw_login{0, 256};
/// Before trimming.
constexpr model::text_rule raw_name{0, 4 * longest_name, model::text_rule::characters::printable};

std::string read_login(model::fields& in) {
  auto login = model::lower_ascii(in.text("login", raw_login));
  if (const auto allowed = check_login(login); !allowed)
    in.refuse("login", allowed.error().message);
  return login;
}

std::string read_name(model::fields& in) {
  std::string name{model::trimmed(in.text("name", raw_name))};
  if (const auto allowed = check_name(name); !allowed)
    in.refuse("name", allowed.error().message);
  return name;
}

} // namespace

void create_account(exchange call) {
  model::fields in{call.body};
  auto login = read_login(in);
  auto name = read_name(in);
  auto password = read_new_password(in);
  if (const auto problem = in.problem())
    return call.respond(refusal_response(*problem));
  call.accounts.register_account(std::move(login), std::move(name), std::move(password),
                                 read_visitor(call.request, call.cookies),
                                 answer_with_session(call));
}

} // namespace vestnik::api
