#include "model/values/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace vestnik::model {

namespace {

namespace json = boost::json;
using boost::system::error_code;

/// Builds the value from the parser's events and refuses what RFC 8259 leaves open;
/// Boost's own handler lets the last of several equal keys win. The names, arguments
/// and constants are those that `json::basic_parser` asks for.
class strict_handler {
public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) { return open(json::object{}); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_begin(error_code&) { return open(json::array{}); }
  bool on_array_end(std::size_t, error_code&) { return close(); }

  bool on_key_part(json::string_view part, std::size_t, error_code&) { return collect(part); }
  bool on_key(json::string_view part, std::size_t, error_code& failure) {
    collect(part);
    if (text_.find('\0') != std::string::npos)
      return refuse("a key contains NUL", failure);
    auto& innermost = open_.back();
    if (innermost.container.get_object().contains(text_))
      return refuse(fmt::format("the key {} is given twice", quoted(text_)), failure);
    innermost.key = std::exchange(text_, {});
    return true;
  }

  bool on_string_part(json::string_view part, std::size_t, error_code&) { return collect(part); }
  bool on_string(json::string_view part, std::size_t, error_code& failure) {
    collect(part);
    if (text_.find('\0') != std::string::npos)
      return refuse("a string contains NUL", failure);
    return put(json::string{std::exchange(text_, {})});
  }

  bool on_number_part(json::string_view part, error_code&) { return collect(part); }
  bool on_int64(std::int64_t number, json::string_view, error_code&) {
    text_.clear();
    return put(number);
  }
  bool on_uint64(std::uint64_t, json::string_view, error_code& failure) {
    return refuse("an integer does not fit 64 bits with sign", failure);
  }
  bool on_double(double number, json::string_view part, error_code& failure) {
    collect(part);
    // Boost gives an integer that does not fit as a double.
    if (text_.find_first_of(".eE") == std::string::npos)
      return refuse("an integer does not fit 64 bits with sign", failure);
    if (!std::isfinite(number))
      return refuse("a number is out of range", failure);
    text_.clear();
    return put(number);
  }

  bool on_bool(bool truth, error_code&) { return put(truth); }
  bool on_null(error_code&) { return put(nullptr); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

  [[nodiscard]] json::value take_root() { return std::move(root_); }
  /// What this handler refused; empty if it was not the one that did.
  [[nodiscard]] const std::string& problem() const { return problem_; }

private:
  struct level {
    json::value container;
    /// In an object: the key whose value comes next.
    std::string key;
  };

  bool open(json::value container) {
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool close() {
    json::value complete = std::move(open_.back().container);
    open_.pop_back();
    return put(std::move(complete));
  }

  bool collect(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool put(json::value value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (auto& innermost = open_.back(); innermost.container.is_array())
      innermost.container.get_array().push_back(std::move(value));
    else
      innermost.container.get_object().emplace(innermost.key, std::move(value));
    return true;
  }

  bool refuse(std::string problem, error_code& failure) {
    problem_ = std::move(problem);
    failure = json::make_error_code(json::error::exception);
    return false;
  }

  std::vector<level> open_;
  std::string text_;
  std::string problem_;
  json::value root_;
};

} // namespace

result<json::value> parse_json(std::string_view text, const json_limits& limits) {
  if (text.size() > limits.bytes)
    return error{ec::too_large, fmt::format("JSON is limited to {} bytes", limits.bytes)};
  json::parse_options options;
  options.max_depth = limits.depth;
  json::basic_parser<strict_handler> parser{options};
  error_code failure;
  const auto consumed = parser.write_some(false, text.data(), text.size(), failure);
  if (!failure && consumed < text.size())
    failure = json::make_error_code(json::error::extra_data);
  if (!failure)
    return parser.handler().take_root();
  const auto& refused = parser.handler().problem();
  return error{ec::malformed, fmt::format("not valid JSON at byte {}: {}", consumed,
                                          refused.empty() ? failure.message() : refused)};
}

std::string quoted(std::string_view text) {
  return json::serialize(json::string_view{text.data(), text.size()});
}

json_text to_json(const error& refusal) {
  auto text = fmt::format(R"({{"code":"{}","field":{},"message":{})", traits_of(refusal.code).name,
                          quoted(refusal.field), quoted(refusal.message));
  if (const auto retry = retry_of(refusal); retry.count() > 0)
    text += fmt::format(R"(,"retry_ms":{})", retry.count());
  return {text + '}'};
}

} // namespace vestnik::model
