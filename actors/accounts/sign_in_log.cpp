#include "actors/accounts/sign_in_log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstddef>
#include <optional>
#include <utility>

namespace vestnik::actors {

namespace {

constexpr model::rate lines_of_a_kind{1, 100};

/// Of a registered login all characters are among these (api/resources/accounts.cpp). What has
/// others is not shown: it may be a password in the wrong field.
std::string shown(std::string_view login) {
  constexpr std::size_t longest = 32;
  const bool may_be_one =
      !login.empty() && login.size() <= longest &&
      login.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string_view::npos;
  return may_be_one ? std::string{login} : "what is no login";
}

} // namespace

sign_in_log::sign_in_log(clock::time_point now)
    : successes_{{lines_of_a_kind, now}}
    , refusals_{{lines_of_a_kind, now}} {}

std::optional<std::string> sign_in_log::ending(kind& of, clock::time_point now) {
  if (of.lines.spend(now).count() > 0) {
    ++of.left_out;
    return std::nullopt;
  }
  const auto others = std::exchange(of.left_out, 0);
  return others == 0 ? "" : fmt::format(" ({} more were not logged)", others);
}

void sign_in_log::signed_in(std::string_view login, std::string_view address,
                            clock::time_point now) {
  if (const auto end = ending(successes_, now))
    spdlog::info("sign-in from {} as {}{}", address, shown(login), *end);
}

void sign_in_log::registered(std::string_view login, std::string_view address,
                             clock::time_point now) {
  if (const auto end = ending(successes_, now))
    spdlog::info("registration from {} as {}{}", address, shown(login), *end);
}

void sign_in_log::changed_password(std::string_view login, std::string_view address,
                                   clock::time_point now) {
  if (const auto end = ending(successes_, now))
    spdlog::info("new password from {} of {}{}", address, shown(login), *end);
}

void sign_in_log::refused(std::string_view login, std::string_view address, std::string_view why,
                          clock::time_point now) {
  if (const auto end = ending(refusals_, now))
    spdlog::warn("refused sign-in from {} as {}: {}{}", address, shown(login), why, *end);
}

} // namespace vestnik::actors
