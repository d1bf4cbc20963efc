#include "mail/mime/plain_text.hpp"

#include "model/values/ascii.hpp"

#include <algorithm>
#include <cstddef>

namespace vestnik::mail {

namespace {

/// The first line, without its line feed, taken away from the front.
std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

} // namespace

std::string text_from_flowed(std::string_view flowed, flowed_blank at_end) {
  std::string result;
  bool goes_on = false;
  std::size_t depth = 0;
  while (!flowed.empty()) {
    const bool ended = flowed.find('\n') != flowed.npos;
    auto line = take_line(flowed);
    const auto quoted = std::min(line.find_first_not_of('>'), line.size());
    line.remove_prefix(quoted);
    line.remove_prefix(line.starts_with(' ') ? 1 : 0);
    const bool signature = line == "-- ";
    if (goes_on && (quoted != depth || signature)) {
      result += '\n';
      goes_on = false;
    }
    if (!goes_on && quoted > 0)
      result.append(quoted, '>').append(line.empty() ? 0 : 1, ' ');
    goes_on = line.ends_with(' ') && !signature;
    depth = quoted;
    line.remove_suffix(goes_on && at_end == flowed_blank::is_mark ? 1 : 0);
    result += line;
    if (!goes_on && ended)
      result += '\n';
  }
  return result;
}

std::string text_from_enriched(std::string_view enriched) {
  std::string result;
  std::size_t feeds = 0;
  bool parameter = false;
  while (!enriched.empty()) {
    const char c = enriched.front();
    if (enriched.starts_with("<<")) {
      enriched.remove_prefix(1);
    } else if (c == '<') {
      const auto command = enriched.substr(1, enriched.find('>') - 1);
      enriched.remove_prefix(std::min(command.size() + 2, enriched.size()));
      if (model::iequals(command, "param") || model::iequals(command, "/param"))
        parameter = command.front() != '/';
      else if (model::iequals(command, "nl"))
        result += '\n';
      continue;
    }
    enriched.remove_prefix(1);
    if (parameter)
      continue;
    if (c == '\n') {
      ++feeds;
      continue;
    }
    // One line feed is a blank, each further one is a line feed.
    if (feeds > 0)
      result.append(std::max<std::size_t>(feeds - 1, 1), feeds == 1 ? ' ' : '\n');
    feeds = 0;
    result += c;
  }
  return result;
}

} // namespace vestnik::mail
