#include "mail/imap/response.hpp"

#include <algorithm>
#include <charconv>

namespace vestnik::mail {

imap_capabilities read_capabilities(std::string_view names) {
  imap_capabilities result;
  while (!names.empty()) {
    const auto end = std::min(names.find(' '), names.size());
    if (end > 0)
      result.insert(upper_ascii(names.substr(0, end)));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return result;
}

imap_capabilities read_capabilities(const imap_response& response) {
  imap_capabilities result;
  for (const auto& value : response.values)
    if (value.is == imap_value::kind::atom)
      result.insert(upper_ascii(value.text));
  return result;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> read_search(const imap_response& response) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> result;
  for (const auto& value : response.values) {
    if (value.is != imap_value::kind::atom)
      continue;
    for (std::string_view rest = value.text; !rest.empty();) {
      const auto each = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(each.size() + 1, rest.size()));
      const auto colon = std::min(each.find(':'), each.size());
      const auto first = read_number(each.substr(0, colon));
      const auto last = colon < each.size() ? read_number(each.substr(colon + 1)) : first;
      if (first && last)
        result.emplace_back(std::min(*first, *last), std::max(*first, *last));
    }
  }
  return result;
}

std::optional<std::uint32_t> read_number(std::string_view text) noexcept {
  std::uint32_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return value;
}

std::string upper_ascii(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return result;
}

} // namespace vestnik::mail
