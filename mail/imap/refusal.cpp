#include "mail/imap/refusal.hpp"

#include "model/values/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

namespace vestnik::mail {

namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr std::size_t longest_words = 300;
constexpr milliseconds default_wait = 1min;
constexpr milliseconds crowded_wait = 5min;
constexpr milliseconds longest_wait = 1h;

bool mentions(const std::string& upper_text, std::string_view upper_words) {
  return upper_text.find(upper_words) != std::string::npos;
}

/// `Suggested Backoff Time: 262841 milliseconds`.
milliseconds suggested_wait(const std::string& upper_text) {
  constexpr std::string_view words = "SUGGESTED BACKOFF TIME:";
  auto at = upper_text.find(words);
  if (at == std::string::npos)
    return {};
  at = upper_text.find_first_of("0123456789", at + words.size());
  if (at == std::string::npos)
    return {};
  const auto end = std::min(upper_text.find_first_not_of("0123456789", at), upper_text.size());
  const auto number = read_number(std::string_view{upper_text}.substr(at, end - at));
  return std::min(number ? milliseconds{*number} : longest_wait, longest_wait);
}

/// How long to stay away; zero if waiting does not help.
milliseconds wait_of(const imap_response& response) {
  static constexpr std::array<std::string_view, 4> codes{"UNAVAILABLE", "THROTTLED", "LIMIT",
                                                         "INUSE"};
  const auto text = upper_ascii(response.text);
  if (const auto wait = suggested_wait(text); wait > 0ms)
    return wait;
  if (mentions(text, "TOO MANY SIMULTANEOUS") || mentions(text, "AUTHENTICATED BUT NOT CONNECTED"))
    return crowded_wait;
  if (std::ranges::find(codes, response.code) != codes.end() || mentions(text, "THROTTLED"))
    return default_wait;
  return {};
}

} // namespace

bool asks_to_wait(const imap_response& response) { return wait_of(response) > 0ms; }

model::error refusal(imap_step step, const imap_response& response) {
  // The code is part of the server's own words: people search for it.
  const auto words = shown_words(
      response.code.empty() ? response.text : fmt::format("[{}] {}", response.code, response.text));
  const auto said = words.empty() ? std::string{"without saying why"} : fmt::format("“{}”", words);
  if (response.status == imap_status::bye)
    return {model::ec::mail_unreachable,
            fmt::format("The mail server ended the connection: {}", said),
            {},
            wait_of(response)};
  if (const auto wait = wait_of(response); wait > 0ms)
    return {model::ec::mail_unreachable,
            fmt::format("The mail server asks to wait: {}", said),
            {},
            wait};
  if (step == imap_step::session)
    return {model::ec::mail_unreachable,
            fmt::format("The mail server refused a command: {}", said)};
  if (step == imap_step::open_folder)
    return {model::ec::mail_refused,
            fmt::format("The mail server does not open the folder: {}", said)};
  auto message = fmt::format("The mail server refused the sign-in: {}", said);
  // Yandex answers so to a wrong password and to a switched-off IMAP alike.
  if (mentions(upper_ascii(words), "IMAP IS DISABLED"))
    message += ". Check that access by IMAP is switched on in the settings of the mailbox, and that"
               " the password is an app password.";
  return {model::ec::mail_refused, std::move(message)};
}

std::string shown_words(std::string_view text) {
  auto words = model::to_valid_utf8(text.substr(0, longest_words * 2));
  std::ranges::replace_if(
      words, [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
  words.resize(model::utf8_beginning(words, longest_words).size());
  while (words.ends_with(' '))
    words.pop_back();
  return words;
}

} // namespace vestnik::mail
