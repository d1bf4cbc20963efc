#include "mail/imap/command.hpp"

#include <fmt/format.h>
#include <glib.h>

#include <algorithm>
#include <cstddef>
#include <memory>

namespace vestnik::mail {

namespace {

constexpr std::size_t longest_quoted = 512;
constexpr std::size_t longest_minus_literal = 4096; // RFC 7888 §5

bool fits_quotes(std::string_view text) {
  return text.size() <= longest_quoted &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Adds an argument, as a quoted string where it can be one, else as a literal.
void add_string(imap_command& command, const imap_capabilities& offered, std::string_view text) {
  auto& line = command.pieces.back();
  if (fits_quotes(text)) {
    line += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\')
        line += '\\';
      line += c;
    }
    line += '"';
    return;
  }
  const bool at_once = offered.contains("LITERAL+") ||
                       (offered.contains("LITERAL-") && text.size() <= longest_minus_literal);
  line += fmt::format("{{{}{}}}\r\n", text.size(), at_once ? "+" : "");
  if (at_once)
    line += text;
  else
    command.pieces.emplace_back(text);
}

std::string to_set(uid_range which) {
  return which.last == uid_range::no_end ? fmt::format("{}:*", which.first)
                                         : fmt::format("{}:{}", which.first, which.last);
}

std::string base64(std::string_view bytes) {
  const std::unique_ptr<char, decltype(&g_free)> text{
      g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size()), &g_free};
  return text.get();
}

} // namespace

imap_command make_command(std::string_view line) { return {{std::string{line} + "\r\n"}}; }

model::result<imap_command> sign_in_command(const imap_capabilities& offered, std::string_view user,
                                            std::string_view password) {
  using namespace std::string_literals;
  if (user.find('\0') != user.npos)
    return model::error{model::ec::invalid, "A user name cannot contain NUL.", "user"};
  if (password.find('\0') != password.npos)
    return model::error{model::ec::invalid, "A password cannot contain NUL.", "password"};
  if (offered.contains("AUTH=PLAIN")) {
    const auto answer = base64("\0"s.append(user).append("\0"s).append(password)) + "\r\n";
    if (offered.contains("SASL-IR"))
      return imap_command{{"AUTHENTICATE PLAIN " + answer}};
    return imap_command{{"AUTHENTICATE PLAIN\r\n", answer}};
  }
  if (offered.contains("LOGINDISABLED"))
    return model::error{model::ec::mail_refused,
                        "The mail server does not allow to sign in with a password here."};
  imap_command result{{"LOGIN "}};
  add_string(result, offered, user);
  result.pieces.back() += ' ';
  add_string(result, offered, password);
  result.pieces.back() += "\r\n";
  return result;
}

imap_command examine_command(const imap_capabilities& offered, std::string_view folder) {
  imap_command result{{"EXAMINE "}};
  add_string(result, offered, folder);
  result.pieces.back() += "\r\n";
  return result;
}

imap_command fetch_sizes_command(uid_range which) {
  return make_command(fmt::format("UID FETCH {} (UID RFC822.SIZE)", to_set(which)));
}

imap_command fetch_last_uid_command() { return make_command("UID FETCH * (UID)"); }

imap_command search_command(uid_range which) {
  return make_command(fmt::format("UID SEARCH UID {}", to_set(which)));
}

imap_command search_command(std::span<const std::uint32_t> uids) {
  return make_command(fmt::format("UID SEARCH UID {}", uid_set(uids)));
}

imap_command fetch_messages_command(std::span<const std::uint32_t> uids) {
  return make_command(
      fmt::format("UID FETCH {} (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])", uid_set(uids)));
}

imap_command fetch_beginnings_command(std::span<const std::uint32_t> uids, std::uint64_t octets) {
  return make_command(
      fmt::format("UID FETCH {} (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{}>)",
                  uid_set(uids), octets));
}

std::string uid_set(std::span<const std::uint32_t> uids) {
  std::string result;
  for (std::size_t first = 0; first < uids.size();) {
    auto last = first;
    while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1)
      ++last;
    if (!result.empty())
      result += ',';
    result += first == last ? fmt::format("{}", uids[first])
                            : fmt::format("{}:{}", uids[first], uids[last]);
    first = last + 1;
  }
  return result;
}

} // namespace vestnik::mail
