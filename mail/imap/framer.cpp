#include "mail/imap/framer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vestnik::mail {

namespace {

constexpr std::size_t shown_start = 120;
constexpr std::size_t announcement_size = 32;
constexpr std::uint64_t first_reserve = 256 * 1024;

/// Whether a response that begins so may contain literals.
bool is_data(std::string_view start) {
  if (!start.starts_with("* "))
    return false;
  const auto word = upper_ascii(start.substr(2, 8));
  for (const std::string_view status : {"OK", "NO", "BAD", "BYE", "PREAUTH"})
    if (word.starts_with(status) && (word.size() == status.size() || word[status.size()] == ' '))
      return false;
  return true;
}

/// The size in a closing `{123}` or `{123+}`.
std::optional<std::uint64_t> announced(std::string_view line) {
  if (!line.ends_with('}'))
    return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos)
    return std::nullopt;
  auto digits = line.substr(open + 1, line.size() - open - 2);
  if (digits.ends_with('+'))
    digits.remove_suffix(1);
  std::uint64_t size = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, size);
  if (digits.empty() || error != std::errc{} || stop != end)
    return std::nullopt;
  return size;
}

} // namespace

std::optional<std::variant<imap_frame, imap_damage>> imap_framer::next(std::string_view& input) {
  while (!input.empty()) {
    if (literal_left_ > 0) {
      take_literal(input);
      continue;
    }
    const auto feed = input.find('\n');
    take_text(input.substr(0, feed));
    input.remove_prefix(feed == std::string_view::npos ? input.size() : feed + 1);
    if (feed == std::string_view::npos)
      break;
    if (frame_.text.ends_with('\r'))
      frame_.text.pop_back();
    if (begin_literal())
      continue;
    literal_total_ = kept_ = 0;
    auto frame = std::exchange(frame_, {});
    if (auto start = std::exchange(overlong_, std::nullopt))
      return imap_damage{"the line is too long", std::move(*start)};
    return frame;
  }
  return std::nullopt;
}

std::size_t imap_framer::most_of(std::string_view text, std::string_view more) const {
  if (text.size() + more.size() <= limits_.short_line)
    return limits_.line;
  std::string start{text.substr(0, shown_start)};
  start += more.substr(0, shown_start - start.size());
  // `* 12 FETCH`, `* LIST`, `* SEARCH`, `* ESEARCH`.
  const auto is_digit_or_blank = [](char c) { return c == ' ' || (c >= '0' && c <= '9'); };
  const auto name = upper_ascii(std::string_view{start}.substr(static_cast<std::size_t>(
      std::ranges::find_if_not(start.begin() + 1, start.end(), is_digit_or_blank) -
      start.begin())));
  const bool is_long = name.starts_with("FETCH") || name.starts_with("LIST") ||
                       name.starts_with("SEARCH") || name.starts_with("ESEARCH");
  return start.starts_with("* ") && is_long ? limits_.line
                                            : std::min(limits_.line, limits_.short_line);
}

void imap_framer::take_text(std::string_view bytes) {
  auto& text = frame_.text;
  if (!overlong_ && text.size() + bytes.size() <= most_of(text, bytes)) {
    text += bytes;
    return;
  }
  if (!overlong_) {
    overlong_ = text.substr(0, shown_start);
    if (overlong_->size() < shown_start)
      overlong_->append(bytes.substr(0, shown_start - overlong_->size()));
    frame_.literals.clear();
    kept_ = 0;
  }
  // Only the end matters now: it says whether a literal follows.
  text += bytes.substr(bytes.size() - std::min(bytes.size(), announcement_size));
  if (text.size() > announcement_size)
    text.erase(0, text.size() - announcement_size);
}

bool imap_framer::begin_literal() {
  const auto size = announced(frame_.text);
  if (!size || !is_data(overlong_ ? *overlong_ : frame_.text))
    return false;
  literal_left_ = *size;
  frame_.text += '\n';
  if (overlong_)
    return true;
  auto& literal = frame_.literals.emplace_back();
  literal.size = *size;
  if (*size > limits_.literal - literal_total_) {
    literal.is = imap_literal::fate::skipped;
    return true;
  }
  literal_total_ += *size;
  // The size is the server's claim: memory is taken as bytes arrive.
  literal.bytes.reserve(std::min(*size, first_reserve));
  return true;
}

void imap_framer::take_literal(std::string_view& input) {
  const auto bytes = input.substr(0, std::min<std::uint64_t>(literal_left_, input.size()));
  if (!overlong_ && frame_.literals.back().is == imap_literal::fate::kept) {
    frame_.literals.back().bytes += bytes;
    kept_ += bytes.size();
  }
  literal_left_ -= bytes.size();
  input.remove_prefix(bytes.size());
}

} // namespace vestnik::mail
