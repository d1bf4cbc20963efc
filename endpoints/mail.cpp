#include "endpoints/mail.hpp"

#include <boost/json/array.hpp>

#include <array>
#include <string_view>
#include <utility>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

constexpr model::number_rule page_of_mails{1, 200};
constexpr model::number_rule any_port{1, 65'535};
constexpr std::size_t longest_cursor = 64;

constexpr std::array<std::pair<std::string_view, model::mail_security>, 3> securities{{
    {"tls", model::mail_security::tls},
    {"starttls", model::mail_security::starttls},
    {"plain", model::mail_security::plain},
}};

constexpr model::text_rule printable(std::size_t most) {
  return {1, most, model::text_rule::characters::printable};
}

bool is_address(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == std::string_view::npos;
}

json_schema security_schema() {
  boost::json::array words;
  for (const auto& [word, meaning] : securities)
    words.emplace_back(word);
  return {{"type", "string"}, {"enum", std::move(words)}};
}

/// As `is_address` and `printable(254)`.
json_schema address_schema() {
  auto made = with_example(pattern_schema(R"([^ \x00-\x1F\x7F-\x9F]+@[^ @\x00-\x1F\x7F-\x9F]+)"),
                           "alice@example.org");
  made["maxLength"] = 254;
  return made;
}

json_schema host_schema() {
  return with_example(pattern_schema(R"([^ /@\x00-\x1F\x7F-\x9F]{1,253})"), "imap.example.org");
}

} // namespace

handler_list<mail> mail::handlers() {
  const field_schema account{"account", id_schema()};
  return {
      on("add", &mail::add)
          .takes({{"op", uuid_schema()},
                  {"address", address_schema()},
                  {"host", host_schema()},
                  {"port", number_schema(any_port)},
                  {"security", security_schema()},
                  {"user", text_schema(printable(254))},
                  {"password", text_schema(printable(1024))}}),
      on("accounts", &mail::accounts).takes({}),
      on("messages", &mail::messages)
          .takes({account, optional_field("before", text_schema({0, longest_cursor})),
                  optional_field("limit", number_schema(page_of_mails))}),
      on("message", &mail::message).takes({account, {"id", id_schema()}}),
  };
}

void mail::add(model::fields& in, const responder& reply) {
  model::add_mail_account wanted;
  wanted.address = in.text("address", printable(254));
  if (!is_address(wanted.address))
    in.refuse("address", "address must be an e-mail address: local@domain");
  wanted.server.host = in.text("host", printable(253));
  if (wanted.server.host.find_first_of(" /@") != std::string::npos)
    in.refuse("host", "host must be a host name or an address, without blanks, / and @");
  wanted.server.port = static_cast<std::uint16_t>(in.number("port", any_port));
  wanted.server.security = in.one_of("security", securities);
  wanted.server.user = in.text("user", printable(254));
  wanted.password = model::secret{in.text("password", printable(1024))};
  at_.ask(in, reply, model::room_of(at_.facts().who.user), std::move(wanted));
}

void mail::accounts(model::fields& in, const responder& reply) {
  at_.ask(in, reply, model::room_of(at_.facts().who.user), model::list_mail_accounts{});
}

void mail::messages(model::fields& in, const responder& reply) {
  const auto account = in.id<model::account_id>("account");
  model::list_mails wanted;
  wanted.before = in.text_or("before", {0, longest_cursor}, wanted.before);
  wanted.limit = static_cast<std::uint32_t>(in.number_or("limit", page_of_mails, wanted.limit));
  at_.ask(in, reply, model::room_of(account), std::move(wanted));
}

void mail::message(model::fields& in, const responder& reply) {
  const auto account = in.id<model::account_id>("account");
  at_.ask(in, reply, model::room_of(account), model::read_mail{in.id<model::mail_id>("id")});
}

} // namespace vestnik::endpoints
