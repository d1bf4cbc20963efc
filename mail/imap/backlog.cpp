#include "mail/imap/backlog.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

namespace vestnik::mail {

imap_backlog::imap_backlog(imap_batch_limits limits)
    : limits_{limits} {
  limits_.beginning = std::min(limits.beginning, limits.message);
}

void imap_backlog::restart(std::uint32_t cursor) {
  *this = imap_backlog{limits_};
  base_ = highest_ = cursor;
}

void imap_backlog::add(std::uint32_t uid, std::uint64_t size) {
  if (uid <= base_)
    return;
  if (room() == 0) {
    overflow_ = true;
    return;
  }
  constexpr std::uint64_t cap = std::numeric_limits<std::uint32_t>::max();
  listed_.push_back({uid, static_cast<std::uint32_t>(std::min(size, cap))});
}

void imap_backlog::discard() {
  listed_.clear();
  overflow_ = false;
}

bool imap_backlog::seal() {
  // Of a message that was listed with and without its size the former counts.
  std::ranges::sort(listed_, [](const known_message& one, const known_message& other) {
    return std::pair{one.uid, other.size} < std::pair{other.uid, one.size};
  });
  const auto repeated = std::ranges::unique(listed_, {}, &known_message::uid);
  listed_.erase(repeated.begin(), repeated.end());
  if (listed_.empty())
    return false;
  // A server with a limit lists the newest first.
  const bool in_order = plan_.empty() || plan_.back().uid < listed_.front().uid;
  plan_.insert(plan_.end(), listed_.begin(), listed_.end());
  if (!in_order)
    std::ranges::sort(plan_, {}, &known_message::uid);
  highest_ = std::max(highest_, listed_.back().uid);
  discard();
  return true;
}

std::size_t imap_backlog::room() const noexcept {
  const auto known = listed_.size() + plan_.size();
  return limits_.known - std::min(limits_.known, known);
}

std::optional<imap_backlog::request> imap_backlog::next() {
  request result;
  if (!again_.empty()) {
    result = std::move(again_.front());
    again_.pop_front();
  } else if (plan_.empty()) {
    return std::nullopt;
  }
  for (; result.tries == 1 && !plan_.empty(); plan_.pop_front()) {
    const auto& message = plan_.front();
    const auto of = message.size > limits_.message ? extent::beginning : extent::whole;
    const auto size = of == extent::beginning ? limits_.beginning : message.size;
    const bool fits = result.uids.size() < limits_.messages && result.bytes + size <= limits_.bytes;
    if (!result.uids.empty() && (of != result.of || !fits))
      break;
    result.of = of;
    result.bytes += size;
    result.uids.push_back(message.uid);
  }
  result.id = ++last_id_;
  sent_.emplace(result.id, result);
  return result;
}

std::optional<imap_backlog::extent> imap_backlog::delivered(std::uint32_t uid) {
  for (auto& [id, waiting] : sent_) {
    const auto at = std::ranges::lower_bound(waiting.uids, uid);
    if (at != waiting.uids.end() && *at == uid) {
      waiting.uids.erase(at);
      ++waiting.came;
      return waiting.of;
    }
  }
  return std::nullopt;
}

void imap_backlog::ask_for_beginning(std::uint32_t uid) {
  again_.push_back({0, {uid}, extent::beginning, limits_.beginning, 2});
}

std::vector<std::uint32_t> imap_backlog::finish(std::uint64_t id, outcome how) {
  auto node = sent_.extract(id);
  if (node.empty() || node.mapped().uids.empty())
    return {};
  auto& missing = node.mapped();
  if (how == outcome::cut_short && missing.came > 0) {
    again_.push_back({0, std::move(missing.uids), missing.of, missing.bytes, 2});
    return {};
  }
  if (how == outcome::complete) {
    if (missing.tries == 1)
      again_.push_back({0, std::move(missing.uids), missing.of, missing.bytes, 2});
    else
      doubted_.insert(missing.uids.begin(), missing.uids.end());
    return {};
  }
  if (missing.tries >= limits_.tries)
    return std::move(missing.uids);
  for (const auto uid : missing.uids)
    again_.push_back({0, {uid}, missing.of, missing.bytes, missing.tries + 1});
  return {};
}

std::vector<std::uint32_t> imap_backlog::in_doubt() const {
  const auto count = std::min(doubted_.size(), limits_.messages);
  return {doubted_.begin(), std::next(doubted_.begin(), static_cast<std::ptrdiff_t>(count))};
}

void imap_backlog::settle(const std::vector<std::uint32_t>& uids) {
  for (const auto uid : uids)
    doubted_.erase(uid);
}

std::uint32_t imap_backlog::cursor(std::uint64_t first_unlisted) const noexcept {
  auto first = std::min(std::uint64_t{highest_} + 1, first_unlisted);
  if (!plan_.empty())
    first = std::min<std::uint64_t>(first, plan_.front().uid);
  for (const auto& waiting : again_)
    first = std::min<std::uint64_t>(first, waiting.uids.front());
  for (const auto& [id, waiting] : sent_)
    if (!waiting.uids.empty())
      first = std::min<std::uint64_t>(first, waiting.uids.front());
  if (!doubted_.empty())
    first = std::min<std::uint64_t>(first, *doubted_.begin());
  return static_cast<std::uint32_t>(first - 1);
}

std::size_t imap_backlog::remaining() const noexcept {
  auto count = plan_.size() + doubted_.size();
  for (const auto& waiting : again_)
    count += waiting.uids.size();
  for (const auto& [id, waiting] : sent_)
    count += waiting.uids.size();
  return count;
}

} // namespace vestnik::mail
