#include "net/log_format.hpp"

#include "model/values/json.hpp"
#include "model/values/text.hpp"
#include "model/values/utf8.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::net {

namespace {

std::string as_json(std::string_view message) {
  return model::quoted(model::to_valid_utf8(message));
}

std::string as_one_line(std::string_view message) {
  const auto text = model::to_valid_utf8(message);
  std::string line;
  line.reserve(text.size());
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
    do
      ++end;
    while (end < text.size() && model::continues_character(text[end]));
    const auto character = std::string_view{text}.substr(begin, end - begin);
    if (!model::has_control(character))
      line += character;
    else if (character == "\n")
      line += "\\n";
    else
      for (const char octet : character)
        fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<std::uint8_t>(octet));
  }
  return line;
}

/// Writes the message by `Write` and the rest by a pattern of spdlog.
template <std::string (*Write)(std::string_view)>
class line_formatter final : public spdlog::formatter {
public:
  line_formatter(std::string pattern, spdlog::pattern_time_type time)
      : pattern_{pattern, time}
      , written_pattern_{std::move(pattern)}
      , time_{time} {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    const auto text = Write({message.payload.data(), message.payload.size()});
    auto safe = message;
    safe.payload = text;
    pattern_.format(safe, to);
  }

  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<line_formatter>(written_pattern_, time_);
  }

private:
  spdlog::pattern_formatter pattern_;
  std::string written_pattern_;
  spdlog::pattern_time_type time_;
};

} // namespace

std::unique_ptr<spdlog::formatter> make_log_formatter(config::log_format format,
                                                      std::string_view node) {
  // A name has letters, digits, dots and hyphens (`cluster.node`), so none of a pattern's marks.
  if (format == config::log_format::json)
    return std::make_unique<line_formatter<as_json>>(
        fmt::format(R"({{"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",{}"message":%v}})",
                    node.empty() ? "" : fmt::format(R"("node":"{}",)", node)),
        spdlog::pattern_time_type::utc);
  return std::make_unique<line_formatter<as_one_line>>(
      fmt::format("%Y-%m-%d %H:%M:%S.%e %-5l {}%v", node.empty() ? "" : fmt::format("{} ", node)),
      spdlog::pattern_time_type::local);
}

} // namespace vestnik::net
