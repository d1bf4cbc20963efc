#include "model/values/fields.hpp"

#include "model/values/id.hpp"
#include "model/values/text.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <vector>

namespace vestnik::model {

namespace {

namespace json = boost::json;

/// A refusal repeats no more than this of a name that the peer made up.
constexpr std::size_t name_shown = 64;

bool is_uuid(std::string_view text) {
  if (text.size() != 36)
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex)
      return false;
  }
  return true;
}

} // namespace

const json::value* fields::find(std::string_view name) {
  known_.push_back(name);
  return from_.if_contains(name);
}

const json::value* fields::value(std::string_view name) {
  const auto* found = find(name);
  if (!found)
    refuse(name, fmt::format("{} is missing", name));
  return found;
}

std::string fields::text(std::string_view name, text_rule rule) {
  const auto* found = value(name);
  if (!found)
    return {};
  const auto* text = found->if_string();
  const auto length = text ? code_points(*text) : 0;
  if (!text || length < rule.least || length > rule.most) {
    refuse(name,
           fmt::format("{} must be a string of {} to {} characters", name, rule.least, rule.most));
    return {};
  }
  if (rule.allowed == text_rule::characters::printable && has_control(*text))
    refuse(name, fmt::format("{} must not contain control characters", name));
  return std::string{std::string_view{*text}};
}

std::string fields::formed_text(std::string_view name, const text_form& form) {
  auto read = text(name, form.rule);
  if (!form.fits(read))
    refuse(name, fmt::format("{} {}", name, form.demand));
  return read;
}

std::string fields::text_or(std::string_view name, text_rule rule, std::string missing) {
  return find(name) ? text(name, rule) : std::move(missing);
}

std::uint64_t fields::number(std::string_view name, number_rule rule) {
  const auto* found = value(name);
  if (!found)
    return rule.least;
  const auto* number = found->if_int64();
  const auto unsigned_number = number ? static_cast<std::uint64_t>(*number) : 0;
  if (!number || *number < 0 || unsigned_number < rule.least || unsigned_number > rule.most) {
    refuse(name,
           fmt::format("{} must be a whole number from {} to {}", name, rule.least, rule.most));
    return rule.least;
  }
  return unsigned_number;
}

std::uint64_t fields::number_or(std::string_view name, number_rule rule, std::uint64_t missing) {
  return find(name) ? number(name, rule) : missing;
}

std::string fields::uuid(std::string_view name) {
  const auto* found = value(name);
  if (!found)
    return {};
  const auto* text = found->if_string();
  if (!text || !is_uuid(*text)) {
    refuse(name,
           fmt::format("{} must be a UUID such as 3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11", name));
    return {};
  }
  return std::string{std::string_view{*text}};
}

std::int64_t fields::id_number(std::string_view name) {
  const auto* found = value(name);
  if (!found)
    return 0;
  const auto* text = found->if_string();
  const auto number = parse_id(text ? std::string_view{*text} : std::string_view{}, name);
  if (number)
    return *number;
  refuse(name, fmt::format("{} must be an id: a string of decimal digits", name));
  return 0;
}

std::vector<std::int64_t> fields::id_numbers(std::string_view name, id_list_rule rule) {
  const auto* found = value(name);
  if (!found)
    return {};
  std::vector<std::int64_t> all;
  const auto* items = found->if_array();
  if (items && items->size() <= rule.most)
    for (const auto& item : *items) {
      const auto* text = item.if_string();
      const auto number = parse_id(text ? std::string_view{*text} : std::string_view{}, name);
      if (number && std::ranges::find(all, *number) == all.end())
        all.push_back(*number);
    }
  if (items && items->size() == all.size() && all.size() >= rule.least)
    return all;
  refuse(name, fmt::format("{} must be an array of {} to {} ids, each a string of decimal digits "
                           "and there once",
                           name, rule.least, rule.most));
  return {};
}

std::vector<std::uint64_t> fields::seqs(std::string_view name, seq_list_rule rule) {
  const auto* found = value(name);
  if (!found)
    return {};
  std::vector<std::uint64_t> all;
  const auto* items = found->if_array();
  if (items && items->size() <= rule.most)
    for (const auto& item : *items) {
      boost::system::error_code failure;
      const auto number = item.to_number<std::int64_t>(failure);
      if (!failure && !item.is_double() && number > 0 &&
          std::ranges::find(all, static_cast<std::uint64_t>(number)) == all.end())
        all.push_back(static_cast<std::uint64_t>(number));
    }
  if (items && items->size() == all.size() && all.size() >= rule.least)
    return all;
  refuse(name, fmt::format("{} must be an array of {} to {} whole numbers above 0, each there once",
                           name, rule.least, rule.most));
  return {};
}

std::size_t fields::word_index(std::string_view name, const std::string_view* words,
                               std::size_t count) {
  const auto* found = value(name);
  if (!found)
    return 0;
  const std::span allowed{words, count};
  const auto* text = found->if_string();
  const auto at = text ? std::ranges::find(allowed, std::string_view{*text}) : allowed.end();
  if (at != allowed.end())
    return static_cast<std::size_t>(at - allowed.begin());
  refuse(name, fmt::format("{} must be one of: {}", name, fmt::join(allowed, ", ")));
  return 0;
}

void fields::refuse(std::string_view name, std::string message) {
  if (!problem_)
    problem_ = error{ec::invalid, std::move(message), std::string{name}};
}

std::optional<error> fields::problem() const {
  if (problem_)
    return problem_;
  for (const auto& [key, ignored] : from_) {
    const std::string_view name{key.data(), key.size()};
    if (std::ranges::find(known_, name) == known_.end()) {
      const std::string shown{first_code_points(name, name_shown)};
      return error{ec::invalid, fmt::format("there is no field {} here", shown), shown};
    }
  }
  return std::nullopt;
}

} // namespace vestnik::model
