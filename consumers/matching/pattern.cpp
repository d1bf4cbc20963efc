#include "consumers/matching/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <re2/re2.h>
#include <utility>

namespace vestnik::consumers {

namespace {

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

/// Patterns come from the program, not from peers; this bounds mistakes.
constexpr std::int64_t most_memory = 1 << 20;

} // namespace

model::result<pattern> pattern::compile(std::string_view expression) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(most_memory);
  auto compiled = std::make_shared<const re2::RE2>(piece(expression), options);
  if (!compiled->ok())
    return model::error{model::ec::invalid, fmt::format("the expression {} is wrong: {}",
                                                        expression, compiled->error())};
  const auto& named = compiled->CapturingGroupNames();
  if (static_cast<std::size_t>(compiled->NumberOfCapturingGroups()) > most_groups)
    return model::error{model::ec::invalid, fmt::format("the expression {} has more than {} groups",
                                                        expression, most_groups)};
  pattern made;
  for (const auto& [number, name] : named) {
    if (std::ranges::find(made.names_, name) != made.names_.end())
      return model::error{model::ec::invalid,
                          fmt::format("the expression {} has two groups {}", expression, name)};
    made.numbers_.push_back(number);
    made.names_.push_back(name);
  }
  made.compiled_ = std::move(compiled);
  return made;
}

bool pattern::match(std::string_view text, group_values& into) const {
  std::array<re2::StringPiece, most_groups + 1> parts;
  const auto wanted = numbers_.empty() ? 0 : numbers_.back() + 1;
  if (!compiled_->Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, parts.data(), wanted))
    return false;
  for (const auto number : numbers_) {
    const auto& part = parts.at(static_cast<std::size_t>(number));
    into.text.at(into.count++) = {part.data(), part.size()};
  }
  return true;
}

bool pattern::match(std::string_view text) const {
  return compiled_->Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

const std::string& pattern::expression() const { return compiled_->pattern(); }

} // namespace vestnik::consumers
