#include "mail/imap/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::mail {

std::string imap_pipeline::begin(const imap_command& text, task purpose, std::uint64_t batch) {
  const auto& sent = sent_.emplace_back(command{fmt::format("v{}", ++last_tag_), purpose, batch});
  held_.assign(text.pieces.begin() + 1, text.pieces.end());
  return fmt::format("{} {}", sent.tag, text.pieces.front());
}

std::optional<std::string> imap_pipeline::next_piece() {
  if (held_.empty())
    return std::nullopt;
  auto piece = std::move(held_.front());
  held_.pop_front();
  return piece;
}

std::optional<imap_pipeline::command> imap_pipeline::finish(std::string_view tag) {
  const auto at = std::ranges::find(sent_, tag, &command::tag);
  if (at == sent_.end())
    return std::nullopt;
  if (at + 1 == sent_.end())
    held_.clear();
  auto result = std::move(*at);
  sent_.erase(at);
  return result;
}

} // namespace vestnik::mail
